"""Single values: what each kind of scalar takes, and how it is written."""

import base64
import binascii
import datetime
import re
from typing import Any

from tutor.lab.apiserver.decode import errors, quantity

WRONG: Any = object()
"""Stands for a value that the scalar does not take."""

GO_NAMES = {
    "bytes": "[]uint8",
    "time": "v1.Time",
    "microtime": "v1.MicroTime",
    "intstr": "int32",
    "quantity": "resource.Quantity",
}
_LIMITS = {"int32": 2**31, "int64": 2**63, "int": 2**63}
_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
_PLAIN = len("2006-01-02T15:04:05Z")
_LAYOUTS = {"time": "2006-01-02T15:04:05Z07:00", "microtime": "2006-01-02T15:04:05.000000Z07:00"}


def read(value: Any, kind: str) -> Any:
    """The value as the kind writes it, or `WRONG`. Raises DecodeError where the text itself is off."""
    if kind == "string":
        return value if isinstance(value, str) else WRONG
    if kind == "bool":
        return value if isinstance(value, bool) else WRONG
    if kind in _LIMITS:
        return _integer(value, _LIMITS[kind])
    if kind == "uint8":
        found = _integer(value, 256)
        return WRONG if found is WRONG or found < 0 else found
    if kind == "float64":
        return WRONG if isinstance(value, bool) or not isinstance(value, int | float) else value
    if kind == "quantity":
        return _quantity(value)
    if kind == "intstr":
        return value if isinstance(value, str) else _integer(value, 2**31)
    if kind == "bytes":
        return _bytes(value)
    return _time(value, kind) if kind in _LAYOUTS else value


def _integer(value: Any, limit: int) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        return WRONG
    return value if -limit <= value < limit else WRONG


def _quantity(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise errors.DecodeError(f"quantities must match the regular expression '{quantity.FORM}'")
    return quantity.canonical(value if isinstance(value, str) else repr(value))


def _bytes(value: Any) -> Any:
    if not isinstance(value, str):
        return WRONG
    packed = value.replace("\n", "").replace("\r", "")
    try:
        return base64.b64encode(base64.b64decode(packed, validate=True)).decode()
    except (binascii.Error, ValueError):
        raise errors.DecodeError(f"illegal base64 data at input byte {_first_bad(packed)}") from None


def _first_bad(packed: str) -> int:
    odd = re.search(r"[^A-Za-z0-9+/]", packed)
    if odd is not None:
        return odd.start()
    return len(packed) // 4 * 4


def _time(value: Any, kind: str) -> Any:
    if not isinstance(value, str):
        return WRONG
    if not _TIME.match(value):
        raise errors.DecodeError(_time_words(value, _LAYOUTS[kind]))
    if kind == "time" and len(value) == _PLAIN and value.endswith("Z"):
        _moment(value)
        return value
    found = _moment(value)
    if kind == "microtime":
        return found.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(value: str) -> datetime.datetime:
    try:
        return datetime.datetime.fromisoformat(_six_digits(value)).astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        raise errors.DecodeError(f'parsing time "{value}": day out of range') from None


def _six_digits(value: str) -> str:
    return re.sub(r"\.(\d+)", lambda found: "." + found[1][:6].ljust(6, "0"), value)


def _time_words(value: str, layout: str) -> str:
    """Go's complaint, for the part of the layout that the text fails at."""
    parts = ("2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05")
    at = 0
    for part in parts:
        piece = value[at : at + len(part)]
        good = piece.isdigit() and len(piece) == len(part) if part.isdigit() else piece == part
        if not good:
            return f'parsing time "{value}" as "{layout}": cannot parse "{value[at:]}" as "{part}"'
        at += len(part)
    return f'parsing time "{value}" as "{layout}": cannot parse "{value[at:]}" as "Z07:00"'


def described(value: Any, *, number: bool = False) -> str:
    """What Go calls a JSON value; with `number`, a number is shown where its form is the fault."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int | float):
        return f"number {value}" if number else "number"
    if isinstance(value, list):
        return "array"
    return "null" if value is None else "object"
