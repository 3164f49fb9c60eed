"""Reports as a learner's tutor tells them, for tests."""

import asyncio
import datetime
import secrets
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg

from tutor.base import clock
from tutor.workshop import connection, reports, subjects, wire

START = datetime.datetime(2026, 1, 2, 9, tzinfo=datetime.UTC)
ZERO = START.timestamp()
"""When every class of the tests begins, in seconds."""


def message(body: Any, n: int, at: float = 0.0, source: str = "laptop") -> wire.Message:
    """A report, `at` seconds after the beginning."""
    when = clock.rfc3339_micro(START + datetime.timedelta(seconds=at))
    return wire.Message(wire.Envelope(n, when, source), body)


def written(body: Any, n: int, at: float = 0.0, source: str = "laptop") -> bytes:
    """The same on the wire."""
    told = message(body, n, at, source)
    return wire.encode(told.body, told.envelope)


def joined(name: str = "Ann", lang: str = "en", total: int = 3) -> reports.Joined:
    """A learner comes."""
    return reports.Joined(name, lang, "1.0", "k8s", total)


def wrong(
    seen: str, expected: str = "a BGP session with k8s-w2", check: str = "bgp.sessions", **more: Any
) -> reports.Verdict:
    """A check that failed."""
    return reports.Verdict(check, "Sessions", False, expected, seen, **more)


def right(check: str = "bgp.sessions") -> reports.Verdict:
    """A check that passed."""
    return reports.Verdict(check, "Sessions", True)


def graded(*verdicts: reports.Verdict, step: str = "one", complete: bool = True) -> reports.Graded:
    """A grading of a step of lesson 07."""
    return reports.Graded("07", step, all(one.passed for one in verdicts), complete, verdicts)


async def store(client: Client, names: subjects.Subjects, learner: str, data: bytes) -> int:
    """Report, and wait until the server says again what it has stored; under which number."""
    name, stored = secrets.token_hex(6), asyncio.get_running_loop().create_future()

    async def hear(message: Msg) -> None:
        headers = message.headers or {}
        if headers.get("Nats-Msg-Id") == name and not stored.done():
            stored.set_result(int(headers["Nats-Sequence"]))

    heard = await client.subscribe(names.stored(learner), cb=hear)
    await connection.settle(client)
    await client.publish(names.event(learner), data, headers={"Nats-Msg-Id": name})
    async with asyncio.timeout(10):
        number: int = await stored
    await heard.unsubscribe()
    return number
