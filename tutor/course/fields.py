"""Taking typed fields out of YAML mappings, noting every problem instead of stopping at the first."""

from tutor.base import errors
from tutor.course import model, yamlfile

Problems = list[errors.CourseError]


def note(problems: Problems, place: model.Place, what: str, todo: str) -> None:
    """Add a problem at `place`."""
    problems.append(errors.CourseError(what, file=place.file, line=place.line, todo=todo))


class Fields:
    """The keys of one mapping; each is taken once, and `end` reports those that nobody knows."""

    def __init__(self, node: yamlfile.Node, problems: Problems, what: str) -> None:
        self.place = node.place
        self._problems = problems
        self._what = what
        self._left: dict[str, yamlfile.Node] = {}
        self._known: list[str] = []
        if isinstance(node.value, dict):
            self._left = dict(node.value)
        else:
            note(
                problems,
                node.place,
                f"{what} must be a mapping of keys to values",
                "write `key: value` lines",
            )

    def take(self, key: str) -> yamlfile.Node | None:
        """The value as it stands, None where the key is missing."""
        self._known.append(key)
        return self._left.pop(key, None)

    def text(self, key: str, *, required: bool = True, example: str = "…") -> str:
        """A non-empty text, or "" (noted as a problem if required or of another type)."""
        node = self.take(key)
        if node is None:
            if required:
                note(self._problems, self.place, f"{self._what} has no {key!r}", f"add `{key}: {example}`")
            return ""
        if isinstance(node.value, str) and node.value.strip():
            return node.value
        note(self._problems, node.place, f"{key!r} must be a non-empty text", "put the value in quotes")
        return ""

    def seconds(self, key: str, default: float) -> float:
        """A positive number of seconds."""
        node = self.take(key)
        if node is None:
            return default
        if isinstance(node.value, int | float) and not isinstance(node.value, bool) and node.value > 0:
            return float(node.value)
        note(self._problems, node.place, f"{key!r} must be a number of seconds", f"write `{key}: 30`")
        return default

    def flag(self, key: str) -> bool:
        """Whether it says true; False where the key is missing."""
        node = self.take(key)
        if node is None or isinstance(node.value, bool):
            return node is not None and bool(node.value)
        note(self._problems, node.place, f"{key!r} must be true or false", f"write `{key}: true`")
        return False

    def items(self, key: str) -> list[yamlfile.Node]:
        """A list; empty where the key is missing."""
        node = self.take(key)
        if node is None:
            return []
        if isinstance(node.value, list):
            return node.value
        note(self._problems, node.place, f"{key!r} must be a list", "begin each item with `- `")
        return []

    def mapping(self, key: str) -> yamlfile.Node | None:
        """A mapping, None where the key is missing."""
        node = self.take(key)
        if node is None or isinstance(node.value, dict):
            return node
        note(
            self._problems, node.place, f"{key!r} must be a mapping of keys to values", "indent `key: value`"
        )
        return None

    def texts(self, key: str) -> dict[str, str]:
        """A text per language: `{en: …, ko: …}`; empty where the key is missing."""
        node = self.mapping(key)
        if node is None or not isinstance(node.value, dict):
            return {}
        inner = Fields(node, self._problems, repr(key))
        return {lang: text for lang in node.value if (text := inner.text(lang))}

    def end(self) -> None:
        """Note every key that was not asked for."""
        for key, node in self._left.items():
            todo = f"remove it, or use one of: {', '.join(self._known)}"
            note(self._problems, node.place, f"{self._what} has no use for {key!r}", todo)
