"""What nobody may do to a class: fill its disk, crowd its door, change it while it is open, delete it too soon."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client

from tests import ports
from tests.workshop import classroom, telling
from tutor.base import aio, clock, errors
from tutor.workshop import (
    admission,
    authority,
    certificate,
    code,
    connection,
    failures,
    founding,
    hosting,
    joining,
    lock,
    orders,
    registrar,
    replay,
    reports,
    server,
    streams,
    subjects,
    sweeping,
    wire,
)

DAY = 86_400


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def options(**more: Any) -> founding.Options:
    """A class on loopback."""
    port = ports.free()[0]
    return founding.Options(classroom.CLASS, address="127.0.0.1", port=port, bind="127.0.0.1")._replace(
        **more
    )


@pytest.fixture
async def hosted() -> AsyncIterator[hosting.Class]:
    """A class as `workshop host` opens it."""
    async with hosting.opened(options(days=2, keep_days=1)) as found:
        yield found


def _report(n: int, text: str = "") -> bytes:
    return wire.encode(reports.Hand(True, text), wire.Envelope(n, clock.rfc3339_micro(clock.now()), "m"))


async def test_a_learner_stores_so_much_and_no_more(
    hosted: hosting.Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others go on; of many reports the oldest go, and neither a large one nor a large id gets in."""
    monkeypatch.setattr(streams, "REPORTS", 50)
    host = await hosted.link.connect()
    await streams.ensure(host, hosted.authority)
    invited = code.decode(hosted.join_code)
    eve, ann = await joining.join(invited, "Eve"), await joining.join(invited, "Ann")
    theirs, hers = await eve.link.connect(), await ann.link.connect()
    for number in range(1, 53):
        await telling.store(theirs, eve.names, eve.learner, _report(number))
    for data, headers in ((b"x" * 17_000, {}), (b"x", {"Nats-Msg-Id": "x" * 17_000})):
        await hers.publish(ann.names.event(ann.learner), data, headers=headers)
    assert await telling.store(hers, ann.names, ann.learner, _report(1)) == 53  # nothing between
    found = await host.jetstream().stream_info(eve.names.stream(streams.EVENTS), subjects_filter=">")
    assert found.state.subjects == {eve.names.event(eve.learner): 50, ann.names.event(ann.learner): 1}
    assert found.state.first_seq == 3
    for client in (host, theirs, hers):
        await client.close()


def test_a_long_report_is_made_shorter() -> None:
    """What checks have seen may be long, in two languages; none is lost for that."""
    seen = tuple(
        reports.Verdict("shell", f"c{at}", False, "x" * 9_000, "y" * 9_000, "z" * 9_000) for at in range(6)
    )
    graded = reports.Graded("01-coredns", "pods", False, False, seen)
    written = wire.encode(graded, wire.Envelope(1, "", "m"), wire.STORED_LIMIT)
    assert len(written) <= wire.STORED_LIMIT < wire.REPORT_BYTES
    found = wire.decode(written, reports.KINDS).body
    assert len(found.verdicts) == 6
    with pytest.raises(wire.Malformed):
        wire.encode(graded, wire.Envelope(1, "", "m"), 100)


