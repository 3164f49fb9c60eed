"""Changes of files, heard without asking."""

import asyncio
import os
import struct
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tutor.base import watcher

LONG = 60.0


def instances() -> int:
    """How many inotify instances this process has."""
    links = [os.path.realpath(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")]
    return sum(link.endswith("anon_inode:inotify") for link in links)


async def heard(changes: watcher.Watcher) -> bool:
    """Whether a change is told long before the time has passed."""
    async with asyncio.timeout(LONG / 2):
        await changes.wait(LONG)
    return True


def test_watchers_share_an_instance_and_hear_of_their_own_folder(tmp_path: Path) -> None:
    """Of two folders, and of one that two watch; the last that leaves closes it."""
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()

    async def main() -> None:
        before = instances()
        one, two = (watcher.Watcher(str(folder / "file")) for folder in folders)
        with one, two, watcher.Watcher(str(folders[0] / "other")) as also:
            assert instances() == before + 1
            (folders[0] / "file").write_text("new")
            assert await heard(one)
            assert await heard(also)
            await two.wait(0)  # nothing happened there: the time passes
            (folders[1] / "link").symlink_to("file")
            assert await heard(two)
        assert instances() == before

    asyncio.run(main())


def test_a_change_between_two_waits_is_not_missed(tmp_path: Path) -> None:
    """Whoever reads the file meanwhile hears of it at the next wait."""

    async def main() -> None:
        with watcher.Watcher(str(tmp_path / "file")) as changes:
            await changes.wait(0)
            (tmp_path / "file").write_text("new")
            assert await heard(changes)

    asyncio.run(main())


def test_one_that_leaves_takes_no_other_along(tmp_path: Path) -> None:
    """The folder stays watched while anybody asks."""

    async def main() -> None:
        with watcher.Watcher(str(tmp_path / "file")) as changes:
            with watcher.Watcher(str(tmp_path / "other")):
                pass
            (tmp_path / "file").write_text("new")
            assert await heard(changes)

    asyncio.run(main())


def test_a_folder_that_is_not_there_lets_the_time_pass(tmp_path: Path) -> None:
    """It is no error, as the file may come later."""

    async def main() -> None:
        with watcher.Watcher(str(tmp_path / "none" / "file")) as changes:
            await changes.wait(0)

    asyncio.run(main())


@given(st.lists(st.tuples(st.integers(-1, 2**31 - 1), st.binary(max_size=40))))
def test_events_are_told_apart_whatever_their_names(events: list[tuple[int, bytes]]) -> None:
    """Each has the length of its name."""
    raw = b"".join(struct.pack("iIII", watch, 8, 0, len(name)) + name for watch, name in events)
    assert watcher.watches(raw) == [watch for watch, _ in events]
