"""MetalLB's address pools as its configuration says them, by custom resources or by ConfigMap. Pure.

Custom resources: MetalLB 0.13 and later, api/v1beta1. A pool gives addresses away by itself; only an advertisement that
chooses it (by name or label, or all pools if it says neither) makes anybody hear of them. ConfigMap: up to 0.12,
internal/config/config.go.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tutor.checkapi import objects, shown
from tutor.checkapi.services import spans

LAYER2, BGP = "layer2", "bgp"
ADVERTISEMENTS = {LAYER2: "l2advertisements", BGP: "bgpadvertisements"}


@dataclass(frozen=True)
class Pool:
    """A pool with its addresses as they are written, and the protocols by which they are announced."""

    name: str
    addresses: tuple[str, ...]
    protocols: frozenset[str]

    def covers(self, addresses: Iterable[str]) -> bool:
        """Whether it has exactly these addresses, in whatever way both are written."""
        try:
            return spans.merged(self.addresses) == spans.merged(addresses)
        except ValueError:
            return False


def custom(pools: Iterable[objects.Object], advertisements: dict[str, list[objects.Object]]) -> list[Pool]:
    """The IPAddressPools of a namespace; `advertisements` are the objects of that namespace by protocol."""
    return [
        Pool(
            item["metadata"]["name"],
            tuple(str(one) for one in shown.field(item, "spec.addresses") or ()),
            frozenset(
                protocol
                for protocol, found in advertisements.items()
                if any(chooses(advertisement, item) for advertisement in found)
            ),
        )
        for item in objects.alive(pools)
    ]


def chooses(advertisement: objects.Object, pool: objects.Object) -> bool:
    """Whether the advertisement is about the pool."""
    spec = advertisement.get("spec") or {}
    names, selectors = spec.get("ipAddressPools") or (), spec.get("ipAddressPoolSelectors") or ()
    if not names and not selectors:
        return True
    return pool["metadata"]["name"] in names or any(_fits(one, pool) for one in selectors)


def _fits(selector: objects.Object, pool: objects.Object) -> bool:
    labels = pool["metadata"].get("labels") or {}
    equal = all(labels.get(key) == value for key, value in (selector.get("matchLabels") or {}).items())
    return equal and all(_meets(one, labels) for one in selector.get("matchExpressions") or ())


def _meets(expression: objects.Object, labels: dict[str, str]) -> bool:
    key, operator = expression["key"], expression["operator"]
    if operator == "Exists":
        return key in labels
    if operator == "DoesNotExist":
        return key not in labels
    inside = labels.get(key) in (expression.get("values") or ())
    return inside if operator == "In" else not inside


def configmap(text: str) -> list[Pool]:
    """The pools of the ConfigMap's text. Raises ValueError where it cannot be read."""
    import yaml

    try:
        top = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error).partition("\n")[0]) from error
    found = (top.get("address-pools") if isinstance(top, dict) else None) or ()
    return [
        Pool(
            str(item.get("name", "")),
            tuple(str(one) for one in item.get("addresses") or ()),
            frozenset({str(item.get("protocol", ""))}),
        )
        for item in found
        if isinstance(item, dict)
    ]
