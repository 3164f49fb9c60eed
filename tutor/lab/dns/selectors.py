"""Whether a text is a label selector (apimachinery pkg/labels/selector.go, Parse). Pure."""

import re

_NAME = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?"
_KEY = rf"(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?{_NAME}"
_VALUE = rf"(?:{_NAME})?"
_SET = rf"\s+(?:in|notin)\s*\(\s*{_VALUE}(?:\s*,\s*{_VALUE})*\s*\)"
_TERM = rf"\s*(?:!\s*{_KEY}|{_KEY}(?:\s*(?:==?|!=)\s*{_VALUE}|{_SET}|\s*[<>]\s*\d+)?)\s*"
_SELECTOR = re.compile(rf"{_TERM}(?:,{_TERM})*")


def valid(text: str) -> bool:
    """Terms with commas between: `key`, `!key`, `key=value`, `key!=value`, `key in (a,b)`, `key notin (a)`, `key>1`."""
    return _SELECTOR.fullmatch(text) is not None
