"""Hosting a class: opened once, opened again, changed, reached, deleted."""

import asyncio
import dataclasses
from pathlib import Path

import pytest
from nats.js import api

from tests.workshop import classroom, telling
from tutor.base import aio, errors
from tutor.workshop import (
    authority,
    code,
    forgetting,
    founding,
    hosting,
    joining,
    lock,
    registrar,
    streams,
    sweeping,
)

pytestmark = pytest.mark.usefixtures("home")


@pytest.mark.parametrize("name", ["", "..", "../joined", "/tmp", "A", "a.b", "a" * 41])
def test_a_folder_is_named_by_an_id_only(name: str) -> None:
    """`workshop forget` removes it."""
    with pytest.raises(errors.UsageError, match="can't be a class's name"):
        forgetting.forget(name)
    with pytest.raises(errors.UsageError, match="can't be a class's name"):
        founding.prepare(founding.Options(name))


async def test_a_class_is_hosted_once(hosted: hosting.Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two servers would spoil each other's streams; nor is it deleted meanwhile."""
    monkeypatch.setattr(lock, "ENDING_SECONDS", 0.2)
    monkeypatch.setattr(lock, "WORD_SECONDS", 0.1)
    waits = list[str]()
    with pytest.raises(errors.EnvironmentLacks, match="hosted on this machine already"):
        async with hosting.opened(classroom.options(), waits=waits.append):
            pass
    assert waits == ["this class is hosted by another process; waiting a moment for its end"]
    with pytest.raises(errors.EnvironmentLacks, match="hosted on this machine already"):
        forgetting.forget(classroom.CLASS)
    await joining.join(code.decode(hosted.join_code), "Ann")


async def test_a_class_with_names_does_not_become_anonymous_unsaid() -> None:
    """Names are kept of it already."""
    founding.prepare(classroom.options())
    with pytest.raises(errors.UsageError, match="is not anonymous"):
        founding.prepare(classroom.options(anonymous=True))


async def test_a_class_whose_reports_are_too_old_opens(hosted: hosting.Class) -> None:
    """Nothing of them is waited for."""
    host = await hosted.link.connect()
    js, names = host.jetstream(), hosted.authority.names
    await telling.store(host, names, "l1", b"{}")
    await js.purge_stream(names.stream("event"))
    assert await streams.last(host, hosted.authority, streams.EVENTS) == 0
    again = registrar.Registrar(hosted.authority)
    async with aio.tasks() as tasks, asyncio.timeout(10):
        tasks.start(again.run(host), name="a desk")
        await again.ready.wait()
    await host.close()


async def test_a_class_of_an_earlier_version_is_brought_up_to_date() -> None:
    """Its server acknowledged reports, wherever their senders said; what it has of them stays."""
    wanted = classroom.options()
    async with hosting.opened(wanted) as hosted:
        host = await hosted.link.connect()
        js, names = host.jetstream(), hosted.authority.names
        name = names.stream("event")
        await telling.store(host, names, "l1", b"{}")
        now = (await js.stream_info(name)).config
        before = dataclasses.replace(now, republish=None, no_ack=False, discard=api.DiscardPolicy.NEW)
        await js.update_stream(dataclasses.replace(before, discard_new_per_subject=True))
        assert (await js.publish(names.event("l1"), b"{}")).seq == 2
        await host.close()
    async with hosting.opened(wanted) as hosted:
        host = await hosted.link.connect()
        assert await telling.store(host, names, "l1", b"{}") == 3
        found = await host.jetstream().stream_info(name)
        assert (found.config, found.state.messages) == (now, 3)
        await host.close()


async def test_a_path_of_any_letters_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home may have a Korean name, or a space and a quote."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / '김 "민수"'))
    async with hosting.opened(classroom.options()) as hosted:
        await joining.join(code.decode(hosted.join_code), "Ann")


@pytest.mark.parametrize("bind", ["127.0.0.1", "0.0.0.0", "127.0.0.2", "::1"])
async def test_the_host_reaches_its_server_wherever_that_listens(bind: str) -> None:
    """At that address, or at loopback where it listens everywhere."""
    async with hosting.opened(classroom.options(bind=bind)) as hosted:
        client = await hosted.link.connect()
        await client.close()


async def test_a_class_goes_on_where_it_was() -> None:
    """The same code, the same people."""
    wanted = classroom.options()
    async with hosting.opened(wanted) as first:
        invited = code.decode(first.join_code)
        ann = await joining.join(invited, "Ann")
    async with hosting.opened(wanted) as second:
        assert code.decode(second.join_code) == invited
        assert [one.id for one in second.registrar.people] == [ann.learner]
        client = await ann.link.connect()
        await client.close()
    async with hosting.opened(wanted._replace(renew_code=True)) as third:
        assert code.decode(third.join_code) != invited
        with pytest.raises(errors.UsageError, match="not the class's"):
            await joining.join(invited, "Late")
    assert forgetting.forget(classroom.CLASS)
    assert not forgetting.forget(classroom.CLASS)


def test_what_is_said_of_a_class_later_holds() -> None:
    """But nothing is kept for longer than those agreed to who have joined."""
    founding.prepare(classroom.options(title="Mon", days=3, keep_days=20))
    again = founding.prepare(classroom.options(title="Tue", days=5, keep_days=10))
    assert (again.title, again.days, again.keep_days) == ("Tue", 5, 10)
    once_more = founding.prepare(classroom.options(title=""))
    assert (once_more.title, once_more.days, once_more.keep_days) == ("Tue", 5, 10)
    with pytest.raises(errors.UsageError, match="for 10 days"):
        founding.prepare(classroom.options(keep_days=11))


def test_what_is_older_than_was_said_is_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of a class that nobody opens any more; another one stays."""
    for name, days in (("old", 3), ("new", 60)):
        made = authority.found(name, "", "127.0.0.1", 0, days=1, keep_days=days)
        authority.save(made, authority.folder(name))
    later = authority.now() + 5 * 86_400
    monkeypatch.setattr(authority, "now", lambda: later)
    assert sweeping.sweep() == ["old"]
    assert [one.name for one in authority.hosted()] == ["new"]


def test_an_address_that_nobody_said_is_looked_up_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another day, another network; what was said stays."""
    monkeypatch.setattr(founding, "own_address", lambda: "192.0.2.1")
    assert founding.prepare(founding.Options("a")).host == "192.0.2.1"
    assert founding.prepare(founding.Options("b", address="198.51.100.1")).host == "198.51.100.1"
    monkeypatch.setattr(founding, "own_address", lambda: "192.0.2.2")
    assert founding.prepare(founding.Options("a")).host == "192.0.2.2"
    assert founding.prepare(founding.Options("b")).host == "198.51.100.1"
    assert founding.prepare(founding.Options("a", address="198.51.100.2")).host == "198.51.100.2"
    assert founding.prepare(founding.Options("a")).host == "198.51.100.2"
