"""Finds the sentences that errors, findings and progress lines are worded in, by reading the source.

A sentence is a string literal, or an f-string in which `{}` stands for each value. Names are followed to where they
are assigned, parameters to the calls of their function, so that helpers which make errors of words need no marks.
"""

import ast
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import tutor

ROOT = Path(tutor.__file__).parent
FIELDS = ("what", "why", "todo", "mend")
PLACE = "{}"
RAISED = ("OSError", "TimeoutError", "ValueError", "YAMLError")
"""Exceptions of others that carry words of ours from checks and clusters."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclasses.dataclass(frozen=True)
class Module:
    """A parsed file; `path` counts from the package."""

    path: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """As other modules of the project call it."""
        return Path(self.path).stem

    def functions(self) -> Iterator[Function]:
        """All of them, methods too."""
        yield from (node for node in ast.walk(self.tree) if isinstance(node, Function))


@dataclasses.dataclass(frozen=True)
class Unknown:
    """An expression that is no sentence, such as another program's words."""

    path: str
    expression: str


@dataclasses.dataclass
class Found:
    """Sentence -> the files that say it; and what could not be followed."""

    sentences: dict[str, set[str]] = dataclasses.field(default_factory=dict)
    unknown: set[Unknown] = dataclasses.field(default_factory=set)


def modules() -> list[Module]:
    """Every module of the product."""
    return [
        Module(str(path.relative_to(ROOT)), ast.parse(path.read_text()))
        for path in sorted(ROOT.rglob("*.py"))
        if "_bundle" not in path.parts and path.name != "testing.py"
    ]


def error_classes(tree: list[Module]) -> set[str]:
    """The names of TutorError and all that derive from it, and of what a report of a fault cites."""
    known = {"TutorError", "ProcessFault"}
    classes = [node for module in tree for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)]
    while more := {one.name for one in classes if known & {_last(base) for base in one.bases}} - known:
        known |= more
    return known


def find(tree: list[Module]) -> Found:
    """What all errors, findings, notes and progress lines say."""
    search = _Search(tree)
    for module in tree:
        for call, function in _calls(module):
            for expression in _spoken(call, search.errors, module):
                search.follow(expression, module, function)
    return search.found


def literals(module: Module, within: str) -> set[str]:
    """Every sentence in the function or the assigned name `within`, docstrings left out."""
    found: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, Function) and node.name == within:
            parts: list[ast.AST] = [one for one in node.body if not isinstance(one, ast.Expr)]
        elif isinstance(node, ast.Assign | ast.AnnAssign) and within in _names(node):
            parts = [node.value] if node.value else []
        else:
            continue
        found |= set().union(*(texts(part) for part in parts))
    return {text for text in found if " " in text and _has_words(text)}


class _Search:
    """One pass over the tree."""

    def __init__(self, tree: list[Module]) -> None:
        self.found = Found()
        self.errors = error_classes(tree)
        self._tree = tree
        self._asked: set[tuple[str, str, str]] = set()

    def follow(self, node: ast.expr, module: Module, function: Function | None) -> None:
        """Note the sentences that an expression can be."""
        match node:
            case ast.Constant(value=str() as text):
                self._note(text, module)
            case ast.JoinedStr():
                for text in self._joined(node, module, function):
                    self._note(text, module)
            case ast.IfExp():
                self.follow(node.body, module, function)
                self.follow(node.orelse, module, function)
            case ast.BoolOp():
                for value in node.values:
                    self.follow(value, module, function)
            case ast.Name() if function and (values := list(_assigned(node.id, function, module))):
                for value in values:
                    self.follow(value, module, function)
            case ast.Name() if function and node.id in _parameters(function):
                self._follow_calls(node.id, module, function)
            case _:
                self.found.unknown.add(Unknown(module.path, ast.unparse(node)))

    def _note(self, text: str, module: Module) -> None:
        if _has_words(text):
            self.found.sentences.setdefault(text, set()).add(module.path)

    def _joined(self, node: ast.JoinedStr, module: Module, function: Function | None) -> list[str]:
        texts = [""]
        for part in node.values:
            grown = [str(part.value)] if isinstance(part, ast.Constant) else [PLACE]
            if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name) and function:
                grown = _worded(part.value.id, function, module) or grown
            texts = [text + more for text in texts for more in grown]
        return texts

    def _follow_calls(self, name: str, module: Module, function: Function) -> None:
        key = (module.path, function.name, name)
        if key in self._asked:
            return
        self._asked.add(key)
        if function.name == "__init__":
            return  # a class of errors: its calls are looked at as such
        for other in self._tree:
            for call, caller in _calls(other):
                if _is_call_of(call, function, module, other) and (given := _given(call, function, name)):
                    self.follow(given, other, caller)


