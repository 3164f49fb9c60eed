"""Node selectors and affinity, and affinity between pods."""

from collections.abc import Iterable, Mapping
from typing import Any

from tutor.lab.controllers import meta, selectors

Object = dict[str, Any]
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def _part(spec: Object, kind: str) -> Object:
    return dict((spec.get("affinity") or {}).get(kind) or {})


def _term(term: Object, node: Object) -> bool:
    """A term of a node selector: all its expressions hold; an empty one holds nowhere."""
    fields = {"metadata.name": node["metadata"]["name"]}
    over_labels, over_fields = term.get("matchExpressions") or (), term.get("matchFields") or ()
    if not over_labels and not over_fields:
        return False
    labelled = all(selectors.expression(one, meta.labels(node)) for one in over_labels)
    return labelled and all(selectors.expression(one, fields) for one in over_fields)


def selects_node(spec: Object, node: Object) -> bool:
    """Whether nodeSelector and the required node affinity of a pod's spec let it onto the node."""
    labels = meta.labels(node)
    if any(labels.get(key) != value for key, value in (spec.get("nodeSelector") or {}).items()):
        return False
    required = _part(spec, "nodeAffinity").get(_REQUIRED)
    return required is None or any(_term(one, node) for one in required.get("nodeSelectorTerms") or ())


def node_preference(spec: Object, node: Object) -> int:
    """The weight of the preferred terms that the node fulfils."""
    terms = _part(spec, "nodeAffinity").get(_PREFERRED) or ()
    return sum(one["weight"] for one in terms if _term(one["preference"], node))


def required(spec: Object, kind: str) -> list[Object]:
    """Required terms of `podAffinity` or `podAntiAffinity`."""
    return list(_part(spec, kind).get(_REQUIRED) or ())


def preferred(spec: Object, kind: str) -> list[Object]:
    """Preferred terms of `podAffinity` or `podAntiAffinity`, with their weights."""
    return list(_part(spec, kind).get(_PREFERRED) or ())


def term_selects(term: Object, owner: Object, other: Object) -> bool:
    """Whether a pod affinity term of `owner` speaks of the pod `other`."""
    namespaces = term.get("namespaces") or ()
    here = owner["metadata"].get("namespace", "")
    there = other["metadata"].get("namespace", "")
    anywhere = term.get("namespaceSelector") == {}
    if not anywhere and there not in (namespaces or (here,)):
        return False
    return selectors.matches(term.get("labelSelector"), meta.labels(other))


def same_domain(term: Object, one: Object, other: Object) -> bool:
    """Whether two nodes have the same value of the term's topology key."""
    key = term["topologyKey"]
    value = meta.labels(one).get(key)
    return value is not None and value == meta.labels(other).get(key)


def placed(
    term: Object, pod: Object, node: Object, running: Iterable[tuple[Object, Mapping[str, Any]]]
) -> int:
    """How many running pods that the term speaks of share the node's domain; `running` is (pod, its node)."""
    return sum(
        term_selects(term, pod, other) and same_domain(term, node, dict(where)) for other, where in running
    )
