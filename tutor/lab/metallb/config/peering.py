"""BGPPeer objects, with the passwords that they refer to (v0.14: internal/config, peerFromCR). Pure."""

import base64
import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any

from tutor.lab.client import resources
from tutor.lab.metallb import model
from tutor.lab.metallb.config import duplicates, durations, invalid, selectors
from tutor.lab.metallb.config.quoting import quoted

BASIC_AUTH = "kubernetes.io/basic-auth"


def peers(objects: Sequence[resources.Object], secrets: Sequence[resources.Object]) -> tuple[model.Peer, ...]:
    """The routers to speak to. Raises Invalid; Transient for a secret that is not there."""
    found: list[model.Peer] = []
    specs: list[Mapping[str, Any]] = []
    for each in objects:
        name, spec = each["metadata"]["name"], each.get("spec") or {}
        try:
            found.append(_peer(each, spec, secrets))
        except invalid.Invalid as error:
            raise type(error)(f"parsing peer {name} {error}") from error
        if spec in specs:
            raise invalid.Invalid(f"peer {name} already exists")
        specs.append(spec)
    return tuple(found)


def _peer(obj: resources.Object, spec: Mapping[str, Any], secrets: Sequence[resources.Object]) -> model.Peer:
    _check_numbers(spec)
    address = _address(spec.get("peerAddress"), "BGPPeer address")
    if address is None:
        raise invalid.Invalid("peer has no Address or Interface specified")
    node_selectors = spec.get("nodeSelectors") or []
    duplicates.check_selectors(node_selectors, "nodeSelectors")
    return model.Peer(
        name=obj["metadata"]["name"],
        my_asn=spec["myASN"],
        peer_asn=spec["peerASN"],
        address=address,
        port=spec.get("peerPort") or 179,
        hold_time=durations.hold_time(spec.get("holdTime") or ""),
        router_id=_address(spec.get("routerID"), "router ID"),
        source=_address(spec.get("sourceAddress"), "source IP"),
        nodes=tuple(selectors.of_object(each) for each in node_selectors),
        password=_password(obj, spec, secrets),
        ebgp_multihop=bool(spec.get("ebgpMultiHop")),
    )


def _check_numbers(spec: Mapping[str, Any]) -> None:
    if not spec.get("myASN"):
        raise invalid.Invalid("missing local ASN")
    if not spec.get("peerASN"):
        raise invalid.Invalid("missing peer ASN and dynamicASN")
    if spec["myASN"] == spec["peerASN"] and spec.get("ebgpMultiHop"):
        raise invalid.Invalid("invalid ebgp-multihop parameter set for an ibgp peer")


def _address(text: str | None, what: str) -> model.Address | None:
    if not text:
        return None
    try:
        return ipaddress.ip_address(text)
    except ValueError as error:
        raise invalid.Invalid(f"invalid {what} {quoted(text)}") from error


def _password(obj: resources.Object, spec: Mapping[str, Any], secrets: Sequence[resources.Object]) -> str:
    where = f"{quoted(obj['metadata'].get('namespace', ''))}/{quoted(obj['metadata']['name'])}"
    written: str = spec.get("password") or ""
    wanted = (spec.get("passwordSecret") or {}).get("name")
    if not wanted:
        return written
    if written:
        what = "can not have both password and secret ref set in peer config"
        raise invalid.Invalid(f"{what} {where}")
    secret = next((each for each in secrets if each["metadata"]["name"] == wanted), None)
    if secret is None:
        raise invalid.Transient(f"secret ref not found for peer config {where}")
    meta = secret["metadata"]
    it = f"{quoted(meta.get('namespace', ''))}/{quoted(meta['name'])}"
    if secret.get("type") != BASIC_AUTH:
        raise invalid.Invalid(f"secret type mismatch on {it}, type {quoted(BASIC_AUTH)} is expected")
    data = (secret.get("data") or {}).get("password")
    if data is None:
        raise invalid.Invalid(f"password not specified in the secret {it}")
    return base64.b64decode(data).decode(errors="replace")
