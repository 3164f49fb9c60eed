"""The resolver outside the cluster falls silent, or answers again."""

from tutor.lab.inside import request as requests


async def answer(request: requests.Request) -> None:
    """Reply with every fault in force."""
    faults = request.lab.faults
    faults.mute_resolver(mute=bool(request.message["mute"]))
    await request.reply({"faults": faults.said()})
