"""What a class stores: reports, orders and people, each in a JetStream stream of its own.

https://docs.nats.io/nats-concepts/jetstream/streams
"""

import contextlib

import nats.js.errors
from nats.aio.client import Client
from nats.js import JetStreamContext, api

from tutor.base import errors
from tutor.workshop import authority, subjects

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
REPORTS, REPORT_BYTES = 20_000, 16_384
"""What a learner may store: a course takes some 2,000 reports of half a kilobyte. More, or larger ones, are refused,
so that nobody fills the disk, or keeps a host from reading all in good time."""

ANSWER_SECONDS = 5.0
"""Servers that have just found each other may not answer at all; who asks again gets an answer."""


async def ensure(client: Client, of: authority.Authority, *, replicas: int = 1) -> None:
    """Make the streams, or bring those that there are to the class's settings.

    Raises nats.errors.Error, UsageError where they are another class's.
    """
    names = of.names
    for kind in subjects.STORED:
        config = api.StreamConfig(
            name=names.stream(kind),
            subjects=list(names.stored(kind)),
            storage=api.StorageType.FILE,
            num_replicas=replicas,
            # Who may come back is known for as long.
            max_age=(max(of.keep_days, of.days) if kind == PEOPLE else of.keep_days) * 86_400,
            duplicate_window=DUPLICATES_SECONDS,
            max_msgs_per_subject={PEOPLE: 1, EVENTS: REPORTS}.get(kind, -1),
            max_msg_size=REPORT_BYTES if kind == EVENTS else -1,
            discard=api.DiscardPolicy.NEW if kind == EVENTS else api.DiscardPolicy.OLD,
            discard_new_per_subject=kind == EVENTS,
            allow_direct=True,
            metadata={MARK: of.mark} if of.abroad else None,
        )
        js = client.jetstream(timeout=ANSWER_SECONDS)
        try:
            await _make(js, config, of)
        except nats.js.errors.BadRequestError as error:
            if error.err_code != _BYTES_DEMANDED:
                raise
            config.max_bytes, config.discard = BYTES[kind], api.DiscardPolicy.NEW
            await _make(js, config, of)


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
    for name in (of.names.stream(kind) for kind in subjects.STORED):
        with contextlib.suppress(nats.js.errors.NotFoundError):
            if await _is_own(js, of, name):
                await js.delete_stream(name)


async def last(client: Client, of: authority.Authority, kind: str) -> int:
    """The number of the newest message that a stream holds, 0 for none: none yet, or all too old to be kept."""
    found = await client.jetstream().stream_info(of.names.stream(kind))
    return int(found.state.last_seq) if found.state.messages else 0
