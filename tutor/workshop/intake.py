"""Where reports come in on several servers: lanes of one copy each, from which the class's stream takes them over.

Learners may not speak to a stream that several servers keep. Such a one answers a message that comes twice wherever
its sender says, though it acknowledges nothing; and the header `Nats-Expected-Last-Msg-Id` of a single message ends it
for good (nats-server 2.15.1). A stream of one copy does neither; what is taken over from it brings no address for an
answer and no expectations, and counts once, by its id. Who is on a lane whose server fails takes another one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import nats.errors
from nats.js import JetStreamContext, api
from nats.js import errors as js_errors

from tutor.workshop import subjects, wire

AGE_SECONDS = 240.0
"""What was not taken over by then has come by another lane. Less than the class's stream knows what comes twice: a
server that comes back doubles nothing."""
MESSAGES = 64
"""Of a learner's on their way; honest ones have one of each machine."""
BYTES = 32 << 20
TRIES = 12
LEADER_SECONDS, LOOK_SECONDS = 10.0, 0.05

Make = Callable[[api.StreamConfig], Awaitable[None]]


def lanes(replicas: int) -> int:
    """How many there are where that many servers keep a class: none where it is one."""
    return replicas if replicas > 1 else 0


def sources(names: subjects.Subjects, replicas: int) -> list[api.StreamSource]:
    """All of them, as the class's stream takes over what comes: as if it had been sent there."""
    return [
        api.StreamSource(
            name=names.lane(lane),
            subject_transforms=[
                api.SubjectTransform(src=names.incoming(lane), dest=names.taken_over),
            ],
        )
        for lane in range(1, lanes(replicas) + 1)
    ]


async def ensure(
    js: JetStreamContext,
    names: subjects.Subjects,
    replicas: int,
    make: Make,
    marked: Mapping[str, str] | None,
) -> None:
    """Have all of them, each on a server of its own. One whose server is away now is left as it is."""
    taken = set[str]()
    for lane in range(1, lanes(replicas) + 1):
        try:
            found = await js.stream_info(names.lane(lane))
        except js_errors.NotFoundError:
            taken.add(await _placed(js, names, lane, replicas, make, marked, taken))
        except (js_errors.ServiceUnavailableError, js_errors.ServerError, nats.errors.TimeoutError):
            continue
        else:
            taken.add(_leader(found))
        await make(_config(names, lane, marked))


def _config(
    names: subjects.Subjects, lane: int, marked: Mapping[str, str] | None, *, begun: int = 0
) -> api.StreamConfig:
    """`begun` is how many servers have a copy while it is made, when nobody may write to it."""
    return api.StreamConfig(
        name=names.lane(lane),
        subjects=[f"{names.incoming(lane)}.begun" if begun else names.incoming(lane)],
        storage=api.StorageType.FILE,
        num_replicas=begun or 1,
        max_age=AGE_SECONDS,
        duplicate_window=0.1,  # who sends again means it; the class's stream knows
        max_msgs_per_subject=MESSAGES,
        max_msg_size=wire.REPORT_BYTES,
        discard=api.DiscardPolicy.OLD,
        no_ack=True,
        metadata=dict(marked) if marked else None,
    )


async def _placed(
    js: JetStreamContext,
    names: subjects.Subjects,
    lane: int,
    replicas: int,
    make: Make,
    marked: Mapping[str, str] | None,
    taken: set[str],
) -> str:
    """Begin one where no other is, and where.

    Streams of one copy are all put on one server, the emptiest. One of several has a leader anywhere, who keeps it
    when the others give it up.
    """
    for left in reversed(range(TRIES)):
        await make(_config(names, lane, marked, begun=replicas))
        where = await _led(js, names.lane(lane))
        if where not in taken or not left:
            break
        await js.delete_stream(names.lane(lane))
    return where


async def _led(js: JetStreamContext, stream: str) -> str:
    async with asyncio.timeout(LEADER_SECONDS):
        while not (where := _leader(await js.stream_info(stream))):
            await asyncio.sleep(LOOK_SECONDS)
    return where


def _leader(found: api.StreamInfo) -> str:
    return (found.cluster.leader or "") if found.cluster else ""
