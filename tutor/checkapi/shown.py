"""Whether a text shows a value, in any of the ways in which programs print values. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any

NUMBER = re.compile(r"^[ \t]*\d+[\t:-]", re.MULTILINE)
"""What `cat -n`, `nl` and `grep -n` put in front of a line."""


def field(thing: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path ("spec.ports.0.port"; "metadata.labels.k8s-app"); None where there is none."""
    value: Any = thing
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def shows(text: str, value: object) -> bool:
    """Whether the text holds the value as a word of its own, so that 10.0.0.3 is not seen in 10.0.0.30.

    A value of several lines is shown if each of its lines is, indented or escaped in whatever way.
    """
    if isinstance(value, bool):
        return shows(text.lower(), str(value).lower())
    if isinstance(value, str) and "\n" in value:
        lines = [line.strip() for line in value.splitlines() if line.strip()]
        return _all_lines(text, lines) or _all_lines(unescaped(text), lines)
    pattern = rf"(?<![\w.-]){re.escape(str(value))}(?![\w-]|\.\w)"
    return re.search(pattern, text) is not None


def unescaped(text: str) -> str:
    """The text with the escapes of JSON and double-quoted YAML made plain."""
    return re.sub(r"\\([nt\"\\])", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), text)


def unnumbered(text: str) -> str:
    """The text without the numbers in front of its lines."""
    return NUMBER.sub("", text)


def spellings(text: str) -> set[str]:
    """The ways in which programs print a text: as it is, as JSON, and as redis-cli prints it to a terminal."""
    plain = re.sub(r'(["\\])', r"\\\1", text).encode()
    raw = "".join(chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}" for byte in plain)
    coded = json.dumps(text)[1:-1]
    # PHP's json_encode puts a backslash before a slash.
    return {text, coded, coded.replace("/", r"\/"), raw}


def _all_lines(text: str, lines: list[str]) -> bool:
    there = {line.strip() for line in (*text.splitlines(), *unnumbered(text).splitlines())}
    # In -o json the first line follows the key, and the last one is followed by a quote.
    return all(
        line in there or (line and text.count(line) and line in (lines[0], lines[-1])) for line in lines
    )
