"""The proxy's loop: when rules are written, and what."""

import asyncio
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tutor.base import errors
from tutor.lab.client import informer, resources
from tutor.lab.proxy import config, conntrack, pace, services, sync

SERVICE: dict[str, Any] = {
    "metadata": {"name": "web", "namespace": "default"},
    "spec": {"clusterIP": "10.96.0.7", "ports": [{"port": 80, "protocol": "TCP"}]},
}


class Source(informer.Informer):
    """An informer that is told its objects."""

    def __init__(self, kind: resources.Resource) -> None:
        super().__init__(None, kind)  # type: ignore[arg-type]
        self.synced.set()
        self._versions = itertools.count(1)

    def put(self, obj: dict[str, Any]) -> None:
        """Add or change an object."""
        meta = {"resourceVersion": str(next(self._versions)), **obj["metadata"]}
        self._store(informer.key_of(obj), {**obj, "metadata": meta})


class FakeNode:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.calls: list[tuple[str, ...]] = []
        self.saved = ""
        self.refusals = 0

    async def restore(self, text: str) -> None:
        if self.refusals:
            self.refusals -= 1
            raise errors.LabError("iptables-restore failed", why="line 1")
        self.texts.append(text)

    async def save(self) -> str:
        return self.saved

    async def run(self, argv: Sequence[str]) -> int:
        self.calls.append(tuple(argv))
        return 0

    def sysctl(self, name: str, value: str) -> None:
        self.calls.append((name, value))


def slice_of(*addresses: str, protocol: str = "TCP") -> dict[str, Any]:
    """An EndpointSlice of the service."""
    return {
        "metadata": {"name": "web-1", "namespace": "default", "labels": {services.SERVICE_LABEL: "web"}},
        "addressType": "IPv4",
        "endpoints": [{"addresses": [address]} for address in addresses],
        "ports": [{"name": "", "port": 80, "protocol": protocol}],
    }


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, not for ever."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


def proxy(node: FakeNode) -> tuple[sync.Proxy, Source, Source]:
    """A proxy with its two sources."""
    sources = Source(resources.SERVICES), Source(resources.ENDPOINT_SLICES)
    settings = config.Config("k8s-w1", "192.168.10.101", cluster_cidr="172.16.0.0/16")
    return sync.Proxy(settings, node, *sources), *sources


async def test_rules_follow_services() -> None:
    """The first text holds jumps and base chains; later ones only what changed."""
    node = FakeNode()
    made, known, slices = proxy(node)
    known.put(SERVICE)
    slices.put(slice_of("172.16.158.1"))
    task = asyncio.create_task(made.run())
    await until(lambda: len(node.texts) == 1)
    assert "-I POSTROUTING" in node.texts[0]
    assert "--to-destination 172.16.158.1:80" in node.texts[0]
    assert ("ipv4/conf/all/route_localnet", "1") in node.calls
    slices.put(slice_of("172.16.158.1", "172.16.184.1"))
    await until(lambda: len(node.texts) == 2)
    assert "-I " not in node.texts[1]
    assert "172.16.158.1:80 -m statistic" in node.texts[1].replace('"', "")
    assert ":KUBE-POSTROUTING" not in node.texts[1]
    task.cancel()


async def test_refused_rules_are_tried_again() -> None:
    """When iptables says no, the whole set is sent anew until it is taken."""
    node = FakeNode()
    node.refusals = 2
    made, known, _ = proxy(node)
    known.put(SERVICE)
    task = asyncio.create_task(made.run())
    await until(lambda: len(node.texts) == 1)
    assert "has no endpoints" in node.texts[0]
    task.cancel()


async def test_a_restarted_proxy_takes_over_what_is_there() -> None:
    """Jumps are not doubled, and chains of services that have gone meanwhile are removed."""
    node = FakeNode()
    node.saved = (
        "*nat\n:KUBE-SVC-GONE - [0:0]\n-A POSTROUTING -m comment --comment x -j KUBE-POSTROUTING\nCOMMIT\n"
    )
    made, _, _ = proxy(node)
    await made.sync()
    assert "-I POSTROUTING" not in node.texts[0]
    assert "-I PREROUTING" in node.texts[0]
    assert "-X KUBE-SVC-GONE" in node.texts[0]


def test_a_burst_is_written_at_once_and_a_flood_is_slowed_down() -> None:
    """Three writes are free, later ones come every tenth of a second, and rest makes them free again."""
    kept = pace.Pace(3, 0.1)
    assert [kept.delay(10.0) for _ in range(5)] == pytest.approx([0, 0, 0, 0.1, 0.2])
    assert kept.delay(11.0) == 0


