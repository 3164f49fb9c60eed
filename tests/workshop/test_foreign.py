"""A class in an account of a cluster that knows nothing of it, from its beginning to its end, whatever is lost."""

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client
from nats.js import api

from tests import ports
from tests.workshop import classroom, pupils, telling, test_permissions, theirs
from tutor.base import aio, errors
from tutor.cli import main
from tutor.workshop import (
    authority,
    code,
    connection,
    desk,
    follower,
    forgetting,
    founding,
    hosting,
    joining,
    jwt,
    nkeys,
    reports,
    streams,
    subjects,
    wire,
)

CLASS = subjects.Subjects(classroom.CLASS, shared=True)
THEIRS = ["orders.new", "$JS.API.STREAM.INFO.OTHER", "$JS.API.STREAM.DELETE.OTHER", "$JS.API.STREAM.LIST"]
"""What is somebody else's in the same account."""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[theirs.Cluster]:
    """One server."""
    async with theirs.running(tmp_path / "theirs") as found:
        yield found


def options(cluster: theirs.Cluster, *, signing: bool = False, **more: Any) -> founding.Options:
    """A class there, its door on loopback."""
    account = cluster.of(signing=signing)
    wanted = founding.Options(classroom.CLASS, address="127.0.0.1", port=ports.free()[0], bind="127.0.0.1")
    return wanted._replace(servers=account.servers, account=account, **more)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for it, with a deadline."""
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.01)


async def told(of: authority.Authority) -> list[str]:
    """The commands that were told, in the order of the stream."""
    client = await hosting.instructor(of).connect()
    try:
        js, name = client.jetstream(), of.names.stream(streams.EVENTS)
        last = (await js.stream_info(name)).state.last_seq
        found = [await js.get_msg(name, seq=number) for number in range(1, last + 1)]
    finally:
        await client.close()
    return [wire.decode(one.data or b"", reports.KINDS).body.text for one in found]


def said(last: int) -> list[str]:
    """What a learner says who has told so many reports."""
    return [f"echo {number}" for number in range(1, last + 1)]


@pytest.mark.parametrize("signing", [False, True], ids=["identity key", "signing key"])
async def test_a_learner_joins_and_tells(cluster: theirs.Cluster, tmp_path: Path, *, signing: bool) -> None:
    """By the code, at the door; what they tell comes once and in order, and nobody was refused anything meanwhile."""
    async with hosting.opened(options(cluster, signing=signing)) as hosted:
        ann = await joining.join(code.decode(hosted.join_code), "Ann")
        assert ann.servers == cluster.servers
        assert jwt.claims(ann.token)["iss"] == (cluster.signing if signing else cluster.account).public
        console = follower.Follower(hosted.authority.names)
        async with (
            aio.tasks() as tasks,
            pupils.attending(ann, tmp_path / "ann.db") as learner,
        ):
            tasks.start(hosted.link.run(console.follow, lambda *_: None), name="the console")
            learner.say(1, 30)
            await until(lambda: _came(console) == 30)
            await desk.Desk(console, "host").say("well done", [ann.learner])
            await until(lambda: len(learner.orders) == 1)
            assert learner.one.waiting == 0
        assert await told(hosted.authority) == said(30)
        assert (console.roster.doubled, console.roster.malformed) == (0, 0)
    assert "Violation" not in cluster.log()


def _came(console: follower.Follower) -> int:
    return sum(one.came for one in console.roster)


async def test_a_learner_comes_back_with_the_code_alone(cluster: theirs.Cluster) -> None:
    """To the same place, though the host has begun anew: who they are is kept in the cluster."""
    wanted = options(cluster)
    async with hosting.opened(wanted) as hosted:
        ann = await joining.join(code.decode(hosted.join_code), "Ann")
    again = wanted._replace(servers=(), account=None)  # as `workshop host net101` says it
    async with hosting.opened(again) as hosted:
        assert hosted.authority.abroad == wanted.account
        door = await joining.find(code.decode(hosted.join_code))
        assert (await door.join("", returning=ann.returning)).learner == ann.learner
        here = await door.join("", key=nkeys.Key.of_seed(ann.seed))
        assert (here.learner, here.name) == (ann.learner, "Ann")
    joining.save(here)
    assert list(joining.kept()) == [here]
    assert here.link.authorities == cluster.ca.read_text()


async def test_forbidden_subjects_are_refused_there_too(cluster: theirs.Cluster) -> None:
    """Every one of them to a learner, and to the instructor what is somebody else's."""
    of = founding.prepare(options(cluster))
    everything = [*test_permissions.OTHERS, *THEIRS, subjects.JOIN, "_INBOX_ann.x", f"{CLASS.inbox('bob')}.x"]
    mine = [*test_permissions.MINE_TO_HEAR[:-1], f"{CLASS.inbox('ann')}.x"]
    expected = test_permissions.Tried(test_permissions.MINE_TO_TELL, mine)
    key = nkeys.Key.new("U")
    caller = connection.Credential("ann", key.seed, of.for_learner(key.public, "ann"), CLASS.inbox("ann"))
    link = hosting.instructor(of)._replace(caller=caller)
    asked = [*expected.published, *mine, *everything]
    assert await test_permissions.tried(link, asked, expected) == expected
    foreign = [
        *THEIRS,
        "$JS.API.CONSUMER.NAMES.OTHER",
        "$JS.API.DIRECT.GET.OTHER.x",
        "$JS.API.STREAM.MSG.GET.OTHER",
        "class.net102.event.ann",
        ">",
        "$SYS.>",
        "_INBOX.>",
        "$JS.API.>",
        "$JS.ACK.>",
    ]
    nothing = test_permissions.Tried([], [])
    assert await test_permissions.tried(hosting.instructor(of), foreign, nothing) == nothing


