"""JSON schemas of lesson.yaml, prove.yaml and course.yaml, for editors that complete and check while one types.

Draft 7, which editors know best. They say what the loader and the linter say of a file's shape, from the same facts:
the known hosts, needs and forms, and the checks with the arguments of their signatures.
"""

import json
import os
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tutor.authoring import rules, variants
from tutor.checkapi import declare, discovery
from tutor.course import hosts, loader, needs, structure

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"

KINDS = ("lesson", "prove", "course")
"""The files that have a schema, each named as its file is."""

FOLDER = Path("lessons", ".schema")
"""Where a course keeps them, for the first line of its files; the loader passes over it."""

TEXT: Schema = {"type": "string", "pattern": r"\S"}
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
COMMANDS: Schema = {"type": "array", "items": {"$ref": "#/definitions/command"}}
TEXTS: Schema = {
    "description": "One text for each language.",
    "type": "object",
    "additionalProperties": TEXT,
}
HOST: Schema = {
    "description": "Where it runs: a machine, or the shell of a pod.",
    "anyOf": [{"enum": list(hosts.HOSTS)}, {"type": "string", "pattern": f"^{hosts.POD.pattern}$"}],
}


def of(kind: str, root: Path) -> Schema:
    """The schema of one kind of file in the course `root`, with the checks that are there for it."""
    if kind == "lesson":
        return lesson(discovery.discover(discovery.folders(root)).checks)
    return prove() if kind == "prove" else course()


def write(root: Path) -> list[Path]:
    """Write all of them into the course, over those of an older state; the files. Raises OSError."""
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    files = {root / FOLDER / f"{kind}.json": of(kind, root) for kind in KINDS}
    for file, found in files.items():
        file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return list(files)


def modeline(kind: str, file: Path, root: Path) -> str:
    """The comment that tells an editor which schema a file of the course has."""
    path = Path(os.path.relpath(root / FOLDER / f"{kind}.json", file.parent))
    return f"# yaml-language-server: $schema={path.as_posix()}\n"


def lesson(checks: Mapping[str, declare.Check]) -> Schema:
    """lesson.yaml, for a course that has these checks."""
    properties = {
        "continues": _said(TEXT, "The id of the earlier lesson in whose end state this one begins."),
        "start": _said(COMMANDS, "Set-up that the learner does not see."),
        "forms": _said(
            {"type": "object", "propertyNames": {"enum": list(needs.FORMS)}, "additionalProperties": TEXTS},
            "The ways in which the lesson can be gone through; the first is the usual one.",
        ),
        "steps": {
            "type": "array",
            "minItems": 1,
            "maxItems": structure.MOST_STEPS,
            "items": {"$ref": "#/definitions/step"},
        },
    }
    definitions = {"command": _command(), "step": _step(), "check": _check(checks)}
    return _document("A lesson of k8stutor", _object(properties, "steps"), definitions)


def prove() -> Schema:
    """prove.yaml."""
    steps = {"type": "object", "additionalProperties": {"$ref": "#/definitions/step"}}
    step = _object(
        {
            "undo": _said(COMMANDS, "What puts things back after each trial."),
            "right": {
                "type": "array",
                "minItems": variants.RIGHT,
                "items": _variant("commands", "answer", "late"),
            },
            "wrong": {"type": "array", "items": _variant("commands", "answer", "late", "fails")},
            "races": {
                "type": "array",
                "items": {**_variant("commands", "answer", "during"), "required": ["about", "during"]},
            },
            "unraced": _said(TEXT, "In place of `races`: the reason why there can be none."),
        },
        "right",
    )
    document = _object({"steps": steps})
    return _document("How a lesson's checks are proved", document, {"command": _command(), "step": step})


def course() -> Schema:
    """course.yaml."""
    language = loader.LANGUAGE.pattern.removesuffix(r"\.md")
    properties = {
        "title": TEXTS,
        "languages": _said(
            {"type": "array", "items": {"type": "string", "pattern": f"^{language}$"}},
            "In the order of preference: who lacks theirs sees the first.",
        ),
    }
    return _document("A course of k8stutor", _object(properties), {})


