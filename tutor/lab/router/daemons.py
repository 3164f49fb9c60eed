"""Starts FRR's daemons on a host, as its own init script does, and lets vtysh load the configuration."""

import asyncio
import ipaddress
import os
import sys
import time
from pathlib import Path

from tutor.base import errors
from tutor.lab.root import spawn
from tutor.lab.router import config

FOLDER = "/usr/lib/frr"
RUN = "/run/frr"
DAEMONS = ("mgmtd", "zebra", "bgpd")
"""In the order of frrinit.sh; mgmtd is there since FRR 9."""
WATCHDOG = "watchfrr"
PAUSES = ("--min-restart-interval", "2", "--max-restart-interval", "10")
"""Seconds between two of its restarts; FRR's own minute would keep a learner waiting."""

PREPARE = f"install -d -o frr -g frr -m 755 {RUN} /var/log/frr && chown -R frr:frr /etc/frr"
SECONDS = 10.0
"""For a daemon to start. On a busy machine that took more than 4."""
LEARNING = 10.0
"""Seconds for the first routes: they come 2 after the start, and each connection that is lost costs some more."""
STEP = 0.01


async def start(host: spawn.HostInit) -> list[spawn.Process]:
    """The running daemons, their configuration loaded; none where the host has no FRR.

    Raises LabError where one does not start.
    """
    there = [name for name in DAEMONS if os.path.exists(host.path(f"{FOLDER}/{name}"))]
    if "zebra" not in there:
        return []
    user = "frr" if await _run(host, "sh", "-c", PREPARE) == 0 else "root"
    if user == "root":
        await _run(host, "mkdir", "-p", RUN)
    running = []
    for name in there:
        running.append(await _daemon(host, name, user))
    if await _run(host, "/usr/bin/vtysh", "-b"):
        raise errors.LabError(f"{host.name}: FRR's configuration could not be loaded")
    await _watch(host, there, user)
    return running


async def _watch(host: spawn.HostInit, names: list[str], user: str) -> None:
    """Leave the daemons to FRR's own watchdog, which goes on in the background."""
    if os.path.exists(host.path(f"{FOLDER}/{WATCHDOG}")):
        Path(host.path(config.DAEMONS)).write_text(config.daemons(names, user))
        await _run(host, f"{FOLDER}/{WATCHDOG}", "-d", *PAUSES, *names)


async def learnt(host: spawn.HostInit) -> None:
    """Wait until it has routes to what lies behind the other routers; for LEARNING seconds at most."""
    wanted = {_hexadecimal(network) for network in config.elsewhere(host.name)}
    deadline = time.monotonic() + LEARNING
    while not wanted <= _destinations(host) and time.monotonic() < deadline:
        await asyncio.sleep(STEP)


def open_to_vtysh(host: spawn.HostInit) -> None:
    """Let whoever waits in `config.VTYSH` go on."""
    Path(host.path(config.STARTED)).touch()


def _destinations(host: spawn.HostInit) -> set[str]:
    """The second column of /proc/net/route: addresses in the machine's own order of octets."""
    lines = Path(f"/proc/{host.pid}/net/route").read_text().splitlines()[1:]
    return {line.split()[1] for line in lines}


def _hexadecimal(network: str) -> str:
    octets = ipaddress.ip_network(network).network_address.packed
    return f"{int.from_bytes(octets, sys.byteorder):08X}"


async def _daemon(host: spawn.HostInit, name: str, user: str) -> spawn.Process:
    argv = (f"{FOLDER}/{name}", "-u", user, "-g", user, "-A", "127.0.0.1")
    process = await host.spawn(spawn.ProcessSpec(argv=argv, env=spawn.default_env()))
    socket = Path(host.path(f"{RUN}/{name}.vty"))
    deadline = time.monotonic() + SECONDS
    while not socket.exists():  # the daemon tells nobody when it is ready
        if process.returncode is not None or time.monotonic() > deadline:
            raise errors.LabError(f"{host.name}: {name} of FRR did not start")
        await asyncio.sleep(STEP)
    return process


async def _run(host: spawn.HostInit, *argv: str) -> int:
    process = await host.spawn(spawn.ProcessSpec(argv=argv, env=spawn.default_env()))
    return await process.wait()
