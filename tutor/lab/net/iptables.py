"""The only place that runs iptables-restore and iptables-save, on a host and in its net namespace."""

import os

from tutor.base import errors
from tutor.lab.root import spawn

SECONDS_FOR_LOCK = "5"


class IptablesError(errors.LabError):
    """iptables refused; `why` is what it said."""


async def restore(host: spawn.HostInit, rules: str, *, counters: bool = False) -> None:
    """Load rules in iptables-restore's format into the tables that they name; other chains stay as they are.

    All or nothing, as iptables-restore does it. Raises IptablesError with its words.
    """
    argv = ["iptables-restore", "--noflush", "-w", SECONDS_FOR_LOCK]
    if counters:
        argv.append("--counters")
    await _run(host, tuple(argv), rules)


async def save(host: spawn.HostInit, table: str = "") -> str:
    """The rules as iptables-save prints them, of one table or of all. Raises IptablesError."""
    return await _run(host, ("iptables-save", *(("-t", table) if table else ())), "")


async def _run(host: spawn.HostInit, argv: tuple[str, ...], text: str) -> str:
    # Memory files in place of pipes: nothing to pump, and whole answers of any length.
    stdin, stdout, stderr = (os.memfd_create(name) for name in ("stdin", "stdout", "stderr"))
    try:
        os.pwrite(stdin, text.encode(), 0)
        spec = spawn.ProcessSpec(argv=argv, env=spawn.default_env(), fds=(stdin, stdout, stderr))
        process = await host.spawn(spec)
        code = await process.wait()
        if code:
            raise IptablesError(f"{argv[0]} on {host.name} failed with {code}", why=_read(stderr).strip())
        return _read(stdout)
    finally:
        for fd in (stdin, stdout, stderr):
            os.close(fd)


def _read(fd: int) -> str:
    return os.pread(fd, os.fstat(fd).st_size, 0).decode(errors="replace")