def _document(title: str, schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    found = {"$schema": DRAFT, "title": title, **schema}
    return {**found, "definitions": dict(definitions)} if definitions else found


def _object(properties: Mapping[str, Schema], *required: str) -> Schema:
    found: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**found, "required": list(required)} if required else found


def _said(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def _command() -> Schema:
    properties = {
        "run": _said(TEXT, "What is typed; several lines, where it is a here-document."),
        "host": HOST,
        "timeout": _said({"type": "number", "exclusiveMinimum": 0}, "Seconds, if not the usual 60."),
        "ready": _said(
            {**TEXT, "format": "regex"}, "It goes on beside what follows once its output matches."
        ),
        "until": _said(
            {**TEXT, "format": "regex"}, "It gets Ctrl-C at the step's end, when its output matches."
        ),
        "keys": _said({"type": "array", "items": SCALAR}, "Lines typed into it when it is ready."),
    }
    return {**_object(properties, "run", "host"), "dependencies": {"until": ["ready"], "keys": ["ready"]}}


def _step() -> Schema:
    properties = {
        "id": {"type": "string", "pattern": f"^{structure.ID.pattern}$"},
        "predict": _said(SCALAR, "The id of the right option; question and options stand in the prose."),
        "commands": COMMANDS,
        "checks": {"type": "array", "items": {"$ref": "#/definitions/check"}},
        "solution": _said(COMMANDS, "If the commands that are shown are not it."),
        "cleanup": _said(COMMANDS, "What puts back what the step changed."),
        "form": _said({"enum": list(needs.FORMS)}, "The step is only in this form of the lesson."),
        "needs": _said(
            {"type": "array", "items": {"enum": list(needs.NEEDS)}},
            "What the cluster must have, or the step is not graded.",
        ),
    }
    return _object(properties, "id")


def _variant(*keys: str) -> Schema:
    known = {
        "about": TEXT,
        "commands": COMMANDS,
        "answer": TEXT,
        "late": _said({"type": "boolean"}, "The answer is chosen when the commands have ended."),
        "fails": {"type": "array", "items": {"type": "string"}},
        "during": {**COMMANDS, "minItems": 1},
    }
    return _object({key: known[key] for key in ("about", *keys)}, "about")


def _check(checks: Mapping[str, declare.Check]) -> Schema:
    """A check's use: its name is one of those that exist, and its arguments are those of that check."""
    names = sorted(checks)
    name = {
        "oneOf": [{"const": one, "description": checks[one].about} for one in names],
        "description": "Which check; its arguments follow in `with`.",
    }
    properties: dict[str, Schema] = {"check": name, "title": TEXTS, "host": HOST, "with": {"type": "object"}}
    cases = [
        {
            "if": {"properties": {"check": {"const": one}}, "required": ["check"]},
            "then": _arguments(checks[one]),
        }
        for one in names
    ]
    found = _object(properties, "check", "title")
    return {**found, "allOf": cases} if cases else found


def _arguments(check: declare.Check) -> Schema:
    hints = typing.get_type_hints(check.function)
    needed = [name for name, one in check.parameters.items() if one.default is one.empty]
    arguments = {name: of_hint(hints.get(name, Any)) for name in check.parameters}
    described = _said(_object(arguments, *needed), f"{check.about}\n\nIt takes: {rules.signature(check)}")
    found: Schema = {"properties": {"with": described}}
    return {**found, "required": ["with"]} if needed else found


def of_hint(hint: Any) -> Schema:
    """The schema of an argument annotated so; it accepts what `declare.fits` accepts."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [of_hint(one) for one in inner]}
    if origin is typing.Literal:
        return {"enum": list(inner)}
    if isinstance(origin, type) and issubclass(dict, origin):
        return {"type": "object", "additionalProperties": of_hint(inner[1])}
    if isinstance(origin, type) and issubclass(list, origin):
        return {"type": "array", "items": of_hint(inner[0])}
    plain = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
    return {"type": plain[hint]} if hint in plain else {}
