"""Joining a real class: who is let in, who is not, and what each is told."""

import asyncio
import base64
import dataclasses
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests import ports
from tests.workshop import classroom
from tutor.base import aio, errors
from tutor.workshop import (
    authority,
    certificate,
    code,
    connection,
    forgetting,
    founding,
    hosting,
    invitation,
    joining,
    lock,
    nkeys,
    registrar,
    sealing,
    streams,
    subjects,
    sweeping,
    wire,
)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def options(**more: Any) -> founding.Options:
    """A class on loopback."""
    wanted = founding.Options(
        classroom.CLASS, title="Networking 101", address="127.0.0.1", port=ports.free()[0], bind="127.0.0.1"
    )
    return wanted._replace(**more)


@pytest.fixture
async def hosted() -> AsyncIterator[hosting.Class]:
    """A class as `workshop host` opens it."""
    async with hosting.opened(options()) as found:
        yield found


async def test_who_has_the_code_joins(hosted: hosting.Class) -> None:
    """With a credential that reaches their own subjects, and a code to come back with."""
    ann = await joining.join(code.decode(hosted.join_code), "Ann Lee")
    assert (ann.name, ann.title, ann.class_id) == ("Ann Lee", "Networking 101", classroom.CLASS)
    assert len(ann.returning) == invitation.RETURN_LENGTH
    client = await ann.link.connect()
    ack = await client.jetstream().publish(ann.names.event(ann.learner), b"{}")
    assert ack.seq == 1
    await client.close()


async def test_names_may_repeat(hosted: hosting.Class) -> None:
    """They are two all the same."""
    invited = code.decode(hosted.join_code)
    first, second = await joining.join(invited, "Kim"), await joining.join(invited, "Kim")
    assert first.name == second.name == "Kim"
    assert first.learner != second.learner


async def test_many_may_come_at_once(hosted: hosting.Class) -> None:
    """None is lost or made one with another."""
    invited = code.decode(hosted.join_code)
    everyone = await asyncio.gather(*(joining.join(invited, f"n{number}") for number in range(20)))
    assert len({one.learner for one in everyone}) == 20
    assert len(hosted.registrar.people) == 20


async def test_a_learner_comes_back_on_another_machine(hosted: hosting.Class) -> None:
    """By the return code, however it is written, to the same place in the class."""
    invited = code.decode(hosted.join_code)
    ann = await joining.join(invited, "Ann")
    written = code.encode_return(ann.returning).lower()
    again = await joining.join(invited, "", returning=written)
    assert (again.learner, again.name) == (ann.learner, "Ann")
    assert again.seed != ann.seed


async def test_who_comes_back_may_take_another_name(hosted: hosting.Class) -> None:
    """By the return code, or on the same machine."""
    invited = code.decode(hosted.join_code)
    ann = await joining.join(invited, "Ann")
    again = await joining.join(invited, "Ann Lee", returning=ann.returning)
    assert (again.learner, again.name) == (ann.learner, "Ann Lee")
    here = await joining.join(invited, "Dr Lee", key=nkeys.Key.of_seed(ann.seed))
    assert (here.learner, here.name) == (ann.learner, "Dr Lee")
    assert [one.name for one in hosted.registrar.people] == ["Dr Lee"]


async def test_the_same_machine_stays_the_same_learner(hosted: hosting.Class) -> None:
    """Joining once more with the key that it has."""
    invited = code.decode(hosted.join_code)
    ann = await joining.join(invited, "Ann")
    again = await joining.join(invited, "Ann", key=nkeys.Key.of_seed(ann.seed))
    assert again.learner == ann.learner


async def test_a_wrong_secret_is_refused(hosted: hosting.Class) -> None:
    """In words."""
    invited = code.decode(hosted.join_code)
    with pytest.raises(errors.UsageError, match="not the class's") as caught:
        await joining.join(invited._replace(secret=invited.secret ^ 1), "Eve")
    assert caught.value.todo


async def test_an_expired_code_is_refused_but_to_who_returns(hosted: hosting.Class) -> None:
    """Who has a place in the class keeps it."""
    invited = code.decode(hosted.join_code)
    ann = await joining.join(invited, "Ann")
    hosted.door.authority = dataclasses.replace(hosted.authority, code_expires=authority.now() - 1)
    with pytest.raises(errors.EnvironmentLacks, match="has expired") as caught:
        await joining.join(invited, "Late")
    assert "--renew-code" in caught.value.todo
    assert (await joining.join(invited, "", returning=ann.returning)).learner == ann.learner
    door = await joining.find(invited)  # as the command line does it
    assert (await door.look()).title == "Networking 101"
    again = await door.join("Ann", key=nkeys.Key.of_seed(ann.seed))
    assert again.learner == ann.learner


async def test_an_unknown_return_code_is_refused(hosted: hosting.Class) -> None:
    """Nobody is made up for it."""
    with pytest.raises(errors.UsageError, match="no learner with this return code"):
        await joining.join(code.decode(hosted.join_code), "Ann", returning="AAAA-AAAA")
    assert len(hosted.registrar.people) == 0


