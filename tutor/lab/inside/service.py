"""Answers the control socket: finds the verb that is asked for and lets it answer."""

import importlib
import logging
import os
import socket
from collections.abc import Awaitable, Callable

from tutor.base import aio, errors
from tutor.lab.control import address, wire
from tutor.lab.inside import request as requests
from tutor.lab.inside import running, verbs

log = logging.getLogger(__name__)

Verb = Callable[[requests.Request], Awaitable[None]]


class Service:
    """Serves callers, each connection in a task of its own. Run `run()` as a task."""

    def __init__(self, lab: running.Lab, listener: socket.socket) -> None:
        self._lab = lab
        self._listener = listener
        listener.setblocking(False)

    async def run(self) -> None:
        """Accept until cancelled."""
        async with aio.tasks() as callers:
            while True:
                sock = await aio.accept(self._listener)
                callers.start(self._serve(sock), name="control caller")

    async def _serve(self, sock: socket.socket) -> None:
        with sock:
            try:
                # The lab's root is its owner: other users of the machine are not mapped to it.
                if address.peer_uid(sock) == os.getuid():
                    message, fds = await wire.receive_async(sock)
                    await self._answer_whatever(requests.Request(self._lab, sock, message, fds))
            except wire.Closed:
                pass  # the caller went away; what ran for it has been hung up
            except Exception:  # what came is no message of ours: there is nobody to answer
                log.exception("a request on the control socket could not be read")

    async def _answer_whatever(self, request: requests.Request) -> None:
        try:
            await self._answer(request)
        except wire.Closed:
            raise
        except Exception as error:  # a fault in one must not end the others; the log is in every report
            log.exception("a request on the control socket failed")
            await request.reply(_fault(error))

    async def _answer(self, request: requests.Request) -> None:
        try:
            await verb(request.message["do"])(request)
        except KeyError as error:
            words = {
                "error": f"the running lab does not know {error}",
                "todo": "end it with: k8stutor lab down",
            }
            await request.reply({**words, "why": "it was started by another version of k8stutor"})
        except errors.TutorError as error:
            words = {"error": error.what, "why": error.why, "todo": error.todo}
            await request.reply({**words, "code": error.exit_code, "errno": getattr(error, "errno", 0)})
        finally:
            request.close_fds()


def _fault(error: Exception) -> wire.Message:
    words = {"error": "the lab failed at this request", "why": f"{type(error).__name__}: {error}"}
    return {**words, "todo": "start it anew if that goes on: k8stutor lab down"}


def verb(name: str) -> Verb:
    """The function that answers it. Raises KeyError where there is none."""
    if name not in verbs.AVAILABLE:
        raise KeyError(name)
    answer: Verb = importlib.import_module(f"{verbs.__name__}.{name}").answer
    return answer
