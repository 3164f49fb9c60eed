"""Reads what the installed `kubernetes` package says of each type, from the text of its models.

The models are read, never imported: importing all of them takes over a second. Both generations of the package are
known: pydantic models (from 37 on) and the older ones, whose docstrings lack a description of the type itself.
"""

import ast
import dataclasses
import importlib.metadata
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

_CLASS = re.compile(r"^class (\w+)\(", re.MULTILINE)
_MODERN_DOC = re.compile(r'\(BaseModel\):\n    """\n(.*?)\n\n    Attributes:', re.DOTALL)
_MODERN_FIELD = re.compile(r"^    (\w+): (.+?)(?: = (.*))?$", re.MULTILINE)
_ALIAS = re.compile(r'serialization_alias="([^"]+)"')
_TEXT = re.compile(r'description=("(?:[^"\\]|\\.)*")')
_NAMES = re.compile(r"attribute_map = (\{.*?\})", re.DOTALL)
_OLD_FIELD = re.compile(r'"""Gets the (\w+) of this \w+\.  # noqa: E501\n\n +(.*?)  # noqa: E501', re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Prose:
    """What is said of one type and of its fields."""

    name: str
    text: str
    fields: dict[str, str]


def version() -> str:
    """The installed package's version. Raises importlib.metadata.PackageNotFoundError where it is missing."""
    return importlib.metadata.version("kubernetes")


def folder() -> Path:
    """Where the models lie. Raises ModuleNotFoundError where the package is missing."""
    spec = importlib.util.find_spec("kubernetes")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("kubernetes")
    return Path(spec.submodule_search_locations[0]) / "client" / "models"


def read() -> Iterator[Prose]:
    """Every model of the package."""
    for file in sorted(folder().glob("*.py")):
        text = file.read_text(encoding="utf-8")
        found = _CLASS.search(text)
        if found is not None:
            yield (_modern if "(BaseModel):" in text else _old)(found[1], text)


def _modern(name: str, text: str) -> Prose:
    doc = _MODERN_DOC.search(text)
    said: dict[str, str] = {}
    start = text.index(":\n", text.index("(BaseModel)"))
    for field in _MODERN_FIELD.finditer(text, start, text.index("    openapi_types:", start)):
        alias, about = _ALIAS.search(field[3] or ""), _TEXT.search(field[3] or "")
        key = alias[1] if alias else field[1]
        said[key] = lines(ast.literal_eval(about[1])) if about else ""
    return Prose(name, lines(doc[1].strip()) if doc else "", said)


def _old(name: str, text: str) -> Prose:
    found = _NAMES.search(text)
    names: dict[str, str] = ast.literal_eval(found[1]) if found else {}
    said = {
        names.get(key, key): lines(about.strip().replace('\\"', '"'))
        for key, about in _OLD_FIELD.findall(text)
    }
    return Prose(name, "", said)


def lines(text: str) -> str:
    """The text with the line breaks before list items back; the package's generator made blanks of them."""
    text = re.sub(r"(?<=\S) {2}(?=\* |\d+\. )", "\n\n", text)
    return re.sub(r"(?<=\S) {3,4}(?=\* )", "\n  ", text)
