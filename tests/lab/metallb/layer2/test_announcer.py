"""What a node answers for, and how the speaker's calls change it. No interface is opened here."""

import ipaddress
from typing import Any

import pytest

from tutor.lab.metallb import log, model
from tutor.lab.metallb.layer2 import announcer, controller

ONE, TWO = ipaddress.IPv4Address("192.0.2.1"), ipaddress.IPv4Address("192.0.2.2")


@pytest.fixture
async def node() -> announcer.Announcer:
    """A node that answers for nothing yet."""
    return announcer.Announcer(log.Log())


async def test_an_address_is_answered_for_as_long_as_a_service_has_it(node: announcer.Announcer) -> None:
    """Services may share one."""
    node.set("ns/a", announcer.Advertisement(ONE))
    node.set("ns/b", announcer.Advertisement(ONE))
    node.delete("ns/a")
    assert node.announces(ONE, "enp0s8")
    node.delete("ns/b")
    node.delete("ns/b")
    assert not node.announces(ONE, "enp0s8")


async def test_a_service_that_moves_leaves_its_former_address(node: announcer.Announcer) -> None:
    """It has one at a time."""
    node.set("ns/a", announcer.Advertisement(ONE))
    node.set("ns/a", announcer.Advertisement(TWO))
    assert not node.announces(ONE, "enp0s8")
    assert node.announces(TWO, "enp0s8")
    assert node.advertised("ns/a") == announcer.Advertisement(TWO)


async def test_an_address_is_answered_for_on_its_interfaces_only(node: announcer.Announcer) -> None:
    """Those of any service that has it; they can change."""
    node.set("ns/a", announcer.Advertisement(ONE, frozenset({"enp0s8"})))
    node.set("ns/b", announcer.Advertisement(ONE, frozenset({"enp0s9"})))
    assert [node.announces(ONE, name) for name in ("enp0s8", "enp0s9", "enp0s3")] == [True, True, False]
    node.set("ns/b", announcer.Advertisement(ONE, frozenset({"enp0s3"})))
    assert [node.announces(ONE, name) for name in ("enp0s8", "enp0s9", "enp0s3")] == [True, False, True]


class Everybody:
    """Rules by which these nodes stand for every address."""

    def __init__(self, *nodes: str) -> None:
        self._nodes = frozenset(nodes)

    def candidates(self, *_: Any) -> frozenset[str]:
        """All of them."""
        return self._nodes


async def test_the_controller_asks_the_election() -> None:
    """And says that others own what is not its own."""
    pool = model.Pool("pool", (ipaddress.ip_network("192.0.2.0/24"),), l2=(model.L2Advertisement(),))
    answers = {}
    for name in ("node1", "node2"):
        own = controller.Controller(
            node=name,
            log=log.Log(),
            rules=Everybody("node1", "node2"),
            complain=lambda *_: None,
            changed=lambda _: None,
        )
        answers[name] = own.should_announce(pool, ipaddress.ip_address("192.168.1.240"), {}, [])
    assert answers == {"node1": "", "node2": "notOwner"}


async def test_the_controller_tells_of_each_change_and_complains_of_missing_interfaces() -> None:
    """A service without an interface to announce it on is announced nowhere."""
    changes: list[str] = []
    complaints: list[tuple[str, str, str]] = []
    own = controller.Controller(
        node="node1",
        log=log.Log(),
        rules=Everybody("node1"),
        complain=lambda *words: complaints.append(words),
        changed=changes.append,
    )
    cidrs = (ipaddress.ip_network("192.0.2.0/24"),)
    await own.set_balancer("ns/a", ONE, model.Pool("pool", cidrs, l2=(model.L2Advertisement(),)))
    await own.delete_balancer("ns/a", "notOwner")
    await own.delete_balancer("ns/a", "notOwner")
    assert changes == ["ns/a", "ns/a"]
    elsewhere = model.L2Advertisement(interfaces=("eth7",))
    await own.set_balancer("ns/b", ONE, model.Pool("pool", cidrs, l2=(elsewhere,)))
    ((service, reason, message),) = complaints
    assert (service, reason) == ("ns/b", "announceFailed")
    assert message == (
        'the interfaces specified by LB IP "192.0.2.1" doesn\'t exist in assigned node "node1"'
        ' with protocol "layer2"'
    )
    assert own.announced("ns/b") is None
