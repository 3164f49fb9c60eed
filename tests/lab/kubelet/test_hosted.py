"""Containers that are no processes."""

import asyncio
import signal
from pathlib import Path

from tutor.lab.kubelet import crilog, hosted, output


async def for_ever() -> int:
    """An agent that has no end."""
    await asyncio.Event().wait()
    return 0


async def test_an_agent_ends_by_a_signal_with_the_code_of_a_process() -> None:
    """SIGTERM is not handled, as in a Go program; SIGKILL cannot be."""
    for number, code in ((signal.SIGTERM, 2), (signal.SIGKILL, 137), (signal.SIGINT, 130)):
        one = hosted.Process(for_ever(), name="agent")
        await one.signal(number)
        await one.signal(signal.SIGKILL)  # what comes too late changes nothing
        assert await one.wait() == code


async def test_an_agent_that_ends_by_itself_gives_its_own_code() -> None:
    """And 1 when it failed; both to everybody who waits."""

    async def leaves() -> int:
        return 7

    async def fails() -> int:
        raise RuntimeError("no")

    for work, code in ((leaves, 7), (fails, hosted.FAILED)):
        one = hosted.Process(work(), name="agent")
        first, second = await asyncio.gather(one.wait(), one.wait())
        assert first == second == code


async def test_what_an_agent_says_is_its_containers_log(tmp_path: Path) -> None:
    """Line by line, also for those who follow; closed, the log takes no more."""
    sink = output.Output(tmp_path / "0.log")
    heard: list[bytes] = []
    sink.listen(lambda _stream, data: heard.append(data))
    sink.take(b"stderr", b"one\n")
    sink.take(b"stderr", b"two\n")
    sink.close()
    sink.take(b"stderr", b"three\n")
    entries = [crilog.parse(line) for line in (tmp_path / "0.log").read_bytes().splitlines()]
    assert b"".join(crilog.show(entries, timestamps=False)) == b"one\ntwo\n"
    assert heard == [b"one\n", b"two\n", b""]
    assert sink.ended.is_set()


def test_a_flag_of_the_command_line_has_a_value() -> None:
    """The text after the sign; nothing for a flag that is not there."""
    argv = ("kube-proxy", "--config=/etc/a=b", "--v=2")
    setting = hosted.Setting({}, argv, {}, Path, print)
    assert (setting.flag("config"), setting.flag("v"), setting.flag("conf")) == ("/etc/a=b", "2", "")
