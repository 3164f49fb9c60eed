"""Which services a speaker announces, and what it says of it."""

import ipaddress
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tutor.lab.metallb import log, model
from tutor.lab.metallb.speaker import manner, services

POOL_L2 = model.Pool("l2", (ipaddress.ip_network("192.0.2.0/28"),), l2=(model.L2Advertisement(),))
POOL_BGP = model.Pool("bgp", (ipaddress.ip_network("198.51.100.0/28"),), bgp=(model.BgpAdvertisement(),))
POOL_BOTH = model.Pool("both", (ipaddress.ip_network("203.0.113.0/28"),), l2=POOL_L2.l2, bgp=POOL_BGP.bgp)
CONFIG = model.Config(pools={pool.name: pool for pool in (POOL_L2, POOL_BGP, POOL_BOTH)})


class Way:
    """A protocol that notes what it is asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.against = ""
        self.announced: dict[str, str] = {}
        self.configs: list[model.Config] = []

    async def run(self) -> None:
        """Nothing."""

    async def set_config(self, config: model.Config) -> None:
        """Noted."""
        self.configs.append(config)

    async def set_node_labels(self, labels: Mapping[str, str]) -> None:
        """Nothing."""

    def should_announce(
        self,
        pool: model.Pool,
        address: model.Address,
        service: dict[str, Any],
        slices: Sequence[dict[str, Any]],
    ) -> str:
        """What was set to be against it, or the pool's lack of advertisements."""
        del address, service, slices
        advertised = pool.l2 if self.name == model.LAYER2 else pool.bgp
        return self.against or ("" if advertised else "notOwner")

    async def set_balancer(self, service: str, address: model.Address, pool: model.Pool) -> None:
        """Noted."""
        self.announced[service] = f"{address} of {pool.name}"

    async def delete_balancer(self, service: str, reason: str) -> None:
        """Noted."""
        del self.announced[service]


class Node:
    """A speaker's services with two such protocols."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *, early: bool) -> None:
        self.l2, self.bgp = Way(model.LAYER2), Way(model.BGP)
        self.events: list[tuple[str, str]] = []
        self._capsys = capsys
        self.services = services.Services(
            node="pandora",
            protocols={model.BGP: self.bgp, model.LAYER2: self.l2},
            words=manner.Early() if early else manner.Selective(),
            log=manner.EarlyLog() if early else log.Log(),
            tell=lambda _, reason, text: self.events.append((reason, text)),
        )

    async def set(self, address: str | None, kind: str = "LoadBalancer") -> None:
        """Bring the service ns/web up to date."""
        ingress = [{"ip": address}] if address is not None else []
        status = {"loadBalancer": {"ingress": ingress}}
        await self.services.set_balancer("ns/web", {"spec": {"type": kind}, "status": status}, [])

    def said(self, event: str) -> list[dict[str, Any]]:
        """The fields of the log's lines with this event since the last call, without those of every line."""
        lines = [json.loads(line) for line in self._capsys.readouterr().out.splitlines()]
        told = [line for line in lines if line.get("event", line.get("op")) == event]
        return [
            {
                key: value
                for key, value in line.items()
                if key not in ("ts", "caller", "level", "msg", "event", "op")
            }
            for line in told
        ]


@pytest.fixture
def early(capsys: pytest.CaptureFixture[str]) -> Node:
    """One of v0.11."""
    return Node(capsys, early=True)


@pytest.fixture
def late(capsys: pytest.CaptureFixture[str]) -> Node:
    """One of v0.14."""
    return Node(capsys, early=False)


async def test_nothing_is_announced_before_a_configuration_is_there(early: Node) -> None:
    """Then the service is."""
    await early.set("192.0.2.1")
    assert early.l2.announced == {}
    assert await early.services.set_config(CONFIG)
    await early.set("192.0.2.1")
    assert early.l2.announced == {"ns/web": "192.0.2.1 of l2"}


async def test_early_speakers_say_which_node_and_log_one_address(early: Node) -> None:
    """Each time that the service is looked at, as v0.11 does."""
    await early.services.set_config(CONFIG)
    await early.set("192.0.2.1")
    await early.set("192.0.2.1")
    assert early.events == [("nodeAssigned", 'announcing from node "pandora"')] * 2
    told = {"service": "ns/web", "ip": "192.0.2.1", "pool": "l2", "protocol": "layer2"}
    assert early.said("serviceAnnounced") == [told] * 2