def _spoken(call: ast.Call, classes: set[str], module: Module) -> Iterator[ast.expr]:
    """The words that a call makes an error, a finding or a line of progress of."""
    name = _last(call.func)
    inherited = ast.unparse(call.func) == "super().__init__" and any(
        keyword.arg in FIELDS for keyword in call.keywords
    )
    if name in classes or inherited:
        yield from call.args[:1]
        yield from (keyword.value for keyword in call.keywords if keyword.arg in FIELDS)
    elif name == "Finding" and module.name == "preflight":
        yield from call.args[2:]
    elif name == "Result":
        yield from (keyword.value for keyword in call.keywords if keyword.arg == "fault")
    elif (name == "progress" and isinstance(call.func, ast.Name)) or (
        name in RAISED and module.path.startswith(("checkapi/", "cluster/"))
    ):
        yield from (one for one in call.args if isinstance(one, ast.Constant | ast.JoinedStr))


def _calls(module: Module) -> Iterator[tuple[ast.Call, Function | None]]:
    """Every call and the innermost function around it."""

    def walk(node: ast.AST, around: Function | None) -> Iterator[tuple[ast.Call, Function | None]]:
        for child in ast.iter_child_nodes(node):
            inner = child if isinstance(child, Function) else around
            if isinstance(child, ast.Call):
                yield child, inner
            yield from walk(child, inner)

    return walk(module.tree, None)


def _is_call_of(call: ast.Call, function: Function, home: Module, other: Module) -> bool:
    match call.func:
        case ast.Name(id=name):
            return name == function.name and other is home
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return name == function.name and (owner == "self" if other is home else owner == home.name)
    return False


def _given(call: ast.Call, function: Function, name: str) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    names = [one.arg for one in function.args.args if one.arg != "self"]
    at = names.index(name) if name in names else len(call.args)
    return call.args[at] if at < len(call.args) else None


def _assigned(name: str, function: Function, module: Module) -> Iterator[ast.expr]:
    """What is assigned to a local name, tuples taken apart."""
    for node in ast.walk(function):
        if isinstance(node, ast.NamedExpr) and node.target.id == name:
            yield node.value
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id == name:
                yield node.value
            elif isinstance(target, ast.Tuple):
                names = [one.id if isinstance(one, ast.Name) else "" for one in target.elts]
                if name in names:
                    yield from _elements(node.value, names.index(name), function, module)


def _elements(value: ast.expr, at: int, function: Function, module: Module) -> Iterator[ast.expr]:
    """The elements at `at` of every tuple that an expression can be, a function's results included."""
    match value:
        case ast.Tuple():
            yield value.elts[at]
        case ast.IfExp():
            yield from _elements(value.body, at, function, module)
            yield from _elements(value.orelse, at, function, module)
        case ast.Name():
            for one in _assigned(value.id, function, module):
                yield from _elements(one, at, function, module)
        case ast.Call(func=ast.Name(id=name)):
            for called in (one for one in module.functions() if one.name == name):
                for node in ast.walk(called):
                    if isinstance(node, ast.Return) and node.value:
                        yield from _elements(node.value, at, called, module)


def _worded(name: str, function: Function, module: Module) -> list[str]:
    """The literals that a name in an f-string stands for; none where it stands for anything else."""
    values = list(_assigned(name, function, module))
    texts = [one.value for one in values if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return texts if len(texts) == len(values) else []


def texts(node: ast.AST) -> set[str]:
    """Every string literal below a node, f-strings with their places."""
    if isinstance(node, ast.JoinedStr):
        return {"".join(str(one.value) if isinstance(one, ast.Constant) else PLACE for one in node.values)}
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    return set().union(*(texts(child) for child in ast.iter_child_nodes(node)))


def _has_words(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def _names(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [one.id for one in targets if isinstance(one, ast.Name)]


def _parameters(function: Function) -> set[str]:
    return {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
