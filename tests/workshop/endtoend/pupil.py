"""A learner's process: joins once, then tells as many reports as it is bidden. `python -m … FOLDER NAME CODE`.

A line on its input is the number of reports that are to be told in all. Killed and started again it goes on, as a tutor
does, by its membership and its outbox.
"""

import asyncio
import sqlite3
import sys
from pathlib import Path

from tests.workshop import lesson
from tutor.base import aio
from tutor.progress import outbox
from tutor.workshop import attendee, code, joining, reports


def counted(file: Path) -> tuple[int, int]:
    """How many reports an outbox has, and how many of them the class has acknowledged."""
    with sqlite3.connect(file) as db:
        has = db.execute("SELECT name FROM sqlite_master WHERE name = 'report'").fetchone()
        row = db.execute("SELECT count(*), coalesce(sum(sent), 0) FROM report").fetchone() if has else (0, 0)
    db.close()
    return int(row[0]), int(row[1])


async def _member(name: str, words: str) -> joining.Membership:
    """Who they were, or a newcomer."""
    for known in joining.kept():
        return known
    door = await joining.find(code.decode(words))
    joined = await door.join(name)
    joining.save(joined)
    return joined


async def _main(folder: Path, name: str, words: str) -> None:
    me = await _member(name, words)
    file = folder / "outbox.db"
    box = outbox.Outbox(file)
    told, _ = counted(file)
    learner = attendee.Attendee(me.link, me.names, me.learner, box, lambda: reports.Pulse("", "", 0.0))
    reader = asyncio.StreamReader()
    pipe = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: pipe, sys.stdin)
    async with aio.tasks() as tasks:
        tasks.start(learner.run(), name="the class")
        print(me.learner, flush=True)
        while line := await reader.readline():
            for number in range(told + 1, int(line) + 1):
                learner.tell(lesson.report(number, name))
                await asyncio.sleep(0.02)  # a round takes longer than whoever kills may be kept from it
            told = max(told, int(line))


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
