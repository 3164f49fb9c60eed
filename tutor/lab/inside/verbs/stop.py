"""The end of the lab."""

from tutor.lab.inside import request as requests


async def answer(request: requests.Request) -> None:
    """Begin it; it has come when the supervisor's process ends."""
    request.lab.stopping.set()
    await request.reply({"stopping": True})
