"""The configuration of MetalLB <= 0.12: YAML under `config` in a ConfigMap (v0.11: internal/config/config.go). Pure."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from tutor.lab.metallb import model
from tutor.lab.metallb.config import communities, durations, invalid, mapshape, ranges, selectors, strictyaml
from tutor.lab.metallb.config.quoting import quoted

LONGEST = 32


def parse(text: str) -> model.Config:
    """What the key `config` holds. Raises Invalid with MetalLB's own words."""
    try:
        raw = strictyaml.read(text, mapshape.FILE)
    except invalid.Invalid as error:
        raise invalid.Invalid(f"could not parse config: {error}") from error
    peers = _peers(raw.get("peers") or [])
    known = _communities(raw.get("bgp-communities") or {})
    return model.Config(pools=_pools(raw.get("address-pools") or [], known), peers=peers)


def _peers(raw: list[dict[str, Any] | None]) -> tuple[model.Peer, ...]:
    found: list[model.Peer] = []
    for index, entry in enumerate(raw, 1):
        try:
            peer = _peer(entry or {})
        except invalid.Invalid as error:
            raise invalid.Invalid(f"parsing peer #{index}: {error}") from error
        if peer in found:
            raise invalid.Invalid(f"peer #{index} already exists")
        found.append(peer)
    return tuple(found)


def _peer(raw: Mapping[str, Any]) -> model.Peer:
    if not raw.get("my-asn"):
        raise invalid.Invalid("missing local ASN")
    if not raw.get("peer-asn"):
        raise invalid.Invalid("missing peer ASN")
    address = _address(raw.get("peer-address") or "", "peer IP")
    hold_time = durations.hold_time(raw.get("hold-time") or "")
    return model.Peer(
        # 0.11 gives peers no name; its logs know them by their address.
        name=str(address),
        my_asn=raw["my-asn"],
        peer_asn=raw["peer-asn"],
        address=address,
        port=raw.get("peer-port") or 179,
        hold_time=hold_time,
        router_id=_optional(raw.get("router-id"), "router ID"),
        source=_optional(raw.get("source-address"), "source IP"),
        password=raw.get("password") or "",
        nodes=tuple(_node_selector(each or {}) for each in raw.get("node-selectors") or []),
    )


def _address(text: str, what: str) -> model.Address:
    try:
        return ipaddress.ip_address(text)
    except ValueError as error:
        raise invalid.Invalid(f"invalid {what} {quoted(text)}") from error


def _optional(text: str | None, what: str) -> model.Address | None:
    return _address(text, what) if text else None


def _node_selector(raw: Mapping[str, Any]) -> model.Selector:
    terms = [each or {} for each in raw.get("match-expressions") or []]
    try:
        return selectors.selector(raw.get("match-labels") or {}, terms)
    except invalid.Invalid as error:
        raise invalid.Invalid(f"parsing node selector: {error}") from error


def _communities(raw: Mapping[str, str]) -> dict[str, int]:
    found = {}
    for name, text in raw.items():
        try:
            found[name] = communities.number(text)
        except invalid.Invalid as error:
            raise invalid.Invalid(f"parsing community {quoted(name)}: {error}") from error
    return found


def _pools(raw: list[dict[str, Any] | None], known: Mapping[str, int]) -> dict[str, model.Pool]:
    found: dict[str, model.Pool] = {}
    taken: list[model.Network] = []
    for index, entry in enumerate(raw, 1):
        try:
            pool = _pool(entry or {}, known)
        except invalid.Invalid as error:
            raise invalid.Invalid(f"parsing address pool #{index}: {error}") from error
        if pool.name in found:
            raise invalid.Invalid(f"duplicate definition of pool {quoted(pool.name)}")
        ranges.claim(pool.cidrs, pool.name, taken)
        found[pool.name] = pool
    return found


def _pool(raw: Mapping[str, Any], known: Mapping[str, int]) -> model.Pool:
    name = raw.get("name") or ""
    if not name:
        raise invalid.Invalid("missing pool name")
    if not raw.get("addresses"):
        raise invalid.Invalid("pool has no prefixes defined")
    cidrs = _cidrs(name, raw["addresses"])
    advertisements = raw.get("bgp-advertisements") or []
    pool = model.Pool(
        name,
        cidrs,
        avoid_buggy_ips=raw.get("avoid-buggy-ips") or False,
        auto_assign=raw.get("auto-assign", True),
        l2=(model.L2Advertisement(),) if raw.get("protocol") == model.LAYER2 else (),
        bgp=_advertisements(advertisements, cidrs, known) if raw.get("protocol") == model.BGP else (),
    )
    _check_protocol(raw.get("protocol") or "", advertised=bool(advertisements))
    return pool


def _cidrs(pool: str, texts: list[str | None]) -> tuple[model.Network, ...]:
    found: list[model.Network] = []
    for text in texts:
        try:
            found += ranges.parse(text or "", single=False)
        except invalid.Invalid as error:
            what = f"invalid CIDR {quoted(text or '')} in pool {quoted(pool)}"
            raise invalid.Invalid(f"{what}: {error}") from error
    return tuple(found)


def _check_protocol(protocol: str, *, advertised: bool) -> None:
    if protocol == model.LAYER2 and advertised:
        what = "cannot have bgp-advertisements configuration element in a layer2 address pool"
        raise invalid.Invalid(what)
    if not protocol:
        raise invalid.Invalid("address pool is missing the protocol field")
    if protocol not in (model.LAYER2, model.BGP):
        raise invalid.Invalid(f"unknown protocol {quoted(protocol)}")


def _advertisements(
    raw: list[dict[str, Any] | None], cidrs: tuple[model.Network, ...], known: Mapping[str, int]
) -> tuple[model.BgpAdvertisement, ...]:
    if not raw:
        return (model.BgpAdvertisement(),)
    try:
        return tuple(_advertisement(entry or {}, cidrs, known) for entry in raw)
    except invalid.Invalid as error:
        raise invalid.Invalid(f"parsing BGP communities: {error}") from error


def _advertisement(
    raw: Mapping[str, Any], cidrs: tuple[model.Network, ...], known: Mapping[str, int]
) -> model.BgpAdvertisement:
    length = raw.get("aggregation-length", LONGEST)
    if not 0 <= length <= LONGEST:
        raise invalid.Invalid(f"invalid aggregation length {length}")
    for cidr in cidrs:
        if length < cidr.prefixlen:
            reason = f"prefix {quoted(cidr)} in this pool is more specific than the aggregation length"
            raise invalid.Invalid(f"invalid aggregation length {length}: {reason}")
    return model.BgpAdvertisement(
        aggregation_length=length,
        local_pref=raw.get("localpref") or 0,
        communities=communities.resolve(raw.get("communities") or [], known),
    )