async def test_late_speakers_announce_by_every_protocol_of_the_pool(late: Node) -> None:
    """And withdraw with the last of them."""
    await late.services.set_config(CONFIG)
    await late.set("203.0.113.1")
    assert late.events == [
        ("nodeAssigned", 'announcing from node "pandora" with protocol "bgp"'),
        ("nodeAssigned", 'announcing from node "pandora" with protocol "layer2"'),
    ]
    assert [line["ips"] for line in late.said("serviceAnnounced")] == [["203.0.113.1"]] * 2
    late.l2.against = "notOwner"
    await late.set("203.0.113.1")
    assert late.said("serviceWithdrawn") == []
    assert late.l2.announced == {}
    late.bgp.against = "noEndpoints"
    await late.set("203.0.113.1")
    gone = {"service": "ns/web", "ip": ["203.0.113.1"], "reason": "noEndpoints"}
    assert late.said("serviceWithdrawn") == [gone]


@pytest.mark.parametrize(
    ("address", "kind", "reason"),
    [
        (None, "LoadBalancer", "noIPAllocated"),
        ("", "LoadBalancer", "invalidIP"),
        ("nonsense", "LoadBalancer", "invalidIP"),
        ("10.0.0.1", "LoadBalancer", "ipNotAllowed"),
        ("192.0.2.1", "ClusterIP", "notLoadBalancer"),
    ],
)
async def test_a_service_that_loses_its_ground_is_withdrawn(
    early: Node, address: str | None, kind: str, reason: str
) -> None:
    """With the reason; v0.11 prints no address with it."""
    await early.services.set_config(CONFIG)
    await early.set("192.0.2.1")
    await early.set(address, kind)
    assert early.l2.announced == {}
    assert early.said("serviceWithdrawn") == [{"service": "ns/web", "ip": "", "reason": reason}]
    assert early.services.announced == {}


async def test_a_deleted_service_is_withdrawn_once(late: Node) -> None:
    """And one that was never announced is not."""
    await late.services.set_config(CONFIG)
    await late.set("192.0.2.1")
    for _ in range(2):
        await late.services.set_balancer("ns/web", None, [])
    gone = {"service": "ns/web", "ip": ["192.0.2.1"], "reason": "serviceDeleted"}
    assert late.said("serviceWithdrawn") == [gone]


async def test_another_address_is_withdrawn_before_the_new_one_is_announced(late: Node) -> None:
    """Also when it is of another pool."""
    await late.services.set_config(CONFIG)
    await late.set("192.0.2.1")
    await late.set("198.51.100.1")
    assert (late.l2.announced, late.bgp.announced) == ({}, {"ns/web": "198.51.100.1 of bgp"})
    assert [line["reason"] for line in late.said("serviceWithdrawn")] == ["loadBalancerIPChanged"]
    assert late.services.announced == {("ns/web", "bgp"): ipaddress.ip_address("198.51.100.1")}


async def test_a_pool_that_changes_its_protocol_moves_the_service(early: Node) -> None:
    """From layer 2 to BGP, under the same address."""
    await early.services.set_config(CONFIG)
    await early.set("192.0.2.1")
    moved = model.Pool("l2", POOL_L2.cidrs, bgp=(model.BgpAdvertisement(),))
    assert await early.services.set_config(model.Config(pools={"l2": moved}))
    await early.set("192.0.2.1")
    assert (early.l2.announced, early.bgp.announced) == ({}, {"ns/web": "192.0.2.1 of l2"})
    assert [line["reason"] for line in early.said("serviceWithdrawn")] == ["protocolChanged"]


async def test_a_configuration_that_orphans_a_service_is_refused(early: Node) -> None:
    """It reaches no protocol, and the one before stays in force."""
    await early.services.set_config(CONFIG)
    await early.set("192.0.2.1")
    assert not await early.services.set_config(model.Config())
    assert early.l2.configs == [CONFIG]
    (line,) = early.said("setConfig")
    assert line == {
        "service": "ns/web",
        "ip": "192.0.2.1",
        "error": "service has no configuration under new config",
    }
    assert not await early.services.set_config(None)
    assert early.l2.announced
