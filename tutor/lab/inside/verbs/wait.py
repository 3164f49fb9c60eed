"""Wait until the cluster is ready."""

from tutor.lab.inside import request as requests


async def answer(request: requests.Request) -> None:
    """Reply with the status, once the lab is ready."""
    await request.lab.ready.wait()
    await request.reply({"status": request.lab.status()})
