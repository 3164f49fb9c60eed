"""What a class stores: reports, orders and people, each in a JetStream stream of its own.

https://docs.nats.io/nats-concepts/jetstream/streams
"""

from collections.abc import Callable

import nats.js.errors
from nats.aio.client import Client
from nats.js import api

from tutor.workshop import authority

EVENTS, ORDERS, PEOPLE = "event", "order", "person"
DUPLICATES_SECONDS = 3600.0
"""How long the server itself knows a report that comes twice; who folds them knows for ever."""

ANSWER_SECONDS = 5.0
"""Servers that have just found each other may not answer at all; who asks again gets an answer."""

Taken = Callable[[str, bytes, int], None]
"""Takes a stored message: its subject, its data, its number in the stream."""


async def ensure(client: Client, of: authority.Authority, *, replicas: int = 1) -> None:
    """Make the streams, or bring those that there are to the class's settings. Raises nats.errors.Error."""
    names, js = of.names, client.jetstream(timeout=ANSWER_SECONDS)
    subjects = {kind: list(names.stored(kind)) for kind in (EVENTS, ORDERS, PEOPLE)}
    for kind, wanted in subjects.items():
        config = api.StreamConfig(
            name=names.stream(kind),
            subjects=wanted,
            storage=api.StorageType.FILE,
            num_replicas=replicas,
            # Who may come back is known for as long.
            max_age=(max(of.keep_days, of.days) if kind == PEOPLE else of.keep_days) * 86_400,
            duplicate_window=DUPLICATES_SECONDS,
            max_msgs_per_subject=1 if kind == PEOPLE else -1,
            allow_direct=True,
        )
        try:
            await js.add_stream(config)
        except nats.js.errors.BadRequestError:  # it is there with other settings, a longer life say
            await js.update_stream(config)


async def last(client: Client, of: authority.Authority, kind: str) -> int:
    """The number of the newest message that a stream holds, 0 for none: none yet, or all too old to be kept."""
    found = await client.jetstream().stream_info(of.names.stream(kind))
    return int(found.state.last_seq) if found.state.messages else 0


async def follow(client: Client, of: authority.Authority, kind: str, take: Taken, *, after: int = 0) -> None:
    """Hand over all that is stored behind message number `after`, in order, and what comes, for ever.

    It ends with the connection; begin again behind the last number that was taken.
    """
    js = client.jetstream()
    config = api.ConsumerConfig(deliver_policy=api.DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=after + 1)
    found = await js.subscribe(
        "", stream=of.names.stream(kind), ordered_consumer=True, config=config, pending_msgs_limit=-1
    )
    async for message in found.messages:
        take(message.subject, message.data, message.metadata.sequence.stream)
