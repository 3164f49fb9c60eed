"""JSON values as Go prints them (`%+v`): how messages about patches show a patch."""

from typing import Any


def shown(value: Any) -> str:
    """`map[spec:map[replicas:3]]`: keys sorted, lists in brackets, null as <nil>."""
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{shown(value[key])}" for key in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(map(shown, value)) + "]"
    if value is None:
        return "<nil>"
    return str(value).lower() if isinstance(value, bool) else str(value)
