"""Every subject that is not one's own, tried against the real server: refused, each by the server's own words."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

import pytest
import pytest_asyncio
from nats.aio.client import Client
from nats.aio.msg import Msg

from tests.workshop import classroom, test_joining
from tutor.workshop import code, connection, hosting, joining, subjects

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANN, BOB = "ann", "bob"
NAMES = subjects.Subjects(classroom.CLASS)
EVENTS, ORDERS, PEOPLE = (NAMES.stream(kind) for kind in ("event", "order", "person"))

OTHERS = [
    one(BOB)
    for one in (NAMES.event, NAMES.pulse, NAMES.ask, NAMES.to, NAMES.screen, NAMES.keys, NAMES.person)
]
"""Bob's, which are no business of Ann's or a guest's."""
STREAMS = [
    "$JS.API.INFO",
    "$JS.API.STREAM.NAMES",
    "$JS.API.STREAM.LIST",
    "$JS.API.STREAM.CREATE.MINE",
    *(
        f"$JS.API.{call}.{stream}"
        for stream in (EVENTS, ORDERS, PEOPLE)
        for call in (
            "STREAM.INFO",
            "STREAM.UPDATE",
            "STREAM.PURGE",
            "STREAM.DELETE",
            "STREAM.SNAPSHOT",
            "STREAM.MSG.GET",
            "STREAM.MSG.DELETE",
            "CONSUMER.CREATE",
            "CONSUMER.NAMES",
            "DIRECT.GET",
        )
    ),
    f"$JS.API.DIRECT.GET.{EVENTS}.{NAMES.event(BOB)}",
    f"$JS.API.CONSUMER.MSG.NEXT.{EVENTS}.x",
    f"$JS.ACK.{EVENTS}.x.1.1.1.1.1",
    "$JS.FC.x",
]
SYSTEM = [
    "$SYS.REQ.SERVER.PING",
    "$SYS.REQ.ACCOUNT.PING.CONNZ",
    "$SYS.REQ.USER.INFO",
    "$SYS.REQ.CLAIMS.UPDATE",
    "$SYS.ACCOUNT.x",
    "$SRV.PING",
    "$KV.x",
    "$O.x",
]
CONSOLES = [NAMES.to_all, NAMES.to(ANN), NAMES.keys(ANN), NAMES.person(ANN)]
INBOXES = ["_INBOX.x", "_INBOX_instructor.x", "_INBOX_bob.x"]
WILDCARDS = [
    ">",
    "*",
    "*.>",
    "class.>",
    "class.*.event.ann",
    f"class.{classroom.CLASS}.>",
    *(NAMES.everyone(kind) for kind in ("event", "pulse", "ask", "to", "screen", "keys", "person")),
    "class.net101.*.ann",
    "class.net101.*.bob",
    "$JS.>",
    "$JS.API.>",
    "$SYS.>",
    "_INBOX.>",
    "_INBOX_instructor.>",
    "_INBOX_bob.>",
]
ELSEWHERE = [
    "x",
    "class.net102.event.ann",
    "class.net101.event.ann.more",
    "class.net101.event",
    "class.other",
]

ANN_PUBLISHES = [
    *OTHERS,
    *STREAMS,
    *SYSTEM,
    *CONSOLES,
    *INBOXES,
    *ELSEWHERE,
    subjects.JOIN,
    "_INBOX_ann.x",
    "_INBOX_guest.x",
]
ANN_SUBSCRIBES = [
    *OTHERS, *STREAMS, *SYSTEM, *INBOXES, *WILDCARDS, *ELSEWHERE, subjects.JOIN, "_INBOX_guest.>",
    NAMES.event(ANN), NAMES.ask(ANN), NAMES.pulse(ANN), NAMES.screen(ANN), NAMES.person(ANN),
]  # fmt: skip
GUEST_PUBLISHES = [
    *OTHERS, *STREAMS, *SYSTEM, *CONSOLES, *INBOXES, *ELSEWHERE, NAMES.event(ANN), NAMES.ask(ANN), "_INBOX_guest.x",
]  # fmt: skip
GUEST_SUBSCRIBES = [
    *OTHERS, *STREAMS, *SYSTEM, *CONSOLES, *INBOXES, *WILDCARDS, *ELSEWHERE, NAMES.event(ANN), subjects.JOIN,
    "_INBOX_ann.>",
]  # fmt: skip