async def test_the_longest_name_will_do(cluster: theirs.Cluster) -> None:
    """A server reads no more than 4096 bytes of who calls, and a name is in each of the subjects they may use."""
    async with hosting.opened(options(cluster)._replace(class_id="c" * 40)) as hosted:
        token = hosted.authority.for_instructor(nkeys.Key.new("U").public)
        assert len(token) < 3500  # with the key's proof, and what the client says of itself
        await joining.join(code.decode(hosted.join_code), "Ann")


async def test_a_host_that_has_ended_is_not_needed(cluster: theirs.Cluster, tmp_path: Path) -> None:
    """Who has joined goes on telling, who comes back reads why they wait; a host that comes back has all of it."""
    wanted = options(cluster)
    async with contextlib.AsyncExitStack() as first:
        hosted = await first.enter_async_context(hosting.opened(wanted))
        ann = await joining.join(code.decode(hosted.join_code), "Ann")
        async with pupils.attending(ann, tmp_path / "ann.db") as learner:
            learner.say(1, 10)
            await until(lambda: learner.one.waiting == 0)
            await first.aclose()
            learner.say(11, 20)
            await until(lambda: learner.one.waiting == 0)
    async with pupils.attending(ann, tmp_path / "ann.db") as learner, contextlib.AsyncExitStack() as again:
        learner.say(21, 30)
        await until(lambda: learner.one.state == "offline")
        assert learner.one.error is not None
        assert "host does not answer" in learner.one.error.what
        hosted = await again.enter_async_context(hosting.opened(wanted))
        await until(lambda: learner.one.waiting == 0)
        why: object = learner.one.error
        assert why is None
        assert await told(hosted.authority) == said(30)


async def test_a_door_that_is_lost_disturbs_nobody(cluster: theirs.Cluster, tmp_path: Path) -> None:
    """It comes back by itself, and admits again."""
    async with hosting.opened(options(cluster)) as hosted:
        invited = code.decode(hosted.join_code)
        ann = await joining.join(invited, "Ann")
        async with pupils.attending(ann, tmp_path / "ann.db") as learner:
            await until(lambda: learner.one.state == "online")
            states: list[str] = []
            learner.one.listen(lambda _event: states.append(learner.one.state))
            os.kill(hosted.pid, signal.SIGKILL)
            learner.say(1, 20)
            await until(lambda: learner.one.waiting == 0)
            ben = await _joined(invited, "Ben")
            assert set(states) == {"online"}
        assert {one.id for one in hosted.registrar.people} == {ann.learner, ben.learner}
        assert await told(hosted.authority) == said(20)


async def _joined(invited: code.Invitation, name: str) -> joining.Membership:
    """Once they are admitted."""
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(errors.EnvironmentLacks):
                return await joining.join(invited, name)


async def test_a_cluster_that_is_lost_comes_back(cluster: theirs.Cluster, tmp_path: Path) -> None:
    """Guests are told so meanwhile, and what learners tell waits with them."""
    async with hosting.opened(options(cluster), (lines := list[str]()).append) as hosted:
        invited = code.decode(hosted.join_code)
        ann = await joining.join(invited, "Ann")
        async with pupils.attending(ann, tmp_path / "ann.db") as learner:
            learner.say(1, 10)
            await until(lambda: learner.one.waiting == 0)
            cluster.kill()
            learner.say(11, 20)
            with pytest.raises(errors.EnvironmentLacks, match="can admit nobody just now"):
                await joining.join(invited, "Ben")
            await until(lambda: any("the connection to the cluster is lost" in line for line in lines))
            cluster.start()
            await until(lambda: learner.one.waiting == 0)
        ben = await _joined(invited, "Ben")
        assert {one.id for one in hosted.registrar.people} == {ann.learner, ben.learner}
        assert await told(hosted.authority) == said(20)


async def test_a_guest_is_told_that_a_cluster_has_hung(cluster: theirs.Cluster) -> None:
    """Before they give up by themselves."""
    async with hosting.opened(options(cluster)) as hosted:
        cluster.halt()
        with pytest.raises(errors.EnvironmentLacks, match="can admit nobody just now"):
            await joining.join(code.decode(hosted.join_code), "Ann")


