"""loop: finds out at the start whether forwarded queries come back, and ends the process if so (plugin/loop)."""

import asyncio
import random
import time

import dns.message
import dns.rdatatype

from tutor.lab.dns import exchange, log, names, query
from tutor.lab.dns import setup as setup_

PROBE_SECONDS, PAUSE_SECONDS = 30.0, 2.0
_LOG = log.Log("loop")


class Loop:
    """Counts how often its own random question passes by."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self.name = f"{random.getrandbits(63)}.{random.getrandbits(63)}.{zone if zone != '.' else ''}"
        self.seen, self.active = 0, True


def setup(controller: setup_.Controller) -> None:
    """loop."""
    controller.once()
    if controller.tokens.rest():
        raise controller.tokens.argument_error()
    loop, tasks = Loop(controller.zones[0]), list[asyncio.Task[None]]()

    async def started() -> None:
        host, port = controller.config.hosts[0] or "127.0.0.1", controller.config.zones[0].port
        tasks.append(asyncio.create_task(_probe(loop, host, port), name="dns loop probe"))

    async def stop() -> None:
        for task in tasks:
            task.cancel()

    controller.hooks.started.append(started)
    controller.hooks.shutdown.append(stop)
    controller.add("loop", _middleware(loop, controller), loop)


def _middleware(loop: Loop, controller: setup_.Controller) -> query.Middleware:
    def wrap(following: query.Handler) -> query.Handler:
        async def serve(asked: query.Query) -> dns.message.Message:
            mine = loop.active and asked.rdtype == dns.rdatatype.HINFO and names.within(asked.name, loop.zone)
            if mine and asked.name == loop.name:
                loop.seen += 1
                if loop.seen > 2:
                    where = f"({exchange.place(*asked.client[:2])} -> :{controller.config.zones[0].port})"
                    help_ = "see https://coredns.io/plugins/loop#troubleshooting"
                    _LOG.fatal(
                        f'Loop {where} detected for zone "{loop.zone}", {help_}. Query: "HINFO {loop.name}"'
                    )
                    controller.process.fatal()
            return await following(asked)

        return serve

    return wrap


async def _probe(loop: Loop, host: str, port: int) -> None:
    """Ask the question until an answer comes; from two seconds later on nobody counts any more."""
    deadline = time.monotonic() + PROBE_SECONDS
    while time.monotonic() < deadline:
        try:
            await exchange.ask(dns.message.make_query(loop.name, dns.rdatatype.HINFO), host, port)
            break
        except exchange.UpstreamError:
            await asyncio.sleep(PAUSE_SECONDS)
    await asyncio.sleep(PAUSE_SECONDS)
    loop.active = False
