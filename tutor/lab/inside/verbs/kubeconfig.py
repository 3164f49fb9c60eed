"""The YAML for the learner's own tools."""

from tutor.lab.inside import request as requests


async def answer(request: requests.Request) -> None:
    """Reply with text."""
    await request.reply({"kubeconfig": request.lab.kubeconfig()})
