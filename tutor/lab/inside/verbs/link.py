"""Unplug, plug in, delay and lose: the cable of one card."""

from tutor.lab.inside import request as requests


async def answer(request: requests.Request) -> None:
    """Reply with every fault in force. Raises UsageError, LabError."""
    message, faults = request.message, request.lab.faults
    await faults.link(request.host().name, message["card"], message["action"], message.get("value", ""))
    await request.reply({"faults": faults.said()})
