"""KubeProxyConfiguration, as kube-proxy reads it from its ConfigMap (kubeproxy.config.k8s.io/v1alpha1). Pure."""

import dataclasses
from typing import Any

import yaml

from tutor.base import goyaml
from tutor.lab.proxy import config as config_

KIND = "KubeProxyConfiguration"
MODES = ("", "iptables")
"""What the lab's kube-proxy can do; an empty mode means iptables on Linux."""
MASQUERADE_BIT = 14


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
    return dataclasses.replace(
        node,
        cluster_cidr=str(found.get("clusterCIDR") or ""),
        masquerade_all=bool(tables.get("masqueradeAll")),
        masquerade_mark=hex(1 << int(MASQUERADE_BIT if bit is None else bit)),
        localhost_node_ports=local is not False,
        node_port_addresses=tuple(found.get("nodePortAddresses") or ()),
        tcp_liberal=bool(conntrack.get("tcpBeLiberal")),
    )


def _loaded(text: str) -> dict[str, Any]:
    try:
        found = yaml.load(text, Loader=goyaml.LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise BadDocument(f"yaml: {error}") from error
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise BadDocument(f'no kind "{KIND}" is registered in the document')
    bit = (found.get("iptables") or {}).get("masqueradeBit")
    if bit is not None and not (isinstance(bit, int) and 0 <= bit <= 31):
        raise BadDocument(f"iptables.masqueradeBit: Invalid value: {bit}: must be within the range [0, 31]")
    return found
