"""A command on a host, with the caller's own stdin, stdout and stderr."""

from tutor.lab.inside import following
from tutor.lab.inside import request as requests
from tutor.lab.root import spawn


async def answer(request: requests.Request) -> None:
    """Reply when it has started, and with its exit code when it has ended. Raises SpawnError."""
    message = request.message
    stdin, stdout, stderr = request.fds
    spec = spawn.ProcessSpec(
        argv=tuple(message["argv"]),
        env=spawn.default_env(**message["env"]),
        cwd=message["cwd"],
        fds=(stdin, stdout, stderr),
    )
    process = await request.host().spawn(spec)
    request.close_fds()
    await following.begin(request.sock, process)
    await following.follow(request.sock, process)
