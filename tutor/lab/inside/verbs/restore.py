"""Make the lab what a snapshot says, read from a file of the caller's."""

import os

from tutor.lab.inside import request as requests
from tutor.lab.snapshots import archive


async def answer(request: requests.Request) -> None:
    """Reply with what was done. Raises LabError. `mark` names the state that this is."""
    (file,) = request.fds
    packed = os.pread(file, archive.MOST_PACKED + 1, 0)
    done = await request.snapshots().restore(packed)
    request.snapshots().mark = request.message.get("mark", "")
    await request.reply({"done": done})
