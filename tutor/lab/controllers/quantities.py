"""Arithmetic with resource quantities."""

import fractions
from collections.abc import Iterable, Mapping
from typing import Any

from tutor.lab.controllers.templatehash import quantity

Amounts = dict[str, fractions.Fraction]
_UNITS = ("", "k", "M", "G", "T", "P", "E")
_BINARY = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")


def value(text: Any) -> fractions.Fraction:
    """The number that a quantity stands for."""
    amount, scale, _ = quantity.parts(str(text))
    return fractions.Fraction(amount) * fractions.Fraction(10) ** scale


def amounts(listed: Mapping[str, Any] | None) -> Amounts:
    """A ResourceList as numbers."""
    return {key: value(text) for key, text in (listed or {}).items()}


def add(*lists: Mapping[str, fractions.Fraction]) -> Amounts:
    """The sum, resource by resource."""
    total: Amounts = {}
    for one in lists:
        for key, number in one.items():
            total[key] = total.get(key, fractions.Fraction(0)) + number
    return total


def largest(lists: Iterable[Mapping[str, fractions.Fraction]]) -> Amounts:
    """The greatest of each resource."""
    total: Amounts = {}
    for one in lists:
        for key, number in one.items():
            total[key] = max(total.get(key, fractions.Fraction(0)), number)
    return total


def text(number: fractions.Fraction, *, binary: bool = False) -> str:
    """A quantity in its canonical form: 1500m, 2, 64Mi."""
    if number.denominator != 1:
        return f"{-(-number * 1000 // 1)}m"
    whole = int(number)
    base, units = (1024, _BINARY) if binary else (1000, _UNITS)
    step = 0
    while whole and whole % base == 0 and step < len(units) - 1:
        whole //= base
        step += 1
    return f"{whole}{units[step]}"


def requests(pod_spec: Mapping[str, Any]) -> Amounts:
    """What a pod asks for: its containers together or its greatest init container, whichever is more."""
    running = [_of(one) for one in pod_spec.get("containers") or ()]
    init = pod_spec.get("initContainers") or ()
    running += [_of(one) for one in init if one.get("restartPolicy") == "Always"]
    first = [_of(one) for one in init if one.get("restartPolicy") != "Always"]
    return add(largest([add(*running), *first]), amounts(pod_spec.get("overhead")))


def _of(container: Mapping[str, Any]) -> Amounts:
    wanted = container.get("resources") or {}
    return amounts({**(wanted.get("limits") or {}), **(wanted.get("requests") or {})})
