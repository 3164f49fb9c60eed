"""The lab's agents as containers: one at a time, killed by name, heard in their logs."""

import asyncio
import logging
from pathlib import Path

import pytest

from tutor.lab.inside import agentlog, agents, managing
from tutor.lab.kubelet import hosted


def setting(lines: list[str], *, host_network: bool = True) -> hosted.Setting:
    """What an agent is told; what it says goes into `lines`."""
    return hosted.Setting({"spec": {"hostNetwork": host_network}}, (), {}, Path, lines.append)


async def for_ever(_setting: hosted.Setting, log: agentlog.Log) -> int:
    """An agent that works on."""
    log.info("here.go:1", "at work")
    await asyncio.Event().wait()
    return 0


async def test_a_killed_agent_leaves_as_by_sigkill_and_can_run_again() -> None:
    """Its name is known while it runs, and no longer."""
    known = agents.Agents()
    one = known.hosted("part", for_ever)
    for _ in range(2):
        lines: list[str] = []
        task = asyncio.create_task(one(setting(lines)))
        while not lines:
            await asyncio.sleep(0)
        assert known.names() == ["part"]
        known.kill("part")
        assert await task == agents.KILLED
        assert known.names() == []
        assert lines[0].endswith("1 here.go:1] at work")
    with pytest.raises(KeyError):
        known.kill("part")


async def test_an_agent_runs_once_and_on_its_nodes_network() -> None:
    """A second one says so and leaves, as does one in a pod with a network of its own."""
    known = agents.Agents()
    one = known.hosted("part", for_ever)
    first = asyncio.create_task(one(setting([])))
    while not known.names():
        await asyncio.sleep(0)
    lines: list[str] = []
    assert await one(setting(lines)) == agents.FAILED
    assert "one part at a time" in lines[0]
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert known.names() == []
    assert await one(setting([], host_network=False)) == agents.FAILED


async def test_what_modules_log_for_an_agent_is_in_its_log_alone() -> None:
    """Also from tasks that it starts; a failure is there with its trace."""
    logger = logging.getLogger("tests.agents")
    handler = agentlog.Handler()
    logging.getLogger().addHandler(handler)
    try:

        async def works(_setting: hosted.Setting, _log: agentlog.Log) -> int:
            await asyncio.create_task(speaks())
            raise RuntimeError("broken")

        async def speaks() -> None:
            logger.warning("iptables says %s", "no")

        lines: list[str] = []
        known = agents.Agents()
        task = asyncio.create_task(known.hosted("part", works, agentlog.felix)(setting(lines)))
        assert await task == agents.FAILED
        logger.warning("nobody's")
    finally:
        logging.getLogger().removeHandler(handler)
    assert "[WARNING][1] felix/test_agents:" in lines[0]
    assert lines[0].endswith("iptables says no")
    assert lines[-1] == "RuntimeError: broken"
    assert not [line for line in lines if "nobody" in line]


@pytest.mark.parametrize(
    ("text", "value"), [("50s", 50.0), ("1m30s", 90.0), ("500ms", 0.5), ("1h0m0s", 3600.0)]
)
def test_durations_are_read_as_go_writes_them(text: str, value: float) -> None:
    """In seconds."""
    assert managing.seconds(text) == value


@pytest.mark.parametrize("text", ["", "5", "s", "5x", "5s "])
def test_what_is_no_duration_is_refused(text: str) -> None:
    """With the words of Go's flag package."""
    with pytest.raises(ValueError, match="invalid duration"):
        managing.seconds(text)
