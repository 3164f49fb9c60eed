"""A command on a host, in a terminal whose master side the caller gets."""

import os

from tutor.base import errors
from tutor.lab.inside import following
from tutor.lab.inside import request as requests
from tutor.lab.root import spawn


async def answer(request: requests.Request) -> None:
    """Reply with the terminal, and with the command's exit code when it has ended. Raises LabError."""
    host, message = request.host(), request.message
    try:
        master, slave = await host.open_pty(rows=message["rows"], cols=message["cols"])
    except OSError as error:
        raise errors.LabError(f"no terminal on {host.name}", why=str(error)) from error
    try:
        spec = spawn.ProcessSpec(
            argv=tuple(message["argv"]),
            env=spawn.default_env(**message["env"]),
            cwd=message.get("cwd", "/root"),
            fds=(slave, slave, slave),
            tty=True,
        )
        process = await host.spawn(spec)
        await following.begin(request.sock, process, [master])
    finally:
        os.close(master)
        os.close(slave)
    await following.follow(request.sock, process)
