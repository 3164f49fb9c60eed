"""Hashes as names: FNV over the printed template, in an alphabet without vowels (kubernetes: pkg/controller)."""

import functools
import json
from typing import Any

from tutor.lab.controllers.templatehash import godump

ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
"""No vowels and no digits that read like them, so that no name says anything (apimachinery: util/rand)."""

_OFFSET, _PRIME, _MASK = 2166136261, 16777619, 0xFFFFFFFF


def fnv1a(data: bytes) -> int:
    """32-bit FNV-1a."""
    value = _OFFSET
    for byte in data:
        value = (value ^ byte) * _PRIME & _MASK
    return value


def fnv1(data: bytes) -> int:
    """32-bit FNV-1, which multiplies first."""
    value = _OFFSET
    for byte in data:
        value = value * _PRIME & _MASK ^ byte
    return value


def safe(text: str) -> str:
    """Every character as one of the alphabet."""
    return "".join(ALPHABET[ord(letter) % len(ALPHABET)] for letter in text)


def template(spec: dict[str, Any], collisions: int | None = None) -> str:
    """`pod-template-hash` of a PodTemplateSpec; `collisions` is the owner's collisionCount, if it has one."""
    return _template(json.dumps(spec), collisions)


@functools.lru_cache(maxsize=256)
def _template(spec: str, collisions: int | None) -> str:
    """Of the JSON text: controllers ask for the same few templates again and again, and printing one takes 5 ms."""
    data = godump.dump(json.loads(spec), "PodTemplateSpec").encode()
    if collisions is not None:
        data += collisions.to_bytes(8, "little")
    return safe(str(fnv1a(data)))


def revision(raw: bytes, collisions: int | None = None) -> str:
    """The hash that ends a StatefulSet's ControllerRevision's name (pkg/controller/history)."""
    data = raw if collisions is None else raw + str(collisions).encode()
    return safe(str(fnv1(data)))


def canonical(data: Any) -> bytes:
    """JSON with sorted keys and no spaces, as Go's encoder writes maps."""
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()
