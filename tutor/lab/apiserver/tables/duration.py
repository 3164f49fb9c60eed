"""Ages as kubectl prints them (apimachinery: pkg/util/duration.HumanDuration)."""

import datetime

UNKNOWN = "<unknown>"

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 365 * 86400


def human(seconds: float) -> str:
    """A duration in at most two units; a clock that is up to two seconds ahead reads as 0s."""
    whole = int(seconds)
    if whole < -1:
        return "<invalid>"
    if whole < 0:
        return "0s"
    if whole < 2 * _MINUTE:
        return f"{whole}s"
    if whole < 10 * _MINUTE:
        return _pair(whole, _MINUTE, "m", 1, "s")
    if whole < 3 * _HOUR:
        return f"{whole // _MINUTE}m"
    if whole < 8 * _HOUR:
        return _pair(whole, _HOUR, "h", _MINUTE, "m")
    if whole < 2 * _DAY:
        return f"{whole // _HOUR}h"
    if whole < 8 * _DAY:
        return _pair(whole, _DAY, "d", _HOUR, "h")
    if whole < 2 * _YEAR:
        return f"{whole // _DAY}d"
    if whole < 8 * _YEAR:
        return _pair(whole, _YEAR, "y", _DAY, "d")
    return f"{whole // _YEAR}y"


def _pair(whole: int, big: int, big_unit: str, small: int, small_unit: str) -> str:
    rest = whole % big // small
    return f"{whole // big}{big_unit}{rest}{small_unit}" if rest else f"{whole // big}{big_unit}"


def parse(stamp: str) -> datetime.datetime:
    """An RFC 3339 time as the API writes it (with or without fractions of a second)."""
    return datetime.datetime.fromisoformat(stamp)


def since(stamp: str | None, now: datetime.datetime) -> str:
    """The age of a time in the past, `<unknown>` for one that is not set."""
    return human((now - parse(stamp)).total_seconds()) if stamp else UNKNOWN


def age(obj: dict[str, object], now: datetime.datetime) -> str:
    """How long ago an object was created."""
    meta = obj.get("metadata")
    stamp = meta.get("creationTimestamp") if isinstance(meta, dict) else None
    return since(stamp, now)
