"""Durations as Go writes them: "5s", "1m30s", "100ms"."""

import re

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART = re.compile(r"([0-9]*\.?[0-9]+)(ns|us|µs|ms|s|m|h)")


def parse(text: str) -> float:
    """Seconds. Raises ValueError with Go's own words."""
    sign, rest = (-1.0, text[1:]) if text.startswith("-") else (1.0, text.removeprefix("+"))
    if rest == "0":
        return 0.0
    if not rest:
        raise ValueError(f'time: invalid duration "{text}"')
    if re.fullmatch(r"[0-9.]+", rest):
        raise ValueError(f'time: missing unit in duration "{text}"')
    if "".join(match[0] for match in _PART.finditer(rest)) != rest:
        raise ValueError(f'time: invalid duration "{text}"')
    return sign * sum(float(match[1]) * _UNITS[match[2]] for match in _PART.finditer(rest))


def show(seconds: float) -> str:
    """As Go prints a duration of whole seconds or milliseconds."""
    if seconds and seconds < 1:
        return f"{seconds * 1000:g}ms"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    if hours:
        return f"{hours}h{minutes}m{rest:g}s"
    return f"{minutes}m{rest:g}s" if minutes else f"{rest:g}s"
