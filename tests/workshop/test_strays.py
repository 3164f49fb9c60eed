"""Answers that are sent astray: whoever asks says where the answer goes, and may not have written there themselves.

`test_intake` has the same for a class on several servers, where another part of the server does the work.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

import pytest
import pytest_asyncio
from nats.aio.client import Client
from nats.aio.msg import Msg

from tests.workshop import classroom, telling
from tutor.workshop import code, connection, hosting, joining, streams, subjects

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANN, BOB = "ann", "bob"
NAMES = subjects.Subjects(classroom.CLASS)
EVENTS, ORDERS, PEOPLE = (NAMES.stream(kind) for kind in ("event", "order", "person"))


class Callers(NamedTuple):
    """Ann, who has joined, and somebody who can reach the server."""

    learner: Client
    guest: Client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hosted(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[hosting.Class]:
    """One class for all of these tests, which must all leave it whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        async with hosting.opened(classroom.options()) as found:
            yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def callers(hosted: hosting.Class) -> AsyncIterator[Callers]:
    """Both, connected."""
    ann = await classroom.as_learner(hosted.authority, hosted.link.servers, ANN).connect()
    guest = await hosted.link._replace(caller=connection.Credential("guest")).connect()
    yield Callers(ann, guest)
    await ann.close()
    await guest.close()


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


async def listening(host: Client, *wanted: str) -> list[Msg]:
    """What is sent to these subjects from now on, also where a server is the one that is meant."""
    heard: list[Msg] = []

    async def listen(message: Msg) -> None:
        heard.append(message)

    for subject in wanted:
        await host.subscribe(subject, cb=listen)
    await connection.settle(host)
    return heard


@pytest.mark.parametrize("stray", STRAYS)
async def test_the_desk_answers_in_the_callers_inbox_only(
    hosted: hosting.Class, callers: Callers, stray: str
) -> None:
    """Its answer would go out with the instructor's rights."""
    host = await hosted.link.connect()
    before = await standing(host)
    heard = await listening(host, stray)
    await callers.guest.publish(subjects.JOIN, b"junk", reply=stray)
    await callers.learner.publish(NAMES.ask(ANN), b'{"verb":"sync","after":0}', reply=stray)
    # The desk takes requests in order: once these are answered, it has dealt with those before.
    await callers.guest.request(subjects.JOIN, b"junk", timeout=5)
    await callers.learner.request(NAMES.ask(ANN), b'{"verb":"sync","after":0}', timeout=5)
    await host.flush()
    assert (heard, await standing(host)) == ([], before)
    await host.close()


HEADERS: list[dict[str, str]] = [
    {},
    {"Nats-Msg-Id": "same"},
    {"Nats-Msg-Id": "same"},
    {"Nats-Msg-Id": "x" * 20_000},
    {"Nats-Expected-Stream": "OTHER"},
    {"Nats-Expected-Last-Sequence": "999999"},
    {"Nats-Expected-Last-Subject-Sequence": "999999"},
    {"Nats-Expected-Last-Msg-Id": "other"},
    {"Nats-Batch-Id": "b", "Nats-Batch-Sequence": "1"},
    {"Nats-Batch-Id": "b", "Nats-Batch-Sequence": "2", "Nats-Batch-Commit": "1"},
    {"Nats-Rollup": "all"},
    {"Nats-TTL": "1"},
    {"Nats-Incr": "1"},
    {"Nats-Schedule": "@at 2026-01-01T00:00:00Z", "Nats-Schedule-Target": NAMES.event(BOB)},
    {"Nats-Required-Api-Level": "999"},
    {"Status": "100"},
    {"Status": "100", "Nats-Consumer-Stalled": NAMES.to_all},
    {"Status": "503"},
]
"""By which a server may take or refuse a report, or say that it came twice; a reader might take it for the server's."""