async def test_a_replayed_request_is_refused(hosted: hosting.Class) -> None:
    """Who has recorded one can do nothing with it."""
    box = sealing.Box()
    request = invitation.ask(nkeys.Key.new("U"), "Ann", hosted.authority.secret, box)
    guest = await hosted.link._replace(caller=connection.Credential("guest")).connect()
    answers = []
    for _ in range(2):
        reply = await guest.request(subjects.JOIN, invitation.write(request), timeout=5)
        answers.append(invitation.read_answer(reply.data, box).refused)
    await guest.close()
    assert answers == ["", "replayed"]


async def test_a_request_stays_used_when_the_host_is_restarted() -> None:
    """The class's stored people remember what they asked."""
    wanted, answers = options(), []
    box, request = sealing.Box(), None
    for _ in range(2):
        async with hosting.opened(wanted) as hosted:
            secret = hosted.authority.secret
            request = request or invitation.ask(nkeys.Key.new("U"), "Ann", secret, box)
            guest = await hosted.link._replace(caller=connection.Credential("guest")).connect()
            reply = await guest.request(subjects.JOIN, invitation.write(request), timeout=5)
            answers.append(invitation.read_answer(reply.data, box).refused)
            await guest.close()
    assert answers == ["", "replayed"]


async def test_a_key_that_no_answer_can_be_sealed_for_is_no_request(hosted: hosting.Class) -> None:
    """And the desk goes on."""
    box = sealing.Box()
    box.public = bytes(32)
    request = invitation.ask(nkeys.Key.new("U"), "Eve", hosted.authority.secret, box)
    guest = await hosted.link._replace(caller=connection.Credential("guest")).connect()
    reply = await guest.request(subjects.JOIN, invitation.write(request), timeout=5)
    assert invitation.read_answer(reply.data, box).refused == "malformed"
    await guest.close()
    await joining.join(code.decode(hosted.join_code), "Ann")


async def test_an_answer_that_was_not_sealed_admits_nobody(hosted: hosting.Class) -> None:
    """Whoever made it up does not know the key."""
    made_up = invitation.write(invitation.Answer(learner="l1", token="T", class_id="x"))
    assert invitation.read_answer(made_up, sealing.Box()) == invitation.Answer(refused="malformed")
    request = invitation.ask(nkeys.Key.new("U"), "Ann", 1, sealing.Box())
    sealed = invitation.seal(invitation.Answer(learner="l1"), request)
    with pytest.raises(wire.Malformed):
        invitation.read_answer(sealed, sealing.Box())


@pytest.mark.parametrize("servers", ["a:1", ["a"], ["a b:1"], ["a:1"] * 17, [1], ["nats://a:1"], ["\x1b:1"]])
async def test_servers_that_are_none_are_refused(servers: object) -> None:
    """They become addresses that are called."""
    box = sealing.Box()
    request = invitation.ask(nkeys.Key.new("U"), "Ann", 1, box)
    data = json.loads(invitation.write(invitation.Answer(learner="l1"))) | {"servers": servers}
    sealed = base64.b64encode(sealing.seal(json.dumps(data).encode(), bytes.fromhex(request.box))).decode()
    with pytest.raises(wire.Malformed):
        invitation.read_answer(json.dumps({"v": 1, "sealed": sealed}).encode(), box)


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
    with pytest.raises(errors.EnvironmentLacks, match="hosted on this machine already"):
        async with hosting.opened(options()):
            pass
    with pytest.raises(errors.EnvironmentLacks, match="hosted on this machine already"):
        forgetting.forget(classroom.CLASS)
    await joining.join(code.decode(hosted.join_code), "Ann")


async def test_a_class_with_names_does_not_become_anonymous_unsaid() -> None:
    """Names are kept of it already."""
    founding.prepare(options())
    with pytest.raises(errors.UsageError, match="is not anonymous"):
        founding.prepare(options(anonymous=True))


async def test_a_class_whose_reports_are_too_old_opens(hosted: hosting.Class) -> None:
    """Nothing of them is waited for."""
    host = await hosted.link.connect()
    js, names = host.jetstream(), hosted.authority.names
    await js.publish(names.event("l1"), b"{}")
    await js.purge_stream(names.stream("event"))
    assert await streams.last(host, hosted.authority, streams.EVENTS) == 0
    again = registrar.Registrar(hosted.authority)
    async with aio.tasks() as tasks, asyncio.timeout(10):
        tasks.start(again.run(host), name="a desk")
        await again.ready.wait()
    await host.close()


async def test_a_path_of_any_letters_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home may have a Korean name, or a space and a quote."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / '김 "민수"'))
    async with hosting.opened(options()) as hosted:
        await joining.join(code.decode(hosted.join_code), "Ann")


@pytest.mark.parametrize("bind", ["127.0.0.1", "0.0.0.0", "127.0.0.2", "::1"])
async def test_the_host_reaches_its_server_wherever_that_listens(bind: str) -> None:
    """At that address, or at loopback where it listens everywhere."""
    async with hosting.opened(options(bind=bind)) as hosted:
        client = await hosted.link.connect()
        await client.close()


