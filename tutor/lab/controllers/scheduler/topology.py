"""Spread over failure domains (kubernetes: plugins/podtopologyspread)."""

import collections
from collections.abc import Iterable
from typing import Any

from tutor.lab.controllers import meta, selectors

Object = dict[str, Any]


def counts(
    constraint: Object, pod: Object, running: Iterable[tuple[Object, Object]]
) -> "collections.Counter[str]":
    """How many pods of the constraint's selector each domain has; `running` is (pod, its node)."""
    found: collections.Counter[str] = collections.Counter()
    for other, node in running:
        same = other["metadata"].get("namespace") == pod["metadata"].get("namespace")
        domain = meta.labels(node).get(constraint["topologyKey"])
        if same and domain and selectors.matches(constraint.get("labelSelector"), meta.labels(other)):
            found[domain] += 1
    return found


def violated(pod: Object, node: Object, nodes: list[Object], running: list[tuple[Object, Object]]) -> bool:
    """Whether putting the pod on the node breaks a DoNotSchedule constraint."""
    for constraint in pod["spec"].get("topologySpreadConstraints") or ():
        if constraint.get("whenUnsatisfiable") != "DoNotSchedule":
            continue
        key = constraint["topologyKey"]
        domain = meta.labels(node).get(key)
        if domain is None:
            return True
        domains = {meta.labels(one)[key] for one in nodes if key in meta.labels(one)}
        found = counts(constraint, pod, running)
        least = min((found[one] for one in domains), default=0)
        own = selectors.matches(constraint.get("labelSelector"), meta.labels(pod))
        if found[domain] + own - least > constraint["maxSkew"]:
            return True
    return False
