"""Label selectors (apimachinery: metav1.LabelSelectorAsSelector, labels.NewRequirement). Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tutor.lab.metallb import model
from tutor.lab.metallb.config import invalid
from tutor.lab.metallb.config.quoting import quoted

OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")
_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_PREFIX = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


def selector(labels: Mapping[str, str], expressions: Sequence[Mapping[str, Any]]) -> model.Selector:
    """A selector of both parts; each expression has `key`, `operator`, `values`. Raises Invalid."""
    found = [requirement(key, "In", (value,)) for key, value in sorted(labels.items())]
    for term in expressions:
        found.append(requirement(term.get("key") or "", term.get("operator") or "", term.get("values") or ()))
    return model.Selector(tuple(found))


def of_object(spec: Mapping[str, Any]) -> model.Selector:
    """A selector as objects of the API write it: matchLabels, matchExpressions. Raises Invalid."""
    return selector(spec.get("matchLabels") or {}, spec.get("matchExpressions") or ())


def requirement(key: str, operator: str, values: Sequence[str]) -> model.Requirement:
    """One term. Raises Invalid for a key, an operator or values that no label can meet."""
    if operator not in OPERATORS:
        raise invalid.Invalid(f"{quoted(operator)} is not a valid label selector operator")
    _check_key(key)
    if operator in ("In", "NotIn") and not values:
        what = "for 'in', 'notin' operators, values set can't be empty"
        raise invalid.Invalid(f"values: Invalid value: []: {what}")
    if operator in ("Exists", "DoesNotExist") and values:
        what = "values set must be empty for exists and does not exist"
        raise invalid.Invalid(f"values: Invalid value: {list(values)}: {what}")
    for index, value in enumerate(values):
        if value and not _NAME.fullmatch(value):
            what = (
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'"
            )
            raise invalid.Invalid(f"values[{index}][{key}]: Invalid value: {quoted(value)}: {what}")
    return model.Requirement(key, operator, tuple(values))


def _check_key(key: str) -> None:
    prefix, slash, name = key.rpartition("/")
    if not name:
        raise invalid.Invalid(f"key: Invalid value: {quoted(key)}: name part must be non-empty")
    if not _NAME.fullmatch(name) or (slash and not _PREFIX.fullmatch(prefix)):
        what = "name part must consist of alphanumeric characters, '-', '_' or '.'"
        raise invalid.Invalid(f"key: Invalid value: {quoted(key)}: {what}")
