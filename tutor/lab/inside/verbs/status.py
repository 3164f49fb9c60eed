"""What the lab says of itself."""

from tutor.lab.inside import request as requests


async def answer(request: requests.Request) -> None:
    """Reply at once, however far the start has come."""
    await request.reply({"status": request.lab.status()})
