"""A host's power."""

from tutor.base import errors
from tutor.lab.inside import request as requests


async def answer(request: requests.Request) -> None:
    """Reply whether anything changed: `start` returns when the host's own parts run. Raises UsageError, LabError."""
    name, power = request.host_name(), request.lab.power
    if power is None:
        raise errors.LabError("the lab is still starting", todo="try again when it is ready")
    changed = await (power.stop(name) if request.message["action"] == "stop" else power.start(name))
    await request.reply({"changed": changed})