async def test_much_is_read_by_who_may_not_do_everything(cluster: theirs.Cluster) -> None:
    """JetStream wants an answer now and then, or it falls silent."""
    async with hosting.opened(options(cluster)) as hosted:
        client = await hosted.link.connect()
        for number in range(1, 10_001):
            data = telling.written(
                reports.Ran("01", "one", "k8s-m", f"echo {number} {'x' * 500}", 0, 0.1), number
            )
            await client.publish(CLASS.event("ann"), data)
        await connection.settle(client)
        await client.close()
        console = follower.Follower(hosted.authority.names)
        async with aio.tasks() as tasks:
            tasks.start(hosted.link.run(console.follow, lambda *_: None), name="the console")
            await until(lambda: _came(console) == 10_000)
    assert "Violation" not in cluster.log()


async def test_a_class_on_three_servers_outlives_one(tmp_path: Path) -> None:
    """Each stream is on all three."""
    async with (
        theirs.running(tmp_path / "three", nodes=3) as cluster,
        hosting.opened(options(cluster)) as hosted,
    ):
        ann = await joining.join(code.decode(hosted.join_code), "Ann")
        async with pupils.attending(ann, tmp_path / "ann.db") as learner:
            learner.say(1, 20)
            cluster.kill(2)
            learner.say(21, 40)
            await until(lambda: learner.one.waiting == 0)
            cluster.start(2)
            learner.say(41, 60)
            await until(lambda: learner.one.waiting == 0)
        assert await told(hosted.authority) == said(60)
        async with _owner(cluster) as client:
            found = await client.jetstream().stream_info(CLASS.stream(streams.EVENTS))
            assert found.config.num_replicas == 3


@contextlib.asynccontextmanager
async def _owner(cluster: theirs.Cluster) -> AsyncIterator[Client]:
    client = await cluster.owner().connect()
    try:
        yield client
    finally:
        await client.close()


async def test_servers_that_wait_for_tls_will_do(tmp_path: Path) -> None:
    """Neither host nor learner is told which kind it is."""
    async with (
        theirs.running(tmp_path / "theirs", tls="handshake_first: true") as cluster,
        hosting.opened(options(cluster)) as hosted,
    ):
        ann = await joining.join(code.decode(hosted.join_code), "Ann")
        await (await ann.link.connect()).close()


async def test_an_account_that_wants_streams_limited_will_do(tmp_path: Path) -> None:
    """As those that are bought often do; a stream that is full would refuse, not lose."""
    limits = {"max_bytes_required": True, "disk_storage": 1 << 30, "streams": 3}
    async with theirs.running(tmp_path / "theirs", **limits) as cluster:
        wanted = options(cluster)
        for _ in range(2):
            async with hosting.opened(wanted) as hosted:
                await joining.join(code.decode(hosted.join_code), "Ann")
        async with _owner(cluster) as client:
            found = (await client.jetstream().stream_info(CLASS.stream(streams.EVENTS))).config
            assert (found.max_bytes, found.discard) == (streams.BYTES[streams.EVENTS], api.DiscardPolicy.NEW)


async def test_a_class_is_exported_and_forgotten_by_its_name(
    cluster: theirs.Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its folder knows where it lives; what somebody else keeps in the account stays."""
    async with hosting.opened(options(cluster)) as hosted:
        ann = await joining.join(code.decode(hosted.join_code), "Ann")
        async with pupils.attending(ann, tmp_path / "ann.db") as learner:
            learner.one.tell(reports.Joined("Ann", "en", "1.0", "k8s", 3))
            await until(lambda: learner.one.waiting == 0)
    out = tmp_path / "out.json"
    call = ["workshop", "export", classroom.CLASS, "--format", "json", "--out", str(out)]
    assert await asyncio.to_thread(main.main, call) == errors.GOOD
    assert [one["name"] for one in json.loads(out.read_text())["learners"]] == ["Ann"]
    async with _owner(cluster) as client:
        await client.jetstream().add_stream(name="OTHER", subjects=["orders.*"])
        call = ["workshop", "forget", classroom.CLASS, "--yes"]
        assert await asyncio.to_thread(main.main, call) == errors.GOOD
        assert await theirs.streams_of(client) == {"OTHER"}
    assert not authority.folder(classroom.CLASS).exists()


async def test_what_a_cluster_keeps_is_not_forgotten_while_it_is_away(cluster: theirs.Cluster) -> None:
    """The keys stay with it, so that it can be tried again."""
    async with hosting.opened(options(cluster)):
        pass
    cluster.kill()
    with pytest.raises(errors.EnvironmentLacks, match="could not be deleted") as caught:
        await asyncio.to_thread(forgetting.forget, classroom.CLASS)
    assert "go by themselves after 30 days" in caught.value.todo
    assert authority.load(authority.folder(classroom.CLASS))


async def test_two_classes_of_one_name_do_not_share_what_they_keep(
    cluster: theirs.Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is told so, and cannot delete the first."""
    async with hosting.opened(options(cluster)):
        pass
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another machine"))
    with pytest.raises(errors.UsageError, match="which is not this one"):
        async with hosting.opened(options(cluster)):
            pass
    await asyncio.to_thread(forgetting.forget, classroom.CLASS)
    async with _owner(cluster) as client:
        assert len(await theirs.streams_of(client)) == 3