def test_other_proxies_services_and_headless_ones_have_no_rules() -> None:
    """A service with the label of another proxy is left to it."""
    assert services.service_ports(SERVICE, "IPv4")
    labelled = {
        **SERVICE,
        "metadata": {**SERVICE["metadata"], "labels": {services.PROXY_NAME_LABEL: "other"}},
    }
    assert services.service_ports(labelled, "IPv4") == []
    assert services.service_ports({**SERVICE, "spec": {"clusterIP": "None"}}, "IPv4") == []


def test_udp_entries_are_forgotten() -> None:
    """Endpoints that went, and services that got their first, lose their conntrack entries; TCP keeps them."""
    port = services.ServicePort("kube-system", "dns", "", "udp", "10.96.0.10", 53, node_port=30053)
    gone = services.Endpoint("172.16.158.1", "172.16.158.1:53", local=False)
    pairs, addresses, node_ports = conntrack.stale([port], {port.key: [gone]}, {})
    assert (pairs, addresses, node_ports) == (
        [("10.96.0.10", "172.16.158.1"), (30053, "172.16.158.1")],
        [],
        [],
    )
    assert conntrack.argv(pairs, [], [])[1][-4:] == ("--dport", "30053", "--dst-nat", "172.16.158.1")
    first = conntrack.stale([port], {}, {port.key: [gone]})
    assert first == ([], ["10.96.0.10"], [30053])
    assert conntrack.argv(*first)[0] == ("conntrack", "-D", "-p", "udp", "--orig-dst", "10.96.0.10")


@pytest.mark.parametrize("form", sync.FORMS)
async def test_no_jump_leads_nowhere(form: str) -> None:
    """In either form the first text declares every chain that it jumps to."""
    node = FakeNode()
    sources = Source(resources.SERVICES), Source(resources.ENDPOINT_SLICES)
    settings = config.Config("k8s-w1", "192.168.10.101", cluster_cidr="172.16.0.0/16")
    made = sync.Proxy(settings, node, *sources, form=form)
    balanced = {**SERVICE["spec"], "type": "LoadBalancer", "loadBalancerSourceRanges": ["192.168.20.0/24"]}
    status = {"loadBalancer": {"ingress": [{"ip": "192.168.10.200"}]}}
    sources[0].put({**SERVICE, "spec": balanced, "status": status})
    sources[1].put(slice_of("172.16.158.1"))
    await made.sync()
    for table in node.texts[0].split("*")[1:]:
        chains = {line[1:].split()[0] for line in table.splitlines() if line.startswith(":")}
        targets = {line.split(" -j ")[1].split()[0] for line in table.splitlines() if " -j " in line}
        assert {target for target in targets if target.startswith("KUBE-")} <= chains
    assert ("KUBE-MARK-DROP" in node.texts[0]) == (form == "1.22")


async def test_hints_for_zones_make_the_proxy_ask_for_its_own() -> None:
    """Only then, and anew with every change, for a node may have come into another zone."""
    node, asked = FakeNode(), list[str]()
    zones = iter(["one", "two"])

    async def zone() -> str:
        asked.append("zone")
        return next(zones)

    known, slices = Source(resources.SERVICES), Source(resources.ENDPOINT_SLICES)
    made = sync.Proxy(config.Config("k8s-w1", "192.168.10.101"), node, known, slices, zone=zone)
    known.put(SERVICE)
    slices.put(slice_of("172.16.158.1", "172.16.184.1"))
    await made.sync()
    assert asked == []
    hinted = slice_of("172.16.158.1", "172.16.184.1")
    for endpoint, name in zip(hinted["endpoints"], ("one", "two"), strict=True):
        endpoint["hints"] = {"forZones": [{"name": name}]}
    slices.put(hinted)
    await made.sync()
    assert "172.16.158.1:80" in node.texts[-1]
    assert "-X KUBE-SEP-" in node.texts[-1]
    assert len(asked) == 1
    await made.sync()
    assert "--to-destination 172.16.184.1:80" in node.texts[-1]


def test_ports_of_one_service_answer_together_for_their_health() -> None:
    """An address that is ready behind any of them counts, once."""
    made, _, _ = proxy(FakeNode())
    ports = [
        services.ServicePort("ns", "svc", name, "tcp", "10.96.0.7", 80, health_check_node_port=30100)
        for name in ("a", "b")
    ]
    one, other = (services.Endpoint(ip, f"{ip}:80", local=True) for ip in ("172.16.158.1", "172.16.158.2"))
    away = services.Endpoint("172.16.184.1", "172.16.184.1:80", local=False)
    found = made._answers(ports, {ports[0].key: [one, other, away], ports[1].key: [one]})
    assert '"localEndpoints": 2' in found[30100].body
