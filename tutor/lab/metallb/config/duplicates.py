"""Refuses what is written twice in a list of a custom resource (MetalLB: validateDuplicate…). Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from tutor.lab.metallb.config import invalid
from tutor.lab.metallb.config.quoting import quoted


def check(values: Sequence[str], what: str) -> None:
    """Raises Invalid for the first value that comes twice; `what` is the list's name in the message."""
    for index, value in enumerate(values):
        if value in values[index + 1 :]:
            raise invalid.Invalid(f"duplicate definition of {what} {quoted(value)}")


def check_selectors(specs: Sequence[Mapping[str, Any]], what: str) -> None:
    """The same for label selectors, the terms in them, and the values of a term."""
    seen: list[Mapping[str, Any]] = []
    for spec in specs:
        terms = spec.get("matchExpressions") or ()
        for term in terms:
            check(term.get("values") or (), "match expression value in label selector")
        plain = [{**term, "values": sorted(term.get("values") or ())} for term in terms]
        for index, term in enumerate(plain):
            if term in plain[index + 1 :]:
                raise invalid.Invalid(
                    f"duplicate definition of match expressions {quoted(term.get('key', ''))}"
                )
        whole = {"labels": spec.get("matchLabels") or {}, "terms": plain}
        if whole in seen:
            raise invalid.Invalid(f"duplicate definition of {what} {quoted(dict(spec))}")
        seen.append(whole)
