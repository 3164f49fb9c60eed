"""The agents that the lab runs on its nodes, and their sudden end."""

from tutor.base import errors
from tutor.lab.inside import request as requests


async def answer(request: requests.Request) -> None:
    """Reply with the names of those that run, after one was killed where that is asked. Raises UsageError, LabError."""
    agents = request.lab.agents
    if agents is None:
        raise errors.LabError("the lab is still starting", todo="try again when it is ready")
    if name := request.message.get("kill", ""):
        agents.kill(name)
    await request.reply({"agents": agents.agent_names()})
