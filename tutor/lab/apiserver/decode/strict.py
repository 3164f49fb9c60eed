"""JSON and YAML bodies, with the fields that were given twice."""

import collections
import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import yaml

from tutor.base import goyaml
from tutor.lab.apiserver.decode import errors, json_words, typed
from tutor.lab.apiserver.schema import model

_YAML_TYPES = frozenset({"application/yaml", "application/apply-patch+yaml"})


@dataclasses.dataclass(frozen=True)
class Decoded:
    """What a body says; `duplicates` are the paths of fields given more than once (the last one counts)."""

    object: Any
    duplicates: tuple[str, ...] = ()


class _Doubled(dict[str, Any]):
    """A map in which some keys came more than once."""

    doubled: tuple[str, ...] = ()


class _ConstantError(ValueError):
    """NaN and its like, which are no JSON."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = _Doubled(found)
    counted = collections.Counter(key for key, _ in pairs)
    doubled.doubled = tuple(key for key, times in counted.items() if times > 1)
    return doubled


def _constant(name: str) -> Any:
    raise _ConstantError(name)


_JSON = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant)


def decode(body: bytes, media_type: str = "application/json") -> Decoded:
    """Read a JSON body, or a YAML one where the media type says so. Raises DecodeError in Go's words."""
    text = body.decode(errors="replace")
    if media_type.partition(";")[0].strip() in _YAML_TYPES and not text.lstrip().startswith("{"):
        return Decoded(_yaml(text))
    try:
        found = _JSON.decode(text)
    except (ValueError, RecursionError) as fault:
        raise errors.DecodeError(json_words.why(text) or str(fault)) from None
    duplicates = tuple(dict.fromkeys(_duplicates(found, "")))
    return Decoded(_plain(found) if duplicates else found, duplicates)


def _duplicates(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        prefix = f"{path}." if path else ""
        if isinstance(value, _Doubled):
            yield from (f"{prefix}{key}" for key in value.doubled)
        for key, item in value.items():
            yield from _duplicates(item, f"{prefix}{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _duplicates(item, f"{path}[{index}]")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """YAML as JSON sees it: a date stays the text it is."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _yaml(text: str) -> Any:
    try:
        return _string_keys(yaml.load(text, Loader=_Loader))  # noqa: S506 - a safe loader
    except yaml.YAMLError as fault:
        why = goyaml.why(text) or f"yaml: {fault}"
        raise errors.DecodeError(f"error converting YAML to JSON: {why}") from None


def _string_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {_key(key): _string_keys(item) for key, item in value.items()}
    return [_string_keys(item) for item in value] if isinstance(value, list) else value


def _key(key: Any) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)


def unknown_fields(obj: Any, of: model.Type) -> tuple[str, ...]:
    """The paths of fields that the type does not have: `spec.template.spec.containers[0].imagePullPolcy`.

    Raises DecodeError where a value has the wrong type.
    """
    return typed.convert(obj, of).unknown
