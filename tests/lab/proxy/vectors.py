"""Recorded fixtures as the proxy's own types."""

import functools
import json
import pathlib
from typing import Any

from tutor.lab.proxy import config, rules, rules22, ruleset, services

FILE = pathlib.Path(__file__).parents[2] / "vectors" / "kube_proxy_vectors.json"


@functools.cache
def load() -> dict[str, Any]:
    """The whole file."""
    found: dict[str, Any] = json.loads(FILE.read_text())
    return found


def config_of(fixture: dict[str, Any]) -> config.Config:
    """The fixture's proxy configuration."""
    raw = fixture["config"]
    return config.Config(
        node_name=raw["hostname"],
        node_ip=raw["nodeIP"],
        cluster_cidr=raw["clusterCIDR"] or "",
        masquerade_all=raw["masqueradeAll"],
        masquerade_mark=raw["masqueradeMark"],
        localhost_node_ports=raw["localhostNodePorts"],
        node_port_addresses=tuple(raw["nodePortAddresses"]),
        local_addresses=tuple(raw["nodeLocalIPs"]),
        family=raw["ipFamily"],
        random_fully=raw["randomFully"],
        tcp_liberal=raw["tcpLiberal"],
    )


def rules_of(name: str, *, form: str = "1.28", slices: bool = True) -> tuple[config.Config, ruleset.RuleSet]:
    """The rule set that a fixture gives, with or without its endpoint slices."""
    fixture = load()["fixtures"][name]
    settings = config_of(fixture)
    pieces = []
    for piece in fixture["endpointSlices"] if slices else []:
        meta = {**piece["metadata"], "labels": {services.SERVICE_LABEL: piece["serviceName"]}}
        pieces.append({**piece, "metadata": meta})
    ports = [
        port for service in fixture["services"] for port in services.service_ports(service, settings.family)
    ]
    known = services.endpoints_by_port(pieces, settings.family, settings.node_name)
    build = rules.build if form == "1.28" else rules22.build
    return settings, build(settings, ports, known)
