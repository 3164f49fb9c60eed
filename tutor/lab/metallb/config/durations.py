"""Go's duration strings and the hold time of BGP (MetalLB: parseHoldTime). Pure."""

import re

from tutor.lab.metallb.config import invalid
from tutor.lab.metallb.config.quoting import quoted

DEFAULT_HOLD_TIME = 90
LEAST_HOLD_TIME = 3

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_TERM = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")


def seconds(text: str) -> float:
    """The duration that `text` gives (time.ParseDuration). Raises Invalid in Go's words."""
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return 0.0
    total, position = 0.0, 0
    while position < len(rest):
        term = _TERM.match(rest, position)
        if term is None:
            break
        total += float(term[1]) * _UNITS[term[2]]
        position = term.end()
    if not rest or position < len(rest):
        missing = re.fullmatch(r"[0-9.]*[0-9]", rest[position:])
        what = "missing unit in duration" if missing else "invalid duration"
        raise invalid.Invalid(f"time: {what} {quoted(text)}")
    return -total if text.startswith("-") else total


def hold_time(text: str) -> int:
    """Whole seconds, 90 when nothing is asked for. Raises Invalid for what is neither 0 nor >= 3 s."""
    if not text:
        return DEFAULT_HOLD_TIME
    try:
        asked = int(seconds(text))
    except invalid.Invalid as error:
        raise invalid.Invalid(f"invalid hold time {quoted(text)}: {error}") from error
    if asked != 0 and asked < LEAST_HOLD_TIME:
        raise invalid.Invalid(f"invalid hold time {quoted(text)}: must be 0 or >=3s")
    return asked
