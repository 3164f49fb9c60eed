"""A learner's process: joins once, then tells as many reports as it is bidden. `python -m … FOLDER NAME CODE`.

A line on its input is the number of reports that are to be told in all; its output is a line for each that is kept.
Killed and started again it goes on, as a tutor does, by its membership and its outbox.
"""

import asyncio
import sys
from pathlib import Path

from tests.workshop import lesson
from tutor.base import aio
from tutor.progress import outbox
from tutor.workshop import attendee, code, joining, reports


def _pulse() -> reports.Pulse:
    return reports.Pulse("01", "step-1", 0.0)


async def _membership(name: str, words: str) -> joining.Membership:
    for known in joining.kept():
        return known
    joined = await joining.join(code.decode(words), name)
    joining.save(joined)
    return joined


async def _main(folder: Path, name: str, words: str) -> None:
    me = await _membership(name, words)
    kept = outbox.Outbox(folder / "outbox")
    told = len(kept.unsent(1 << 20)) + int(kept.setting("settled") or 0)
    learner = attendee.Attendee(me.link, me.names, me.learner, kept, _pulse)
    reader = await _input()
    async with aio.tasks() as tasks:
        tasks.start(learner.run(), name="the class")
        print(me.learner, told, flush=True)
        while line := await reader.readline():
            while told < int(line):
                told += 1
                learner.tell(lesson.report(told, name))
                print(told, flush=True)
                await asyncio.sleep(0)  # the network has its turn


async def _input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
