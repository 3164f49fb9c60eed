"""Joining a real class: who is let in, who is not, and what each is told."""

import asyncio
import dataclasses
from pathlib import Path

import pytest

from tests import ports
from tests.workshop import classroom, telling
from tutor.base import errors
from tutor.workshop import authority, certificate, code, connection, hosting, invitation, joining, nkeys

pytestmark = pytest.mark.usefixtures("home")


async def test_who_has_the_code_joins(hosted: hosting.Class) -> None:
    """With a credential that reaches their own subjects, and a code to come back with."""
    ann = await joining.join(code.decode(hosted.join_code), "Ann Lee")
    assert (ann.name, ann.title, ann.class_id) == ("Ann Lee", "Networking 101", classroom.CLASS)
    assert len(ann.returning) == invitation.RETURN_LENGTH
    client = await ann.link.connect()
    assert await telling.store(client, ann.names, ann.learner, b"{}") == 1
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


def test_a_strangers_broken_certificate_is_another_one() -> None:
    """Never a fault of ours."""
    assert not certificate.is_known("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 1)


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


async def test_an_anonymous_class_knows_no_names() -> None:
    """Not even on the host."""
    async with hosting.opened(classroom.options(anonymous=True)) as hosted:
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
