"""L2Advertisement and BGPAdvertisement objects, and the pools that each applies to (v0.14: internal/config). Pure."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from tutor.lab.client import resources
from tutor.lab.metallb import model
from tutor.lab.metallb.config import communities, duplicates, invalid, objects, ranges, selectors


def selects(spec: Mapping[str, Any], pool: resources.Object) -> bool:
    """Whether an advertisement applies to a pool: by name, by label, or, naming none, to all. Raises Invalid."""
    names, by_labels = spec.get("ipAddressPools") or (), spec.get("ipAddressPoolSelectors") or ()
    if not names and not by_labels:
        return True
    labels = pool["metadata"].get("labels") or {}
    return pool["metadata"]["name"] in names or any(
        selectors.of_object(one).matches(labels) for one in by_labels
    )


def attach(
    pools: Mapping[str, model.Pool], found: objects.Objects, known: Mapping[str, int]
) -> dict[str, model.Pool]:
    """The pools with their advertisements. Raises Invalid."""
    _check_equal(found.bgp_advertisements)
    made = dict(pools)
    for each in found.l2_advertisements:
        wide = _l2(each)
        for obj in found.pools:
            pool = made[obj["metadata"]["name"]]
            if selects(each.get("spec") or {}, obj) and not any(_same(wide, other) for other in pool.l2):
                made[pool.name] = dataclasses.replace(pool, l2=(*pool.l2, wide))
    for each in found.bgp_advertisements:
        advertisement = _bgp(each, known)
        for obj in found.pools:
            pool = made[obj["metadata"]["name"]]
            if selects(each.get("spec") or {}, obj):
                _check_length(advertisement, obj)
                _check_local_pref(advertisement, pool, found.nodes)
                made[pool.name] = dataclasses.replace(pool, bgp=(*pool.bgp, advertisement))
    return made


def _check_equal(advertisements: objects.Several) -> None:
    specs = [(each["metadata"]["name"], each.get("spec") or {}) for each in advertisements]
    for index, one in enumerate(specs):
        if one in specs[index + 1 :]:
            other = specs.index(one, index + 1)
            what = f"advertisement {index + 1} and {other + 1} are equal"
            raise invalid.Invalid(f"duplicate definition of bgpadvertisements. {what}")


def _same(one: model.L2Advertisement, other: model.L2Advertisement) -> bool:
    return one.nodes == other.nodes and set(one.interfaces) == set(other.interfaces)


def _l2(obj: resources.Object) -> model.L2Advertisement:
    name, spec = obj["metadata"]["name"], obj.get("spec") or {}
    _check_doubles(spec, ("ipAddressPools",))
    return model.L2Advertisement(name, _nodes(name, spec), tuple(spec.get("interfaces") or ()))


def _bgp(obj: resources.Object, known: Mapping[str, int]) -> model.BgpAdvertisement:
    name, spec = obj["metadata"]["name"], obj.get("spec") or {}
    _check_doubles(spec, ("ipAddressPools", "communities", "peers"))
    lengths = []
    for field, most, family in (("aggregationLength", 32, "IPv4"), ("aggregationLengthV6", 128, "IPv6")):
        lengths.append(spec[field] if spec.get(field) is not None else most)
        if lengths[-1] > most:
            raise invalid.Invalid(f"invalid aggregation length {lengths[-1]} for {family}")
    return model.BgpAdvertisement(
        name=name,
        aggregation_length=lengths[0],
        aggregation_length_v6=lengths[1],
        local_pref=spec.get("localPref") or 0,
        communities=communities.resolve(spec.get("communities") or (), known),
        peers=tuple(spec.get("peers") or ()),
        nodes=_nodes(name, spec),
    )


def _check_doubles(spec: Mapping[str, Any], lists: Sequence[str]) -> None:
    for field in lists:
        duplicates.check(spec.get(field) or (), "community" if field == "communities" else field)
    for field in ("ipAddressPoolSelectors", "nodeSelectors"):
        duplicates.check_selectors(spec.get(field) or (), field)


def _nodes(name: str, spec: Mapping[str, Any]) -> tuple[model.Selector, ...]:
    try:
        return tuple(selectors.of_object(one) for one in spec.get("nodeSelectors") or ())
    except invalid.Invalid as error:
        raise invalid.Invalid(f"{error}\nfailed to parse node selector for {name}") from error


def _check_length(advertisement: model.BgpAdvertisement, pool: resources.Object) -> None:
    """An aggregate may not be longer than the largest of the CIDRs that an entry of the pool consists of."""
    for text in pool["spec"]["addresses"]:
        networks = ranges.parse(text)
        v6 = networks[0].version == 6
        most = advertisement.aggregation_length_v6 if v6 else advertisement.aggregation_length
        shortest = min(network.prefixlen for network in networks)
        if most < shortest:
            what = f"invalid aggregation length {advertisement.aggregation_length}: prefix {shortest}"
            why = f"in this pool is more specific than the aggregation length for addresses {text}"
            raise invalid.Invalid(f"{what} {why}")


def _check_local_pref(new: model.BgpAdvertisement, pool: model.Pool, nodes: objects.Several) -> None:
    for old in pool.bgp:
        if old.local_pref != new.local_pref and _meet(new, old, pool, nodes):
            what = f"invalid local preference {new.local_pref}: local preferernce {old.local_pref} was already set"
            todo = "Check existing BGP advertisements with common pools and aggregation lengths"
            raise invalid.Invalid(f"{what} for the same type of BGP update. {todo}")


def _meet(
    new: model.BgpAdvertisement, old: model.BgpAdvertisement, pool: model.Pool, nodes: objects.Several
) -> bool:
    """Whether both can announce one prefix, from one node, to one peer."""
    v4 = new.aggregation_length == old.aggregation_length
    v6 = new.aggregation_length_v6 == old.aggregation_length_v6
    versions = {cidr.version for cidr in pool.cidrs}
    if not ((4 in versions and v4) or (6 in versions and v6)):
        return False
    if new.peers and old.peers and not set(new.peers) & set(old.peers):
        return False
    labels = [each["metadata"].get("labels") or {} for each in nodes]
    return any(model.any_matches(new.nodes, one) and model.any_matches(old.nodes, one) for one in labels)