def test_a_strangers_broken_certificate_is_another_one() -> None:
    """Never a fault of ours."""
    assert not certificate.is_known("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 1)


async def test_a_proof_is_good_for_one_key_only(hosted: hosting.Class) -> None:
    """Nor for another return code."""
    request = invitation.ask(nkeys.Key.new("U"), "Ann", hosted.authority.secret, sealing.Box())
    other = dataclasses.replace(request, public=nkeys.Key.new("U").public)
    assert invitation.is_proved(request, hosted.authority.secret)
    assert not invitation.is_proved(other, hosted.authority.secret)
    for more in (
        {"returning": "A"},
        {"box": sealing.Box().public.hex()},
        {"nonce": "0" * 32},
        {"look": "yes"},
    ):
        assert not invitation.is_proved(dataclasses.replace(request, **more), hosted.authority.secret)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"v":1}', b'{"v":1,"public":1}', b"\xff" * 9, b"[" * 60000], ids=len
)
async def test_what_is_no_request_is_answered(hosted: hosting.Class, data: bytes) -> None:
    """And the desk goes on."""
    guest = await hosted.link._replace(caller=connection.Credential("guest")).connect()
    reply = await guest.request(subjects.JOIN, data, timeout=5)
    assert invitation.read_answer(reply.data, sealing.Box()).refused == "malformed"
    await guest.close()
    await joining.join(code.decode(hosted.join_code), "Ann")


async def test_a_server_with_another_certificate_hears_nothing(hosted: hosting.Class, tmp_path: Path) -> None:
    """Somebody who stands in between, and knows the code, cannot be the class."""
    async with classroom.room(tmp_path / "impostor") as impostor:
        heard = []
        host = await impostor.instructor().connect()

        async def listen(message: object) -> None:
            heard.append(message)

        await host.subscribe(">", cb=listen)
        invited = code.decode(hosted.join_code)._replace(port=impostor.server.port)
        with pytest.raises(errors.EnvironmentLacks, match="not the one of this code"):
            await joining.join(invited, "Ann")
        await connection.settle(host)
        assert heard == []
        await host.close()


async def test_nobody_there_is_told() -> None:
    """With what to look at."""
    nowhere = code.Invitation("127.0.0.1", ports.free()[0], 1, 1)
    with pytest.raises(errors.EnvironmentLacks, match="does not answer"):
        await joining.join(nowhere, "Ann")


async def test_a_class_goes_on_where_it_was() -> None:
    """The same code, the same people."""
    wanted = options()
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


async def test_an_anonymous_class_knows_no_names() -> None:
    """Not even on the host."""
    async with hosting.opened(options(anonymous=True)) as hosted:
        ann = await joining.join(code.decode(hosted.join_code), "Ann Lee")
        assert (ann.name, ann.anonymous) == ("learner 1", True)


def test_memberships_are_kept_for_this_user_alone() -> None:
    """The newest first; a broken file is passed over."""
    one = joining.Membership("a", "A", "l1", "Ann", "S", "T", "R", ("h:1",), "PEM", False, 30)
    joining.save(one)
    joining.save(dataclasses.replace(one, class_id="b", certificate="other"))
    (joining.folder() / "broken.json").write_text("{")
    assert sorted(known.class_id for known in joining.kept()) == ["a", "b"]
    assert (joining.folder() / "a-l1.json").stat().st_mode & 0o777 == 0o600
    joining.leave(one)
    assert [known.class_id for known in joining.kept()] == ["b"]


def test_two_classes_of_one_name_are_two_and_one_class_is_one() -> None:
    """A class is known by its certificate: its name may be another's, its learner may become another."""
    one = joining.Membership("a", "A", "l1", "Ann", "S", "T", "R", ("h:1",), "PEM", False, 30)
    joining.save(one)
    joining.save(dataclasses.replace(one, learner="l2", certificate="another class"))
    assert sorted(known.key for known in joining.kept()) == ["a-l1", "a-l2"]
    joining.save(dataclasses.replace(one, learner="l3"))
    assert sorted(known.key for known in joining.kept()) == ["a-l2", "a-l3"]


def test_what_is_said_of_a_class_later_holds() -> None:
    """But nothing is kept for longer than those agreed to who have joined."""
    founding.prepare(options(title="Mon", days=3, keep_days=20))
    again = founding.prepare(options(title="Tue", days=5, keep_days=10))
    assert (again.title, again.days, again.keep_days) == ("Tue", 5, 10)
    once_more = founding.prepare(options(title=""))
    assert (once_more.title, once_more.days, once_more.keep_days) == ("Tue", 5, 10)
    with pytest.raises(errors.UsageError, match="for 10 days"):
        founding.prepare(options(keep_days=11))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("  Ann \n Lee ", "Ann Lee"),
        ("\x1b[31mred\x07", "[31mred"),
        ("a\u202eb", "ab"),
        ("김민수", "김민수"),
        ("x" * 99, "x" * 40),
    ],
)
def test_a_name_cannot_steer_a_screen(written: str, shown: str) -> None:
    """It is one line, and short."""
    assert invitation.clean(written) == shown


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
