"""The values that a named string may have, where the API declares them (`+enum` in k8s.io/api)."""

import functools
import json
from pathlib import Path


@functools.cache
def _facts() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("enums.json").read_text())
    return found


def values(named: str) -> dict[str, str]:
    """The values of `core.v1/Protocol`, sorted, each with what it means; empty for a string that takes any."""
    return _facts().get(named, {})
