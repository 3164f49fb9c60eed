"""A class of 1,000 and of 5,000 learners, and one of three servers of which one dies: the real protocol, over TLS.

Every learner is an `Attendee` with a connection and a credential of its own; all of them, the server and the host
share this machine, so the figures are those of the whole class on it. K8STUTOR_BENCH_LEARNERS gives other sizes.
"""

import asyncio
import os
import signal
import statistics
from pathlib import Path

from tests import ports
from tests.benchmarks import lab, table
from tests.benchmarks.crowd import asked, classes
from tutor.workshop import server

SIZES = tuple(map(int, os.environ.get("K8STUTOR_BENCH_LEARNERS", "1000,5000").split(",")))
COMING_PER_SECOND = 100
"""People come through the door; whoever measures a rush at once measures how fast one machine makes 5,000 clients."""
LESSON_REPORTS, LESSON_SECONDS = 5, 40.0
"""What a learner tells in that time when they are quick: a step each 40 s."""
FLOOD_REPORTS = 5
CLUSTER_LEARNERS = 300
BUDGET = 250
"""Milliseconds from a verdict to the console, for 1,000 learners."""


def rows() -> list[table.Row]:
    """Each class begins when the one before it has ended."""
    asked.more_files()
    busy = table.Row(
        "what else the machine did as this began (load average)", [os.getloadavg()[0]], "processes"
    )
    found = [row for size in SIZES for row in asyncio.run(_one_server(size))]
    return [busy, *found, *asyncio.run(_three_servers(CLUSTER_LEARNERS))]


async def _one_server(learners: int) -> list[table.Row]:
    with classes.home():
        of = classes.founded(ports.free(1)[0])
        async with classes.opened(of, learners, learners / COMING_PER_SECOND) as found:
            came = await found.everyone()
            await found.measured()
            lesson = await _lesson(found)
            memory = [
                _memory(f"{learners}: NATS server", (await found.measured())["server"]),
                _memory(f"{learners}: host with a console's roster", found.host.pid),
            ]
            rate = await _flood(found)
            back = await _killed(found)
            counted = await _counted(found, f"{learners}")
    return [
        table.Row(f"{learners}: all connected", [came], "s"),
        *_delays(f"{learners}", lesson, BUDGET if learners <= 1000 else None),
        table.Row(f"{learners}: all at once tell {FLOOD_REPORTS}", [rate], "events/s"),
        *memory,
        table.Row(f"{learners}: server killed, all connected again", [back], "s"),
        *counted,
    ]


async def _lesson(found: classes.Class) -> dict[str, list[float]]:
    """Verdicts' delays while everybody works."""
    await found.tell(LESSON_REPORTS, LESSON_SECONDS)
    await found.whole()
    return await found.measured()


async def _flood(found: classes.Class) -> float:
    """Events a second from the first word to the last one folded and acknowledged."""
    began = found.told
    await found.tell(FLOOD_REPORTS, 0.0)
    return (found.told - began) / await found.whole()


async def _killed(found: classes.Class) -> float:
    """Seconds from the server's death, in the midst of reports, until the last learner is connected again."""
    state = await found.host.ask(None)
    connects = await found.counted("connects")
    await found.tell(LESSON_REPORTS, LESSON_SECONDS / 4)
    os.kill(state["server"], signal.SIGKILL)  # its host starts it again
    return await found.everyone(connects + found.learners)


async def _counted(found: classes.Class, name: str) -> list[table.Row]:
    """What was told and has not come, and what came twice, once everything is acknowledged."""
    await found.whole()
    state = await found.measured()
    lost = found.told - int(state["came"]) + int(state["missing"])
    return [
        table.Row(f"{name}: reports told", [found.told], "reports"),
        table.Row(f"{name}: lost", [lost], "reports", budget=0),
        table.Row(f"{name}: doubled", [int(state["doubled"])], "reports", budget=0),
    ]


async def _three_servers(learners: int) -> list[table.Row]:
    with classes.home() as place:
        free = ports.free(6)
        of = classes.founded(free[0])
        async with classes.cluster(of, place, free) as servers:
            where = tuple(f"127.0.0.1:{port}" for port in free[:3])
            async with classes.opened(of, learners, learners / COMING_PER_SECOND, where) as found:
                await found.everyone()
                return await _node_killed(found, servers, place)


async def _node_killed(found: classes.Class, servers: list[server.Server], place: Path) -> list[table.Row]:
    """Half a lesson on three nodes, half on two."""
    await found.tell(LESSON_REPORTS, LESSON_SECONDS / 4)

    async def begun() -> bool:
        return await found.came() > found.told // 3

    await found.until(begun)
    await found.measured()
    os.kill(servers[0].pid, signal.SIGKILL)
    whole = await found.whole()
    delays = await found.measured()
    name = f"3 nodes, 1 killed, {found.learners}"
    return [
        *_delays(name, delays, None),
        table.Row(f"{name}: all told and acknowledged after", [whole], "s"),
        *await _counted(found, name),
    ]


def _delays(name: str, found: dict[str, list[float]], budget: float | None) -> list[table.Row]:
    """Median of all verdicts, and their 99th percentile."""
    rows = []
    for key, words in (("folded", "roster"), ("shown", "console")):
        middle, late = statistics.median(found[key]), statistics.quantiles(found[key], n=100)[98]
        limit = budget if key == "shown" else None
        rows.append(table.Row(f"{name}: verdict to {words}, p50", [middle], "ms"))
        rows.append(table.Row(f"{name}: verdict to {words}, p99", [late], "ms", budget=limit))
    return rows


def _memory(name: str, pid: int) -> table.Row:
    return table.Row(f"{name}: resident (PSS)", [lab.pss(pid) / lab.MIB], "MiB")