class Caller(NamedTuple):
    """A connection, and what the server has complained of it."""

    client: Client
    complaints: list[str]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hosted(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[hosting.Class]:
    """One class for all of these tests, which must all leave it whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        async with hosting.opened(test_joining.options()) as found:
            yield found


@contextlib.asynccontextmanager
async def calling(link: connection.Link) -> AsyncIterator[Caller]:
    """A connection that keeps the server's complaints."""
    complaints: list[str] = []

    async def note(error: Exception) -> None:
        complaints.append(str(error).lower())

    client = await link.connect()
    client._error_cb = note
    try:
        yield Caller(client, complaints)
    finally:
        await client.close()


def of_guest(hosted: hosting.Class) -> connection.Link:
    """As one who has no credential."""
    return hosted.link._replace(caller=connection.Credential("guest"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def learner(hosted: hosting.Class) -> AsyncIterator[Caller]:
    """Ann, who has joined."""
    async with calling(classroom.as_learner(hosted.authority, hosted.link.servers, ANN)) as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def guest(hosted: hosting.Class) -> AsyncIterator[Caller]:
    """Somebody who can reach the server."""
    async with calling(of_guest(hosted)) as found:
        yield found


async def publish(caller: Caller, subject: str) -> None:
    """Try it; the server says no."""
    caller.complaints.clear()
    await caller.client.publish(subject, b"{}")
    await caller.client.flush()
    await until(lambda: bool(caller.complaints))
    assert caller.complaints == [f'nats: permissions violation for publish to "{subject}"'.lower()]


async def subscribe(caller: Caller, subject: str) -> None:
    """Try it, alone and as one of a group that would take messages away from others; the server says no."""
    caller.complaints.clear()
    await caller.client.subscribe(subject)
    await caller.client.subscribe(subject, queue="group")
    await caller.client.flush()
    await until(lambda: len(caller.complaints) > 1)
    words = f'permissions violation for subscription to "{subject}"'.lower()
    assert [words in one for one in caller.complaints] == [True, True]


@pytest.mark.parametrize("subject", ANN_PUBLISHES)
async def test_a_learner_publishes_nothing_foreign(learner: Caller, subject: str) -> None:
    """Not another's, not the instructor's, nothing of the streams or the servers."""
    await publish(learner, subject)


@pytest.mark.parametrize("subject", ANN_SUBSCRIBES)
async def test_a_learner_reads_nothing_foreign(learner: Caller, subject: str) -> None:
    """By no wildcard either."""
    await subscribe(learner, subject)


@pytest.mark.parametrize("subject", GUEST_PUBLISHES)
async def test_a_guest_publishes_nothing(guest: Caller, subject: str) -> None:
    """But the one request."""
    await publish(guest, subject)


@pytest.mark.parametrize("subject", GUEST_SUBSCRIBES)
async def test_a_guest_reads_nothing(guest: Caller, subject: str) -> None:
    """But guests' answers, which are sealed."""
    await subscribe(guest, subject)


async def test_what_is_ones_own_works(hosted: hosting.Class, learner: Caller) -> None:
    """Each permission that there is, used."""
    learner.complaints.clear()
    host = await hosted.link.connect()
    heard: dict[str, bytes] = {}
    wanted = {one(ANN) for one in (NAMES.event, NAMES.pulse, NAMES.screen)}
    read = {NAMES.to_all, NAMES.to(ANN), NAMES.keys(ANN)}

    async def listen(message: Msg) -> None:
        heard[message.subject] = message.data

    for subject in wanted:
        await host.subscribe(subject, cb=listen)
    await host.flush()
    for subject in read:
        await learner.client.subscribe(subject, cb=listen)
    await learner.client.flush()
    for subject in wanted:
        await learner.client.publish(subject, b"mine")
    for subject in read:
        await host.publish(subject, b"for you")
    reply = await learner.client.request(NAMES.ask(ANN), b'{"verb":"sync","after":0}', timeout=5)
    await until(lambda: heard.keys() >= wanted | read)
    assert json.loads(reply.data)["orders"] == []  # what was sent makes no order
    assert learner.complaints == []
    await host.close()


async def until(done: Callable[[], bool]) -> None:
    """Wait for a condition, 10 s at most."""
    async with asyncio.timeout(10):
        while not done():
            await asyncio.sleep(0.02)


STRAYS = [
    *(
        NAMES.to(BOB),
        NAMES.to_all,
        NAMES.person(BOB),
        NAMES.event(BOB),
        NAMES.keys(BOB),
        "_INBOX_instructor.x",
    ),
    *(
        f"$JS.API.STREAM.{call}.{stream}"
        for call in ("PURGE", "DELETE")
        for stream in (EVENTS, ORDERS, PEOPLE)
    ),
]
"""Where a caller who may not write there would have somebody else answer them."""


async def standing(client: Client) -> tuple[int, ...]:
    """How many messages the streams hold."""
    found = [await client.jetstream().stream_info(one) for one in (EVENTS, ORDERS, PEOPLE)]
    return tuple(one.state.messages for one in found)


@pytest.mark.parametrize("stray", STRAYS)
async def test_the_desk_answers_in_the_callers_inbox_only(
    hosted: hosting.Class, learner: Caller, guest: Caller, stray: str
) -> None:
    """Its answer would go out with the instructor's rights."""
    host = await hosted.link.connect()
    before = await standing(host)
    heard: list[Msg] = []

    async def listen(message: Msg) -> None:
        heard.append(message)

    if not stray.startswith("$JS"):
        await host.subscribe(stray, cb=listen)
        await host.flush()
    await guest.client.publish(subjects.JOIN, b"junk", reply=stray)
    await learner.client.publish(NAMES.ask(ANN), b'{"verb":"sync","after":0}', reply=stray)
    # The desk takes requests in order: once these are answered, it has dealt with those before.
    await guest.client.request(subjects.JOIN, b"junk", timeout=5)
    await learner.client.request(NAMES.ask(ANN), b'{"verb":"sync","after":0}', timeout=5)
    await host.flush()
    assert (heard, await standing(host)) == ([], before)
    await host.close()


@pytest.mark.parametrize("stray", STRAYS)
async def test_a_stray_acknowledgement_does_no_harm(
    hosted: hosting.Class, learner: Caller, stray: str
) -> None:
    """A server acknowledges wherever a report says (no permission is asked); nobody takes that for a message."""
    host = await hosted.link.connect()
    events, _, _ = await standing(host)
    known = [one.id for one in hosted.registrar.people]
    await learner.client.publish(NAMES.event(ANN), b"{}", reply=stray)
    await learner.client.flush()
    while (await standing(host))[0] <= events:
        await asyncio.sleep(0.02)
    assert (await standing(host))[0] >= events + 1
    assert [one.id for one in hosted.registrar.people] == known
    bob = await joining.join(code.decode(hosted.join_code), "Bob")
    assert hosted.registrar.people.get(bob.learner)
    assert hosted.registrar.sync(BOB, 0)["orders"] == []
    await host.close()


async def test_a_traced_message_reaches_nobody_else(hosted: hosting.Class, learner: Caller) -> None:
    """`Nats-Trace-Dest` makes servers tell of a message elsewhere, to where its sender may publish only."""
    host = await hosted.link.connect()
    before = await standing(host)
    for stray in STRAYS:
        await learner.client.publish(NAMES.pulse(ANN), b"{}", headers={"Nats-Trace-Dest": stray})
    await learner.client.flush()
    await host.flush()
    assert await standing(host) == before
    await host.close()


async def test_a_persons_record_is_where_nobody_finds_it(hosted: hosting.Class) -> None:
    """An acknowledgement that is sent there would take its place."""
    bob = await joining.join(code.decode(hosted.join_code), "Bob")
    host = await hosted.link.connect()
    info = await host.jetstream().stream_info(PEOPLE, subjects_filter=">")
    assert info.state.subjects
    assert NAMES.person(bob.learner) not in info.state.subjects
    await host.close()


async def test_who_listens_to_all_guests_learns_nothing(hosted: hosting.Class, guest: Caller) -> None:
    """They have one credential; what they are told is for one of them each."""
    heard: list[bytes] = []

    async def listen(message: Msg) -> None:
        heard.append(message.data)

    await guest.client.subscribe("_INBOX_guest.>", cb=listen)
    await guest.client.flush()
    cho = await joining.join(code.decode(hosted.join_code), "Cho Minji")
    await until(lambda: bool(heard))
    for secret in (cho.returning, cho.token, cho.learner, cho.name, cho.title):
        assert secret.encode() not in b"".join(heard)
    assert all(json.loads(one).keys() == {"v", "sealed"} for one in heard)
