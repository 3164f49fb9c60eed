"""The end of what the lab's own processes printed: for reports of faults."""

from pathlib import Path

from tutor.lab.inside import request as requests
from tutor.lab.root import places

LOG_TAIL = 60_000
"""Characters: far fewer bytes than a message may have."""


async def answer(request: requests.Request) -> None:
    """Reply with text."""
    await request.reply({"log": Path(places.LOG).read_text(errors="replace")[-LOG_TAIL:]})
