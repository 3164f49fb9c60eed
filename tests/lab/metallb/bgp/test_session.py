"""Sessions over real connections, on the loopback."""

import asyncio
import contextlib
import ipaddress
from collections.abc import AsyncIterator

import pytest

from tests.lab.metallb.bgp import peer
from tutor.lab.metallb import model
from tutor.lab.metallb.bgp import advertise, attributes, controller, messages, opens, updates

ADDRESS = ipaddress.ip_address("172.20.1.1")
POOL = model.Pool("default", (ipaddress.ip_network("172.20.1.0/24"),), bgp=(model.BgpAdvertisement(),))
PREFIX = ipaddress.IPv4Network("172.20.1.1/32")


@contextlib.asynccontextmanager
async def speaking(
    *peers: model.Peer, legacy: bool = False
) -> AsyncIterator[tuple[controller.Controller, peer.Kept]]:
    """A speaker on a node, and its log."""
    kept = peer.Kept([])
    speaker = controller.Controller(node="k8s-w1", log=kept, legacy=legacy)
    await speaker.set_node_labels({})
    await speaker.set_config(model.Config({"default": POOL}, peers))
    running = asyncio.create_task(speaker.run())
    try:
        yield speaker, kept
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_a_session_comes_up_and_carries_what_is_announced() -> None:
    """OPEN as configured, then an UPDATE, its withdrawal, and the end; the log tells of each."""
    async with peer.router() as router, speaking(router.config()) as (speaker, kept):
        caller = await router.accept()
        got = await caller.establish()
        assert (got.asn, got.hold_time) == (64512, 90)
        await speaker.set_balancer("default/svc1", ADDRESS, POOL)
        route = advertise.Route(PREFIX)
        hop = ipaddress.IPv4Address("127.0.0.1")
        assert await caller.read_other() == advertise.update(route, hop, 64512, internal=False)
        await speaker.delete_balancer("default/svc1", "serviceDeleted")
        assert await caller.read_other() == updates.Update(withdrawn=(PREFIX,))
        await speaker.set_config(model.Config())
        with pytest.raises(EOFError):
            await caller.read_other()
    expected = [
        "nodeLabelsChanged",
        "peerAdded",
        "sessionUp",
        "updatedAdvertisements",
        "peerRemoved",
        "sessionDown",
    ]
    assert kept.events() == expected
    up = kept.line("sessionUp")
    assert (up["peer"], up["localASN"], up["peerASN"]) == (f"127.0.0.1:{router.port}", 64512, 64513)
    assert kept.line("updatedAdvertisements")["numAds"] == 1
    assert kept.line("sessionDown")["level"] == "warn"


@pytest.mark.parametrize(("legacy", "origin"), [(False, attributes.IGP), (True, attributes.INCOMPLETE)])
async def test_the_origin_is_the_releases(legacy: bool, origin: int) -> None:
    """Incomplete up to 0.12, IGP from 0.13 on."""
    async with peer.router() as router, speaking(router.config(), legacy=legacy) as (speaker, _):
        await speaker.set_balancer("default/svc1", ADDRESS, POOL)
        caller = await router.accept()
        await caller.establish()
        told = await caller.read_other()
        assert isinstance(told, updates.Update)
        assert told.path is not None
        assert told.path.origin == origin


async def test_an_unchanged_route_is_not_sent_again() -> None:
    """A service that is set twice, then another one: the router hears of two routes."""
    async with peer.router() as router, speaking(router.config()) as (speaker, _):
        await speaker.set_balancer("default/svc1", ADDRESS, POOL)
        caller = await router.accept()
        await caller.establish()
        first = await caller.read_other()
        await speaker.set_balancer("default/svc1", ADDRESS, POOL)
        await speaker.set_balancer("default/svc2", ipaddress.ip_address("172.20.1.2"), POOL)
        second = await caller.read_other()
        assert isinstance(first, updates.Update)
        assert isinstance(second, updates.Update)
        assert [*first.announced, *second.announced] == [PREFIX, ipaddress.IPv4Network("172.20.1.2/32")]


async def test_a_speaker_that_ends_closes_the_connection() -> None:
    """And says no more, as MetalLB's native BGP does."""
    async with peer.router() as router:
        async with speaking(router.config()):
            caller = await router.accept()
            await caller.establish()
        with pytest.raises(EOFError):
            await caller.read_other()


async def test_a_peer_that_goes_is_called_again_and_told_all() -> None:
    """At once, since the session had been up."""
    async with peer.router() as router, speaking(router.config()) as (speaker, kept):
        await speaker.set_balancer("default/svc1", ADDRESS, POOL)
        for _ in range(2):
            caller = await router.accept()
            await caller.establish()
            told = await caller.read_other()
            assert isinstance(told, updates.Update)
            assert told.announced == (PREFIX,)
            caller.writer.close()
        assert kept.events().count("sessionDown") >= 1


