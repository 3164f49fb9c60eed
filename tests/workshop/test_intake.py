"""A class on several servers: reports come in by lanes, and nobody's report harms the class's stream.

A server does other work for a stream that several of them keep, with faults of its own: see `intake`.
"""

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.js import api, errors

from tests.workshop import classroom, pupils, test_strays, theirs
from tutor.workshop import code, connection, founding, hosting, joining, streams, subjects

pytestmark = pytest.mark.timeout(180)
NAMES = subjects.Subjects(classroom.CLASS, shared=True)
EVENTS = NAMES.stream(streams.EVENTS)
LANES = range(1, 4)


@pytest.fixture
async def cluster(tmp_path: Path, home: None) -> AsyncIterator[theirs.Cluster]:
    """Three servers."""
    async with theirs.running(tmp_path / "theirs", nodes=3) as found:
        yield found


@pytest.fixture
def wanted(cluster: theirs.Cluster) -> founding.Options:
    """A class on them."""
    return classroom.options(servers=cluster.servers, account=cluster.of())


async def leader(client: Client, stream: str) -> int:
    """The number of the server that leads a stream."""
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(TimeoutError, errors.Error):  # while that server begins
                found = (await client.jetstream().stream_info(stream)).cluster
                if found and found.leader:
                    return int(found.leader[-1])


async def test_what_a_learner_says_harms_nobody(wanted: founding.Options, tmp_path: Path) -> None:
    """Whatever it asks of the server: no answer goes astray, and the class's stream goes on."""
    async with hosting.opened(wanted) as hosted:
        host, ann = await hosted.link.connect(), await joining.join(code.decode(hosted.join_code), "Ann")
        hostile = await ann.link.connect()
        strays = [NAMES.event("bob"), NAMES.event("bob", 1), NAMES.to_all, NAMES.event("invented", 2)]
        heard = await test_strays.listening(host, *strays, EVENTS)
        js = host.jetstream()
        before = [(await js.stream_info(NAMES.stream(kind))).state.messages for kind in ("order", "person")]
        for lane in (0, *LANES):
            for headers in test_strays.HEADERS:
                for stray in strays:
                    where = NAMES.event(ann.learner, lane)
                    await hostile.publish(where, b"{}", reply=stray, headers=dict(headers))
            await connection.settle(hostile)
        async with pupils.attending(ann, tmp_path / "ann.db") as learner:
            for first in range(1, 61, 20):
                learner.say(first, first + 19)
                await pupils.until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
                learner.one._sender._lane = learner.one._sender._lane % 3 + 1
        await connection.settle(host)
        assert heard == []
        found = await js.stream_info(EVENTS, subjects_filter=">")
        assert set(found.state.subjects or {}) == {NAMES.event(ann.learner)}
        stored = hosted.registrar.sync(ann.learner, 0)["stored"]
        assert stored[learner.one._source][0] == 60
        after = [(await js.stream_info(NAMES.stream(kind))).state.messages for kind in ("order", "person")]
        assert after == before
        await hostile.close()
        await host.close()


async def test_a_lane_may_fail(cluster: theirs.Cluster, wanted: founding.Options, tmp_path: Path) -> None:
    """Each is on a server of its own; with one that is away a class opens, and works."""
    async with hosting.opened(wanted) as hosted:
        host, ann = await hosted.link.connect(), await joining.join(code.decode(hosted.join_code), "Ann")
        assert {await leader(host, NAMES.lane(lane)) for lane in LANES} == {0, 1, 2}
        async with pupils.attending(ann, tmp_path / "ann.db") as learner:
            learner.say(1, 10)
            await pupils.until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
            down = await leader(host, NAMES.lane(learner.one._sender._lane))
            await host.close()
            cluster.kill(down)
            learner.say(11, 20)
            await pupils.until(lambda: learner.one.waiting == 0, 90)
    async with hosting.opened(wanted) as hosted, pupils.attending(ann, tmp_path / "ann.db") as learner:
        learner.say(21, 30)
        await pupils.until(lambda: learner.one.state == "online" and learner.one.waiting == 0, 90)
        cluster.start(down)
        learner.say(31, 40)
        await pupils.until(lambda: learner.one.waiting == 0, 90)
        host = await hosted.link.connect()
        assert {await leader(host, NAMES.lane(lane)) for lane in LANES} == {0, 1, 2}
        assert await streams.last(host, hosted.authority, streams.EVENTS) == 40
        await host.close()


async def test_a_class_of_an_earlier_version_is_brought_up_to_date(
    wanted: founding.Options, tmp_path: Path
) -> None:
    """Learners spoke to its stream themselves; what it has stays."""
    async with hosting.opened(wanted) as hosted:
        host, ann = await hosted.link.connect(), await joining.join(code.decode(hosted.join_code), "Ann")
        js = host.jetstream()
        now = (await js.stream_info(EVENTS)).config
        for lane in LANES:
            await js.delete_stream(NAMES.lane(lane))
        before = dataclasses.replace(now, sources=[], subjects=list(NAMES.kept("event")), republish=None)
        await js.update_stream(dataclasses.replace(before, no_ack=False))
        assert (await js.publish(NAMES.event("old"), b"{}", timeout=10)).seq == 1
        await host.close()
    async with hosting.opened(wanted) as hosted, pupils.attending(ann, tmp_path / "ann.db") as learner:
        learner.say(1, 5)
        await pupils.until(lambda: learner.one.state == "online" and learner.one.waiting == 0)
        host = await hosted.link.connect()
        found = await host.jetstream().stream_info(EVENTS, subjects_filter=">")
        assert found.state.subjects == {NAMES.event("old"): 1, NAMES.event(ann.learner): 5}
        assert not found.config.subjects
        assert found.config.no_ack
        assert isinstance(found.config.republish, api.RePublish)
        await host.close()
