"""A socket in a host's net namespace, for the caller to use."""

from tutor.base import errors
from tutor.lab.inside import request as requests
from tutor.lab.net import netns


async def answer(request: requests.Request) -> None:
    """Reply with the descriptor. Raises LabError."""
    host, message = request.host(), request.message
    try:
        made = netns.make_socket(
            host.namespace("net"), message["family"], message["type"], message["protocol"]
        )
    except OSError as error:
        raise errors.LabError(f"no such socket on {host.name}", why=str(error)) from error
    with made:
        await request.reply({"made": True}, [made.fileno()])