@pytest.mark.parametrize("stray", [*STRAYS, NAMES.event("invented"), NAMES.stored(BOB)])
async def test_nobody_answers_a_report(hosted: hosting.Class, callers: Callers, stray: str) -> None:
    """A server would do so wherever the report says, and no permission is asked; and all the class goes on."""
    host = await hosted.link.connect()
    _, *before = await standing(host)
    heard = await listening(host, stray)
    for headers in HEADERS:
        await callers.learner.publish(NAMES.event(ANN), b"{}", reply=stray, headers=dict(headers))
        await callers.learner.publish(NAMES.pulse(ANN), b"{}", reply=stray, headers=dict(headers))
    last = await telling.store(callers.learner, NAMES, ANN, b"{}")
    await connection.settle(host)
    assert heard == []
    _, *after = await standing(host)
    assert after == before
    assert set(await reporters(host)) <= {ANN}
    await _taken_in(hosted, host)
    assert hosted.registrar._readers[streams.EVENTS].last == last
    bob = await joining.join(code.decode(hosted.join_code), "Bob")
    assert hosted.registrar.people.get(bob.learner)
    assert hosted.registrar.sync(BOB, 0)["orders"] == []
    await host.close()


async def reporters(host: Client) -> dict[str, int]:
    """How many reports are kept of whom."""
    found = await host.jetstream().stream_info(EVENTS, subjects_filter=">")
    return {subjects.learner_of(one): count for one, count in (found.state.subjects or {}).items()}


async def test_a_flood_takes_nothing_from_others(
    hosted: hosting.Class, callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither their room, nor the class's: what is sent again and again is not even kept once more."""
    monkeypatch.setattr(streams, "REPORTS", 200)
    host = await hosted.link.connect()
    await streams.ensure(host, hosted.authority)
    bob = await classroom.as_learner(hosted.authority, hosted.link.servers, BOB).connect()
    first = await telling.store(bob, NAMES, BOB, b"{}")
    _, *before = await standing(host)
    known = await telling.store(callers.learner, NAMES, ANN, b"{}")
    assert known == first + 1
    for number in range(500):
        for stray in (NAMES.event(BOB), NAMES.to_all, NAMES.event(f"invented{number}")):
            headers = {"Nats-Msg-Id": "over and over"}
            await callers.learner.publish(NAMES.event(ANN), b"{}", reply=stray, headers=headers)
    await connection.settle(callers.learner)
    assert await telling.store(callers.learner, NAMES, ANN, b"{}") == first + 3
    assert await telling.store(bob, NAMES, BOB, b"{}") == first + 4
    assert await reporters(host) == {ANN: (await reporters(host))[ANN], BOB: 2}
    for _ in range(500):
        await callers.learner.publish(NAMES.event(ANN), b"{}", reply=NAMES.event(BOB))
    await telling.store(callers.learner, NAMES, ANN, b"{}")
    await telling.store(bob, NAMES, BOB, b"{}")
    assert await reporters(host) == {ANN: 200, BOB: 3}
    _, *after = await standing(host)
    assert after == before
    await bob.close()
    await host.close()


async def _taken_in(hosted: hosting.Class, host: Client) -> None:
    """Until the desk has read all that is stored."""
    readers = hosted.registrar._readers
    for kind, reader in readers.items():
        last = await streams.last(host, hosted.authority, kind)
        async with asyncio.timeout(10):
            while reader.last < last:
                await asyncio.sleep(0.02)


async def test_a_traced_message_reaches_nobody_else(hosted: hosting.Class, callers: Callers) -> None:
    """`Nats-Trace-Dest` makes servers tell of a message elsewhere, to where its sender may publish only."""
    host = await hosted.link.connect()
    before = await standing(host)
    allowed = NAMES.screen(ANN)
    heard = await listening(host, *STRAYS, allowed)
    for stray in (*STRAYS, allowed):
        await callers.learner.publish(NAMES.pulse(ANN), b"{}", headers={"Nats-Trace-Dest": stray})
    await callers.learner.request(NAMES.ask(ANN), b'{"verb":"sync","after":0}', timeout=5)
    await until(lambda: bool(heard))  # the one that is sent last, and may be
    await connection.settle(host)
    assert [one.subject for one in heard] == [allowed]
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


async def test_who_listens_to_all_guests_learns_nothing(hosted: hosting.Class, callers: Callers) -> None:
    """They have one credential; what they are told is for one of them each."""
    heard: list[bytes] = []

    async def listen(message: Msg) -> None:
        heard.append(message.data)

    await callers.guest.subscribe("_INBOX_guest.>", cb=listen)
    await callers.guest.flush()
    cho = await joining.join(code.decode(hosted.join_code), "Cho Minji")
    await until(lambda: bool(heard))
    for secret in (cho.returning, cho.token, cho.learner, cho.name, cho.title):
        assert secret.encode() not in b"".join(heard)
    assert all(json.loads(one).keys() == {"v", "sealed"} for one in heard)