async def test_a_notification_is_logged_with_its_name() -> None:
    """A router that knows the speaker under another system refuses it."""
    async with peer.router() as router, speaking(router.config()) as (_, kept):
        caller = await router.accept()
        await caller.read()
        caller.write(messages.Notification(2, 2, b""))
        await router.accept()
    assert kept.line("peerNotification")["error"] == "got BGP notification code 0x0202 (Bad peer AS)"
    assert kept.line("connect")["msg"] == "failed to connect to peer"
    assert "sessionUp" not in kept.events()


async def test_another_system_than_configured_is_refused() -> None:
    """With Bad peer AS on the wire, and both numbers in the log."""
    async with peer.router() as router, speaking(router.config(peer_asn=64999)) as (_, kept):
        caller = await router.accept()
        await caller.read()
        caller.write(opens.speaker(peer.ASN, 90, ipaddress.IPv4Address("192.0.2.1")))
        assert await caller.read() == messages.Notification(2, 2)
        await router.accept()
    assert "unexpected peer ASN 64513, want 64999" in kept.line("connect")["error"]


async def test_a_silent_peer_is_given_up_after_the_hold_time() -> None:
    """Three seconds are the least that may be agreed on; meanwhile the speaker keeps alive every second."""
    async with peer.router() as router, speaking(router.config()) as (_, kept):
        caller = await router.accept()
        await caller.establish(hold_time=3)
        seen = [await caller.read() for _ in range(2)]
        assert seen == [messages.Keepalive()] * 2
        assert await caller.read_other() == messages.Notification(4, 0)
        await router.accept()
        assert kept.events().count("sessionDown") == 1


async def test_a_malformed_message_is_answered() -> None:
    """By the NOTIFICATION that the standard asks for."""
    async with peer.router() as router, speaking(router.config()):
        caller = await router.accept()
        await caller.establish()
        caller.writer.write(b"\x00" * messages.HEADER_LENGTH)
        assert await caller.read_other() == messages.Notification(1, 1)


async def test_nobody_there_is_logged() -> None:
    """Where, and what the kernel said."""
    async with peer.router() as router:
        nowhere = router.config()
    async with asyncio.timeout(peer.SECONDS), speaking(nowhere) as (_, kept):
        while not kept.lines or "connect" not in kept.events():
            await asyncio.sleep(0)
    assert kept.line("connect")["error"] == f'dial "127.0.0.1:{nowhere.port}": connect: connection refused'


async def test_a_source_that_the_node_lacks_is_logged() -> None:
    """Bound before connecting."""
    elsewhere = ipaddress.ip_address("192.0.2.77")
    async with peer.router() as router, speaking(router.config(source=elsewhere)) as (_, kept):
        while "connect" not in kept.events():
            await asyncio.sleep(0)
    assert "bind: cannot assign requested address" in kept.line("connect")["error"]


async def test_a_key_that_is_too_long_is_logged() -> None:
    """And nothing is sent without it."""
    async with peer.router() as router, speaking(router.config(password="x" * 81)) as (_, kept):
        while "connect" not in kept.events():
            await asyncio.sleep(0)
    assert "longer than 80" in kept.line("connect")["error"]


async def test_node_labels_choose_the_peers() -> None:
    """A session begins when the node is selected, and ends when it is not any more."""
    rack = model.Selector((model.Requirement("rack", "In", ("1",)),))
    async with peer.router() as router, speaking(router.config(nodes=(rack,))) as (speaker, kept):
        assert "peerAdded" not in kept.events()
        await speaker.set_node_labels({"rack": "1"})
        caller = await router.accept()
        await caller.establish()
        await speaker.set_node_labels({"rack": "2"})
        with pytest.raises(EOFError):
            await caller.read_other()
    assert kept.line("peerRemoved")["reason"] == "filteredByNodeSelector"


async def test_a_peer_that_did_not_change_keeps_its_session() -> None:
    """When another one is added to the configuration."""
    async with peer.router() as router, peer.router() as second, speaking(router.config()) as (speaker, kept):
        caller = await router.accept()
        await caller.establish()
        await speaker.set_config(
            model.Config({"default": POOL}, (router.config(), second.config(name="second")))
        )
        await (await second.accept()).establish()
        await speaker.set_balancer("default/svc1", ADDRESS, POOL)
        assert isinstance(await caller.read_other(), updates.Update)
        assert "sessionDown" not in kept.events()
