"""Every subject that is not theirs is refused to guests and learners, by the real server."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from nats.aio.client import Client

from tests.workshop import classroom
from tutor.workshop import connection, subjects

CLASS = subjects.Subjects(classroom.CLASS)
STREAM = CLASS.stream("event")
LANES = range(1, subjects.LANES + 1)
CALLS = (
    *("STREAM.INFO", "STREAM.UPDATE", "STREAM.PURGE", "STREAM.DELETE", "STREAM.SNAPSHOT", "STREAM.MSG.GET"),
    *("STREAM.MSG.DELETE", "CONSUMER.CREATE", "CONSUMER.NAMES", "DIRECT.GET"),
)
"""Of JetStream's API, each of which names a stream (https://docs.nats.io/reference/reference-protocols/nats_api_reference)."""
OTHERS = [
    *(
        getattr(CLASS, kind)("bob")
        for kind in ("event", "pulse", "ask", "to", "screen", "keys", "person", "stored")
    ),
    *(CLASS.everyone(kind) for kind in ("event", "pulse", "ask", "to", "screen", "keys", "person", "stored")),
    f"class.{classroom.CLASS}.>",
    "class.>",
    "class.*.event.ann",
    ">",
    "*",
    "_INBOX_bob.x",
    "_INBOX_bob.>",
    "_INBOX_instructor.>",
    "_INBOX.>",
    "*.>",
    "$SYS.>",
    "$SYS.REQ.SERVER.PING",
    "$SYS.REQ.ACCOUNT.PING",
    "$SYS.REQ.USER.INFO",
    "$SYS.REQ.CLAIMS.UPDATE",
    "$SRV.PING",
    "$KV.x",
    "$O.x",
    "$JS.API.>",
    "$JS.API.INFO",
    *(f"$JS.API.{call}.{CLASS.stream(kind)}" for call in CALLS for kind in ("event", "order", "person")),
    "$JS.API.STREAM.CREATE.MINE",
    "$JS.API.STREAM.LIST",
    "$JS.API.STREAM.NAMES",
    f"$JS.API.DIRECT.GET.{STREAM}.{CLASS.event('bob')}",
    f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.x",
    f"$JS.ACK.{STREAM}.x.1.1.1.1.1",
    f"$JS.API.CONSUMER.CREATE.{STREAM}.x.{CLASS.event('ann')}",
    "$JS.ACK.>",
    "$JS.FC.>",
    "$JS.EVENT.>",
    "anything",
    "class.net102.event.ann",
    f"class.{classroom.CLASS}.*.ann",
    f"{CLASS.event('ann')}.more",
    CLASS.person("ann"),
    *(CLASS.event("bob", lane) for lane in LANES),
    *(CLASS.incoming(lane) for lane in LANES),
    *(f"$JS.API.{call}.{CLASS.lane(lane)}" for call in CALLS for lane in LANES),
]
MINE_TO_TELL = [
    *(getattr(CLASS, kind)("ann") for kind in ("event", "pulse", "ask", "screen")),
    *(CLASS.event("ann", lane) for lane in LANES),
]
MINE_TO_HEAR = [CLASS.to_all, CLASS.to("ann"), CLASS.keys("ann"), CLASS.stored("ann"), "_INBOX_ann.x"]


def is_wild(subject: str) -> bool:
    """Whether it can only be subscribed."""
    return "*" in subject or ">" in subject


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[classroom.Room]:
    """A class with its streams' subjects in use."""
    async with classroom.room(tmp_path / "server") as found:
        yield found


async def may(client: Client, *, publish: str = "", subscribe: str = "", expected: bool) -> bool:
    """Whether the server lets it pass. A refusal that is expected is waited for: it is told apart from all answers."""
    refused = asyncio.Event()

    async def note(error: Exception) -> None:
        if f'"{publish or subscribe}"'.lower() in str(error):
            refused.set()

    client._error_cb = note
    if publish:
        await client.publish(publish, b"x")
    else:
        await client.subscribe(subscribe)
    for _ in range(3):
        await connection.settle(client)
    if expected:
        return not refused.is_set()
    try:
        async with asyncio.timeout(5):
            await refused.wait()
    except TimeoutError:
        return True
    return False


class Tried(NamedTuple):
    """What was let pass."""

    published: list[str]
    subscribed: list[str]


async def tried(link: connection.Link, everything: Sequence[str], expected: Tried) -> Tried:
    """All of these, each in turn over one connection."""
    client = await link.connect()
    published = [
        one
        for one in everything
        if not is_wild(one) and await may(client, publish=one, expected=one in expected.published)
    ]
    subscribed = [
        one for one in everything if await may(client, subscribe=one, expected=one in expected.subscribed)
    ]
    await client.close()
    return Tried(published, subscribed)


async def test_a_learner_may_use_what_is_theirs(room: classroom.Room) -> None:
    """And nothing more: every other subject is tried. Neither do they hear who joins, nor can they answer them."""
    expected = Tried(MINE_TO_TELL, MINE_TO_HEAR)
    everything = [*MINE_TO_TELL, *MINE_TO_HEAR, *OTHERS, subjects.JOIN, "_INBOX_guest.x", "_INBOX_guest.>"]
    assert await tried(room.learner("ann"), everything, expected) == expected


async def test_a_guest_may_only_ask(room: classroom.Room) -> None:
    """For a credential, and hear the answer."""
    expected = Tried([subjects.JOIN], ["_INBOX_guest.x"])
    everything = [subjects.JOIN, "_INBOX_guest.x", *MINE_TO_TELL, *MINE_TO_HEAR, *OTHERS]
    assert await tried(room.guest(), everything, expected) == expected


async def test_a_refused_subject_reaches_nobody(room: classroom.Room) -> None:
    """What one learner says of another is not heard by the instructor."""
    host = await room.instructor().connect()
    heard: list[str] = []

    async def listen(message: object) -> None:
        heard.append(message.subject)  # type: ignore[attr-defined]

    await host.subscribe("class.>", cb=listen)
    await connection.settle(host)
    ann = await room.learner("ann").connect()
    await ann.publish(CLASS.event("bob"), b"x")
    await ann.publish(CLASS.event("ann"), b"x")
    await connection.settle(ann)
    async with asyncio.timeout(10):
        while not heard:
            await asyncio.sleep(0.01)
    assert heard == [CLASS.event("ann")]
    await ann.close()
    await host.close()


async def test_a_message_that_is_too_long_is_refused(room: classroom.Room) -> None:
    """The others go on."""
    ann = await room.learner("ann").connect()
    ann._max_payload = 1 << 20
    await ann.publish(CLASS.event("ann"), secrets.token_bytes(200_000))
    async with asyncio.timeout(10):
        while not ann.is_closed:
            await asyncio.sleep(0.01)
    again = await room.learner("ann").connect()
    assert await may(again, publish=CLASS.event("ann"), expected=True)
    await again.close()
