"""What a class stores: reports, orders and people, each in a JetStream stream of its own.

https://docs.nats.io/nats-concepts/jetstream/streams
"""

import contextlib

import nats.js.errors
from nats.aio.client import Client
from nats.js import JetStreamContext, api

from tutor.base import errors
from tutor.workshop import authority, intake, subjects, wire

EVENTS, ORDERS, PEOPLE = subjects.STORED
MARK = "k8stutor.class"
"""In the streams' metadata where the account is shared: whose they are."""
BYTES = {EVENTS: 256 << 20, ORDERS: 64 << 20, PEOPLE: 64 << 20}
"""How much streams may keep where an account demands that it be said; a full one takes no more, and loses nothing."""
_BYTES_DEMANDED, _TAKEN = 10113, 10058
"""JetStream's codes (https://github.com/nats-io/nats-server/blob/main/server/errors.json)."""
DUPLICATES_SECONDS = 300.0
"""How long the server itself knows a report that comes twice: longer than anybody goes on sending without having asked
what is stored. Who folds reports knows for ever; the server holds every id in memory."""
REPORTS = 20_000
"""What is kept of a learner: a course takes some 2,000 reports of half a kilobyte. Of more the oldest go, and large
ones are not taken, so that nobody fills the disk."""

ANSWER_SECONDS = 5.0
"""Servers that have just found each other may not answer at all; who asks again gets an answer."""


async def ensure(client: Client, of: authority.Authority, *, replicas: int = 1) -> None:
    """Make the streams, or bring those that there are to the class's settings.

    Raises nats.errors.Error, UsageError where they are another class's.
    """
    js = client.jetstream(timeout=ANSWER_SECONDS)

    async def make(config: api.StreamConfig, size: int = intake.BYTES) -> None:
        try:
            await _make(js, config, of)
        except nats.js.errors.BadRequestError as error:
            if error.err_code != _BYTES_DEMANDED:
                raise
            config.max_bytes, config.discard = size, api.DiscardPolicy.NEW
            await _make(js, config, of)

    await intake.ensure(js, of.names, replicas, make, _marked(of))
    for kind in subjects.STORED:
        await make(_config(of, kind, replicas), BYTES[kind])


def _config(of: authority.Authority, kind: str, replicas: int) -> api.StreamConfig:
    names, reports = of.names, kind == EVENTS
    lanes = intake.sources(names, replicas) if reports else []
    return api.StreamConfig(
        name=names.stream(kind),
        subjects=None if lanes else list(names.kept(kind)),
        sources=lanes or None,
        storage=api.StorageType.FILE,
        num_replicas=replicas,
        # Who may come back is known for as long.
        max_age=(max(of.keep_days, of.days) if kind == PEOPLE else of.keep_days) * 86_400,
        duplicate_window=DUPLICATES_SECONDS,
        max_msgs_per_subject={PEOPLE: 1, EVENTS: REPORTS}.get(kind, -1),
        max_msg_size=wire.REPORT_BYTES if reports and not lanes else -1,
        discard=api.DiscardPolicy.OLD,
        no_ack=reports,
        republish=_confirming(names) if reports else None,
        allow_direct=True,
        metadata=_marked(of),
    )


def _marked(of: authority.Authority) -> dict[str, str] | None:
    return {MARK: of.mark} if of.abroad else None


def _confirming(names: subjects.Subjects) -> api.RePublish:
    """How who reports is told that it is stored.

    The server sends an acknowledgement wherever the sender of a message says, and asks for no permission: learners
    could have theirs stored among orders and others' reports. So there is none.
    """
    reported, stored = names.confirming
    return api.RePublish(src=reported, dest=stored, headers_only=True)


async def _make(js: JetStreamContext, config: api.StreamConfig, of: authority.Authority) -> None:
    try:
        await js.add_stream(config)
    except nats.js.errors.BadRequestError as error:
        if error.err_code != _TAKEN:
            raise
        # It is there with other settings, a longer life say; in an account of many it may be somebody else's.
        if not await _is_own(js, of, str(config.name)):
            raise errors.UsageError(
                f"the account has a class {of.class_id} already, which is not this one",
                why="it was begun on another machine, or its folder was deleted here",
                todo="take another name for the class, or open it where it was begun",
            ) from error
        await js.update_stream(config)


async def _is_own(js: JetStreamContext, of: authority.Authority, name: str) -> bool:
    if of.abroad is None:
        return True
    found = await js.stream_info(name)
    return (found.config.metadata or {}).get(MARK) == of.mark


async def delete(client: Client, of: authority.Authority) -> None:
    """Delete all that is stored. Raises nats.errors.Error."""
    js = client.jetstream(timeout=ANSWER_SECONDS)
    lanes = (of.names.lane(lane) for lane in range(1, subjects.LANES + 1))
    for name in (*lanes, *(of.names.stream(kind) for kind in subjects.STORED)):
        with contextlib.suppress(nats.js.errors.NotFoundError):
            if await _is_own(js, of, name):
                await js.delete_stream(name)


async def last(client: Client, of: authority.Authority, kind: str) -> int:
    """The number of the newest message that a stream holds, 0 for none: none yet, or all too old to be kept."""
    found = await client.jetstream().stream_info(of.names.stream(kind))
    return int(found.state.last_seq) if found.state.messages else 0
