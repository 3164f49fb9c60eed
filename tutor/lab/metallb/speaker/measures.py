"""The speaker's metrics by MetalLB's names (speaker/main.go, internal/k8s/k8s.go, internal/layer2/stats.go). Pure."""

from collections import Counter
from collections.abc import Mapping

from tutor.lab.metallb import model, monitoring
from tutor.lab.metallb.layer2 import stats


def configuration(*, loaded: bool, stale: bool) -> list[monitoring.Family]:
    """Whether there is a configuration, and whether it is the newest."""
    return [
        monitoring.Family(
            "metallb_k8s_client_config_loaded_bool",
            "gauge",
            "1 if the MetalLB configuration was successfully loaded at least once.",
            [({}, int(loaded))],
        ),
        monitoring.Family(
            "metallb_k8s_client_config_stale_bool",
            "gauge",
            "1 if running on a stale configuration, because the latest config failed to load.",
            [({}, int(stale))],
        ),
    ]


def announced(services: Mapping[tuple[str, str], model.Address], node: str) -> monitoring.Family:
    """One line for each service and protocol."""
    samples = [
        ({"service": name, "protocol": by, "node": node, "ip": str(address)}, 1.0)
        for (name, by), address in services.items()
    ]
    text = "Services that this node announces; whether routers and neighbours have heard of it is not known."
    return monitoring.Family("metallb_speaker_announced", "gauge", text, samples)


def layer2(counted: stats.Stats) -> list[monitoring.Family]:
    """ARP packets, by address."""
    return [
        _by_address("requests_received", "ARP requests for addresses announced here.", counted.requests),
        _by_address("responses_sent", "ARP replies sent for announced addresses.", counted.responses),
        _by_address("gratuitous_sent", "Gratuitous ARP packets sent at takeover.", counted.gratuitous),
    ]


def _by_address(name: str, text: str, counts: "Counter[str]") -> monitoring.Family:
    samples = [({"ip": address}, float(count)) for address, count in counts.items()]
    return monitoring.Family(f"metallb_layer2_{name}", "counter", text, samples)
