"""What is at work in the supervisor: for whoever looks for what was left behind, or for what does not end."""

import asyncio
import os

from tutor.lab.inside import request as requests


async def answer(request: requests.Request) -> None:
    """Reply with the names of all tasks and the number of open descriptors."""
    names = sorted(task.get_name() for task in asyncio.all_tasks())
    await request.reply({"tasks": names, "descriptors": len(os.listdir("/proc/self/fd"))})
