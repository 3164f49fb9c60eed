"""The API server's process: the parts of the cluster meet it over HTTP only, so it can use a processor of its own."""

import asyncio
import importlib
import os
import socket
import traceback

from tutor.base import errors
from tutor.lab.control import plan as plans
from tutor.lab.control import wire


def fork(plan: plans.Plan, master: int) -> socket.socket:
    """Start it as a child, which serves from the net namespace `master` as well; the channel to it.

    To be called before this process has threads or an event loop. The child ends when the channel closes.
    """
    ours, theirs = wire.pair()
    if os.fork() == 0:
        try:
            ours.close()
            os.close(plan.control_fd)
            os.close(plan.report_fd)
            importlib.import_module("tutor.lab.inside.controlplane").main(plan, master, theirs)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    theirs.close()
    os.close(plan.api_fd)
    ours.setblocking(False)
    return ours


class Door:
    """The API server's address on the control plane's host, as the supervisor opens and closes it."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel

    async def close(self) -> None:
        """The host has gone: nobody listens there."""
        await wire.send_async(self._channel, {"door": "closed"})

    async def open(self, namespace: int) -> None:
        """Listen in the host's new net namespace."""
        await wire.send_async(self._channel, {"door": "open"}, [namespace])


async def serving(channel: socket.socket) -> None:
    """Wait until it accepts connections. Raises ProcessFault where it cannot."""
    try:
        message, _ = await wire.receive_async(channel)
    except wire.Closed:
        message = {"error": "it ended while it started"}
    if "error" in message:
        raise errors.ProcessFault("the API server could not be started", message["error"])


async def watch(channel: socket.socket) -> None:
    """Run as a task: raises LabError when the API server ends."""
    try:
        await wire.receive_async(channel)
    except wire.Closed:
        raise errors.LabError("the API server has ended") from None
    except asyncio.CancelledError:
        channel.close()
        raise
