"""The configuration of MetalLB >= 0.13 from its custom resources (v0.14: internal/config/config.go). Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tutor.lab.metallb import model
from tutor.lab.metallb.config import (
    advertising,
    communities,
    duplicates,
    invalid,
    native,
    objects,
    peering,
    ranges,
    selectors,
)
from tutor.lab.metallb.config.quoting import quoted


def parse(found: objects.Objects) -> model.Config:
    """The configuration that the objects make together. Raises Invalid with MetalLB's own words."""
    native.check(found)
    peers = peering.peers(found.peers, found.secrets)
    known = _communities(found.communities)
    pools = _pools(found.pools, found.namespaces)
    return model.Config(pools=advertising.attach(pools, found, known), peers=peers)


def _communities(found: objects.Several) -> dict[str, int]:
    known: dict[str, int] = {}
    for alias in _aliases(found):
        name = alias.get("name") or ""
        try:
            value = communities.number(alias.get("value") or "")
        except invalid.Invalid as error:
            raise invalid.Invalid(f"parsing community {quoted(name)}: {error}") from error
        if name in known:
            raise invalid.Invalid(f"duplicate definition of community {quoted(name)}")
        known[name] = value
    return known


def _aliases(found: objects.Several) -> Iterator[Mapping[str, Any]]:
    for each in found:
        yield from (each.get("spec") or {}).get("communities") or ()


def _pools(written: objects.Several, namespaces: objects.Several) -> dict[str, model.Pool]:
    found: dict[str, model.Pool] = {}
    taken: list[model.Network] = []
    for each in written:
        name = each["metadata"]["name"]
        try:
            pool = _pool(name, each.get("spec") or {}, namespaces)
        except invalid.Invalid as error:
            raise invalid.Invalid(f"parsing address pool {name}: {error}") from error
        ranges.claim(pool.cidrs, name, taken)
        found[name] = pool
    return found


def _pool(name: str, spec: Mapping[str, Any], namespaces: objects.Several) -> model.Pool:
    if not spec.get("addresses"):
        raise invalid.Invalid("pool has no prefixes defined")
    cidrs: list[model.Network] = []
    for text in spec["addresses"]:
        try:
            cidrs += ranges.parse(text)
        except invalid.Invalid as error:
            raise invalid.Invalid(f"invalid CIDR {quoted(text)} in pool {quoted(name)}: {error}") from error
    return model.Pool(
        name,
        tuple(cidrs),
        avoid_buggy_ips=bool(spec.get("avoidBuggyIPs")),
        auto_assign=spec.get("autoAssign", True) is not False,
        allocation=_allocation(name, spec.get("serviceAllocation"), namespaces),
    )


def _allocation(
    pool: str, spec: Mapping[str, Any] | None, namespaces: objects.Several
) -> model.Allocation | None:
    if spec is None:
        return None
    listed = spec.get("namespaces") or []
    if len(set(listed)) < len(listed):
        raise invalid.Invalid("duplicate definition in namespaces field")
    by_labels, by_service = spec.get("namespaceSelectors") or [], spec.get("serviceSelectors") or []
    priority = spec.get("priority") or 0
    if not (listed or by_labels or by_service):
        return model.Allocation(priority, service_selectors=(model.Selector(),))
    duplicates.check_selectors(by_labels, "namespaceSelectors")
    duplicates.check_selectors(by_service, "serviceSelectors")
    wanted = _read_selectors(by_labels, "namespace", pool)
    labelled = {
        each["metadata"]["name"]
        for each in namespaces
        if any(one.matches(each["metadata"].get("labels") or {}) for one in wanted)
    }
    services = _read_selectors(by_service, "service", pool)
    return model.Allocation(priority, frozenset(listed) | labelled, services)


def _read_selectors(specs: Sequence[Mapping[str, Any]], what: str, pool: str) -> tuple[model.Selector, ...]:
    try:
        return tuple(selectors.of_object(spec) for spec in specs)
    except invalid.Invalid as error:
        raise invalid.Invalid(f"{error}\ninvalid {what} label selector in ip pool {pool}") from error