async def test_a_crowd_without_the_code_keeps_nobody_from_the_class(
    hosted: hosting.Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The door is closed for a moment; who has joined works on, and who knows the code comes in."""
    monkeypatch.setattr(admission, "CLOSED_SECONDS", 0.2)
    ann = await joining.join(code.decode(hosted.join_code), "Ann")
    at_work = await ann.link.connect()
    guest = connection.Link(ann.servers, ann.certificate, connection.Credential("guest"))
    async with aio.tasks() as tasks:
        for number in range(4):
            tasks.start(_push(await guest.connect()), name=f"pusher {number}")
        for number in range(1, 101):
            await telling.store(at_work, ann.names, ann.learner, _report(number))
            asked = await at_work.request(ann.names.ask(ann.learner), b'{"after": 0}', timeout=10)
            assert asked.data.startswith(b'{"orders"')
    ben = await joining.join(code.decode(hosted.join_code), "Ben")
    assert {one.id for one in hosted.registrar.people} == {ann.learner, ben.learner}
    await at_work.close()


async def _push(guest: Client) -> None:
    try:
        while True:
            for _ in range(200):
                await guest.publish(subjects.JOIN, b"{}", reply=f"{subjects.GUEST_INBOX}.x")
            await guest.flush()
    finally:
        await guest.close()


async def test_a_call_that_is_refused_changes_nothing(
    hosted: hosting.Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another console reads the same file, and would show a code that nobody takes."""
    monkeypatch.setattr(lock, "ENDING_SECONDS", 0.2)
    place = authority.folder(classroom.CLASS)
    before = (place / authority.FILE).read_bytes()
    for wanted in (options(renew_code=True), options(address="192.0.2.9"), options(title="Other")):
        with pytest.raises(lock.Hosted):
            async with hosting.opened(wanted):
                pass
        with pytest.raises(lock.Hosted):
            founding.prepare(wanted)
    assert (place / authority.FILE).read_bytes() == before


async def test_a_class_that_is_open_is_nobodys_to_delete(hosted: hosting.Class) -> None:
    """However long nothing was written."""
    _age(authority.folder(classroom.CLASS), 30)
    assert sweeping.sweep() == []
    ann = await joining.join(code.decode(hosted.join_code), "Ann")
    assert ann.learner


async def test_reports_go_before_those_who_made_them_are_forgotten() -> None:
    """As was promised to them: reports after a day here, the right to come back after two."""
    wanted = options(days=2, keep_days=1)
    async with hosting.opened(wanted) as hosted:
        ann = await joining.join(code.decode(hosted.join_code), "Ann")
        client = await ann.link.connect()
        await telling.store(client, ann.names, ann.learner, _report(1))
        await client.close()
    place = authority.folder(classroom.CLASS)
    assert sweeping.sweep() == []
    _age(place, 1.5)
    assert sweeping.sweep() == []
    async with hosting.opened(wanted) as hosted:
        assert [one.id for one in hosted.registrar.people] == [ann.learner]
        assert hosted.registrar.sync(ann.learner, 0)["stored"] == {}
    _age(place, 3)
    assert sweeping.sweep() == [classroom.CLASS]
    assert not place.exists()
    assert not lock.of_host(classroom.CLASS).exists()


def _age(place: Path, days: float) -> None:
    """Make it so old."""
    for file in place.rglob("*"):
        if file.is_file():
            then = file.stat().st_mtime - days * DAY
            os.utime(file, (then, then))


def test_a_class_that_outgrows_its_machine_keeps_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was tried alone first; its code then names the servers, whose certificate is for all of them."""
    monkeypatch.setattr(founding, "own_address", lambda: "192.0.2.1")
    alone = founding.prepare(founding.Options("a"))
    nodes = ("a.example:7422", "b.example:7422", "198.51.100.3:7000")
    of = founding.prepare_servers(founding.Options("a", servers=nodes))
    assert (of.host, of.port, of.servers, of.guessed) == ("a.example", 7422, nodes, False)
    assert certificate.names(of.certificate) >= {"a.example", "b.example", "198.51.100.3", "192.0.2.1"}
    assert certificate.fingerprint(of.certificate) == certificate.fingerprint(alone.certificate)
    again = founding.prepare(founding.Options("a"))
    assert (again.servers, hosting.lives(again)) == (nodes, nodes)
    assert founding.prepare_servers(founding.Options("a", servers=nodes)).certificate == of.certificate


def test_a_code_names_no_server_that_is_gone() -> None:
    """Servers may be others than before; what was said about the address stays while it is one of them."""
    first, second = (
        ("a.example:7422", "b.example:7422", "c.example:7422"),
        ("c.example:7422", "d.example:7422"),
    )
    founding.prepare(founding.Options("a", address="198.51.100.5"))
    assert founding.prepare_servers(founding.Options("a", servers=first)).host == "a.example"
    assert founding.prepare(founding.Options("a", servers=second)).host == "c.example"
    assert (
        founding.prepare(founding.Options("a", servers=("d.example:7422", "c.example:7422"))).host
        == "c.example"
    )
    # One that was deployed is reached by a name of its own, whatever its servers are called.
    made = authority.found("b", "", "nats.class", 7422)
    authority.save(made, authority.folder("b"))
    assert founding.prepare(founding.Options("b", servers=("nats-0.nats:7422",))).host == "nats.class"


async def test_a_desk_that_cannot_read_says_so(
    hosted: hosting.Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection is begun anew, and nobody waits for ever."""

    async def fails(*_: object) -> None:
        raise TimeoutError

    desk = registrar.Registrar(hosted.authority)
    monkeypatch.setattr(replay.Reader, "read", fails)
    client = await hosted.link.connect()
    with pytest.raises(TimeoutError):
        await desk.run(client)
    await client.close()


async def test_orders_of_a_server_that_lost_its_data_are_asked_for_anew(hosted: hosting.Class) -> None:
    """Their numbers begin again at one; who had heard of forty hears the first of them."""
    host = await hosted.link.connect()
    said = wire.encode(orders.Pace(("x",)), wire.Envelope(1, "", "desk", "o1"))
    await host.jetstream().publish(hosted.authority.names.to_all, said)
    async with asyncio.timeout(10):
        while not (found := hosted.registrar.sync("l1", 40)["orders"]):
            await asyncio.sleep(0.02)
    assert [number for number, _ in found] == [1]
    await host.close()


async def test_who_joined_while_a_class_was_small_finds_it_when_it_is_large(tmp_path: Path) -> None:
    """By the certificate that they know: the one for more servers is of the same key."""
    of = authority.found(classroom.CLASS, "", "127.0.0.1", 0)
    ann = classroom.as_learner(of, (), "ann")
    larger = authority.certified(of, ["a.example"])
    serving = server.Server(larger, tmp_path / "server", listen="127.0.0.1:-1")
    await serving.start()
    try:
        for known in (of.certificate, larger.certificate):
            client = await ann._replace(servers=(f"127.0.0.1:{serving.port}",), trusted=known).connect()
            await client.close()
    finally:
        await serving.stop()


def test_a_clock_that_is_wrong_is_told_as_one() -> None:
    """And not as somebody who stands between."""
    early = ssl.SSLCertVerificationError(1, "certificate verify failed: certificate is not yet valid")
    early.verify_code, early.verify_message = 9, "certificate is not yet valid"
    told = failures.lost(["a:1"], early)
    assert "not valid at this time" in told.what
    assert "clock" in told.todo
    assert isinstance(told, errors.EnvironmentLacks)
