"""What only MetalLB's FRR mode can do is refused in native mode (v0.14: internal/config, DiscardFRROnly). Pure."""

from collections.abc import Mapping
from typing import Any

from tutor.lab.client import resources
from tutor.lab.metallb.config import advertising, communities, invalid, objects, ranges
from tutor.lab.metallb.config.quoting import quoted

FRR_ONLY = {
    "bfdProfile": "bfd-profile set",
    "keepaliveTime": "keepalive-time set",
    "vrf": "vrf set",
    "connectTime": "connect time set",
    "enableGracefulRestart": "EnableGracefulRestart flag set",
    "disableMP": "disable MP flag set",
    "dynamicASN": "dynamicASN set",
    "interface": "interface set",
}
"""Fields of a BGPPeer, and what the refusal calls them."""


def check(found: objects.Objects) -> None:
    """Raises Invalid for the first such setting."""
    for peer in found.peers:
        spec: Mapping[str, Any] = peer.get("spec") or {}
        for field, what in FRR_ONLY.items():
            if spec.get(field) and spec[field] != "0s":
                raise invalid.Invalid(f"peer {spec.get('peerAddress', '')} has {what} on native bgp mode")
    if found.bfd_profiles:
        raise invalid.Invalid("bfd profiles section set")
    for pool in found.pools:
        if any(advertising.selects(each.get("spec") or {}, pool) for each in found.bgp_advertisements):
            _check_family(pool)
    _check_communities(found)


def _check_family(pool: resources.Object) -> None:
    name = pool["metadata"]["name"]
    for text in (pool.get("spec") or {}).get("addresses") or ():
        try:
            networks = ranges.parse(text)
        except invalid.Invalid as error:
            raise invalid.Invalid(f"invalid CIDR {quoted(text)} in pool {quoted(name)}: {error}") from error
        for network in networks:
            if network.version == 6:
                what = f"pool {quoted(name)} has ipv6 CIDR {network}"
                raise invalid.Invalid(f"{what}, native bgp mode does not support ipv6")


def _check_communities(found: objects.Objects) -> None:
    for kind, each in (
        *(("advertisement", each) for each in found.bgp_advertisements),
        *(("community CR", each) for each in found.communities),
    ):
        for entry in (each.get("spec") or {}).get("communities") or ():
            text = entry if isinstance(entry, str) else entry.get("value") or ""
            if communities.is_large(text):
                what = (
                    f"BGP {kind} {quoted(each['metadata']['name'])} has non legacy community {quoted(text)}"
                )
                raise invalid.Invalid(f"native BGP mode only supports legacy communities, {what}")
