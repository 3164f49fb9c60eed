"""FRR's running configuration, which a learner changes with vtysh: read, and put in place of another."""

import asyncio
import errno
import os
from pathlib import Path

from tutor.base import errors
from tutor.lab.root import spawn
from tutor.lab.router import config, daemons

CONF = "/etc/frr/frr.conf"
STOP = """\
# First the one that would start the others again.
kill -9 $(cat /run/frr/watchfrr.pid) && rm -f /run/frr/watchfrr.pid
pids=$(cat /run/frr/*.pid)
kill $pids
for turn in $(seq 100); do kill -0 $pids || break; sleep 0.02; done
kill -9 $pids
rm -f /run/frr/*.vty /run/frr/*.pid
"""
FORM = (
    "!",
    "exit",
    "end",
    "line vty",
    "hostname ",
    "frr version",
    "no ipv6 forwarding",
    "exit-address-family",
)
"""Lines that FRR adds or leaves out as it likes: they say nothing about what it does."""
SECONDS = 40.0
"""As long as the three daemons may take one after the other, and their first routes."""
STEP = 0.02


async def read(host: spawn.HostInit) -> str:
    """As `show running-config` prints it, from its first setting on; empty where FRR does not run."""
    if not os.path.exists(host.path(config.STARTED)):
        return ""
    out = os.memfd_create("running-config")
    try:
        spec = spawn.ProcessSpec(
            argv=("/usr/bin/vtysh", "-c", "show running-config"),
            env=spawn.default_env(),
            fds=(spawn.NO_FD, out, spawn.NO_FD),
        )
        if await (await host.spawn(spec)).wait():
            return ""
        text = os.pread(out, os.fstat(out).st_size, 0).decode(errors="replace")
    finally:
        os.close(out)
    return settings(text)


def settings(text: str) -> str:
    """What vtysh may load again: without the words before the first setting, and without the version."""
    lines = text.splitlines(keepends=True)
    first = next((at for at, line in enumerate(lines) if line.startswith("frr ")), 0)
    return "".join(line for line in lines[first:] if not line.startswith("frr version"))


def same(one: str, other: str) -> bool:
    """Whether two configurations mean the same."""
    return _meant(one) == _meant(other)


def _meant(text: str) -> list[str]:
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith(FORM)]


async def replace(host: spawn.HostInit, wanted: str) -> None:
    """Let FRR run with `wanted`, starting it where it does not run. Its sessions begin anew if that is a change.

    Raises LabError where it does not start.
    """
    if not os.path.exists(host.path(config.STARTED)):
        await _called(host)
    if same(await read(host), wanted):
        return
    process = await host.spawn(spawn.ProcessSpec(argv=("sh", "-c", STOP), env=spawn.default_env()))
    await process.wait()
    file = Path(host.path(CONF))
    kept = file.read_text()
    file.write_text(wanted)
    try:
        await daemons.start(host)
    finally:
        file.write_text(kept)  # what was written to the file and what runs are two things


async def _called(host: spawn.HostInit) -> None:
    """Wake FRR as its first use does."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + SECONDS
    try:
        with open(os.open(host.path(config.CALL), os.O_WRONLY | os.O_NONBLOCK), "w") as call:
            call.write("start\n")
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        # Nobody listens any more: it was woken already, and is just starting.
    while not os.path.exists(host.path(config.STARTED)):
        if loop.time() > deadline:
            raise errors.LabError(f"{host.name}: FRR's configuration could not be loaded")
        await asyncio.sleep(STEP)
