"""KubeProxyConfiguration, as kube-proxy reads it from its ConfigMap (kubeproxy.config.k8s.io/v1alpha1). Pure."""

import dataclasses
import ipaddress
from collections.abc import Iterable
from typing import Any

import yaml

from tutor.base import goyaml
from tutor.lab.proxy import config as config_

KIND = "KubeProxyConfiguration"
MODES = ("", "iptables")
"""What the lab's kube-proxy can do; an empty mode means iptables on Linux."""
MASQUERADE_BIT = 14
PRIMARY = "primary"
LOOPBACK = ipaddress.IPv4Network("127.0.0.0/8")


class BadDocument(Exception):  # noqa: N818 - reads as what it says
    """The text is no configuration that can be used; the message says why."""


def parse(text: str, node: config_.Config) -> config_.Config:
    """`node` with the settings of the document. Raises BadDocument."""
    found = _loaded(text)
    mode = found.get("mode") or ""
    if mode not in MODES:
        raise BadDocument(
            f'mode "{mode}" is not one that this kube-proxy has: the lab\'s knows iptables only'
        )
    tables, conntrack = found.get("iptables") or {}, found.get("conntrack") or {}
    bit, local = tables.get("masqueradeBit"), tables.get("localhostNodePorts")
    addresses = _node_port_addresses(found.get("nodePortAddresses") or (), node)
    return dataclasses.replace(
        node,
        cluster_cidr=_own_cidr(str(found.get("clusterCIDR") or ""), node),
        masquerade_all=bool(tables.get("masqueradeAll")),
        masquerade_mark=hex(1 << int(MASQUERADE_BIT if bit is None else bit)),
        localhost_node_ports=local is not False and _with_loopback(addresses, node),
        node_port_addresses=addresses,
        tcp_liberal=bool(conntrack.get("tcpBeLiberal")),
    )


def _own_cidr(text: str, node: config_.Config) -> str:
    """Of a pair of CIDRs the one of the node's family."""
    return next((cidr for cidr in text.split(",") if cidr and node.is_family(cidr)), "")


def _node_port_addresses(listed: Iterable[Any], node: config_.Config) -> tuple[str, ...]:
    """CIDRs; the word `primary` stands for the node's own address."""
    single = f"{node.node_ip}/{128 if ':' in node.node_ip else 32}"
    return tuple(single if one == PRIMARY else str(one) for one in listed)


def _with_loopback(addresses: Iterable[str], node: config_.Config) -> bool:
    """Whether node ports are served on 127.0.0.0/8 at all: without that, nothing needs to be done for it."""
    own = [ipaddress.ip_network(cidr, strict=False) for cidr in addresses if node.is_family(cidr)]
    return not own or any(one.overlaps(LOOPBACK) for one in own if isinstance(one, ipaddress.IPv4Network))


def _loaded(text: str) -> dict[str, Any]:
    try:
        found = yaml.load(text, Loader=goyaml.LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise BadDocument(f"yaml: {error}") from error
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise BadDocument(f'no kind "{KIND}" is registered in the document')
    bit = (found.get("iptables") or {}).get("masqueradeBit")
    for one in found.get("nodePortAddresses") or ():
        if one != PRIMARY and not _is_cidr(one):
            raise BadDocument(f'nodePortAddresses[0]: Invalid value: "{one}": must be a valid CIDR')
    if bit is not None and not (isinstance(bit, int) and 0 <= bit <= 31):
        raise BadDocument(f"iptables.masqueradeBit: Invalid value: {bit}: must be within the range [0, 31]")
    return found


def _is_cidr(text: Any) -> bool:
    try:
        ipaddress.ip_network(str(text), strict=False)
    except ValueError:
        return False
    return "/" in str(text)
