"""The process that hosts are forked from, with everything imported that their Python work-alikes need.

A fork shares the imported modules' memory and takes milliseconds; an exec of Python takes a third of a second.
It is a child of the supervisor, single-threaded, and ends when the supervisor closes its side.
"""

import asyncio
import gc
import os
import signal
import socket
import traceback
from typing import NoReturn

from tutor.base import errors
from tutor.lab.control import wire
from tutor.lab.root import hostinit, hostroot, library, spawn, syscalls

OWN = syscalls.CLONE_NEWNS | syscalls.CLONE_NEWUTS | syscalls.CLONE_NEWIPC


class Template:
    """The supervisor's handle: asks the template process for hosts."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._turn = asyncio.Lock()
        channel.setblocking(False)

    async def host(
        self, name: str, root: hostroot.HostRoot, netns: int, *, disk: int = spawn.NO_FD
    ) -> spawn.HostInit:
        """Start a host in the net namespace `netns`; its `run()` must then be started as a task.

        `disk` is what an earlier life of it has left (`HostInit.disk`), to go on with instead of the fresh `root`.
        Raises errors.ProcessFault where its root cannot be built, LabError where the template has ended.
        """
        ours, theirs = wire.pair()
        words = {
            "name": name,
            "files": dict(root.files),
            "links": dict(root.links),
            "folders": list(root.folders),
        }
        kept = [] if disk == spawn.NO_FD else [disk]
        try:
            with theirs:
                pid = await self._fork(words, [theirs.fileno(), netns, *kept])
            ours.setblocking(False)
            ready, fds = await wire.receive_async(ours)
        except wire.Closed:
            ready, fds = {"error": "it ended at once"}, []
        except BaseException:
            ours.close()
            raise
        if "error" in ready:
            ours.close()
            raise errors.ProcessFault(f"host {name} could not be started", ready["error"])
        return spawn.HostInit(name, pid, ours, disk=fds[0] if fds else spawn.NO_FD)

    async def _fork(self, words: wire.Message, fds: list[int]) -> int:
        """The pid of a new host. Raises LabError once the template has ended."""
        async with self._turn:
            try:
                await wire.send_async(self._channel, words, fds)
                started, _ = await wire.receive_async(self._channel)
            except wire.Closed:
                raise errors.LabError(
                    f"{words['name']} could not be booted",
                    why="the process that hosts are forked from has ended",
                    todo="start the lab anew: k8stutor lab down, then k8stutor lab up",
                ) from None
        pid: int = started["pid"]
        return pid


def fork(ours: socket.socket, theirs: socket.socket) -> None:
    """Fork the template off; to be called before the supervisor starts threads or an event loop."""
    if os.fork() == 0:
        try:
            ours.close()
            _serve(theirs)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    theirs.close()


def _serve(channel: socket.socket) -> NoReturn:
    # Root on a host may take what its first process holds (pidfd_getfd(2)): nothing of the machine or the supervisor.
    library.close_others(channel.fileno())
    library.pin(syscalls.open_tree)
    gc.freeze()  # a collection in a child would touch, and so copy, every shared page
    gc.disable()
    signal.signal(
        signal.SIGCHLD, signal.SIG_IGN
    )  # hosts are watched by their channels; the kernel reaps them
    syscalls.rename_process("k8stutor-template")
    while True:
        try:
            words, fds = wire.receive(channel)
        except wire.Closed:
            os._exit(0)
        syscalls.unshare(syscalls.CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            channel.close()
            _become_host(words, socket.socket(fileno=fds[0]), fds[1], fds[2:])
        own = os.open("/proc/self/ns/pid", os.O_RDONLY)
        syscalls.setns(own, syscalls.CLONE_NEWPID)
        for fd in (own, *fds):
            os.close(fd)
        wire.send(channel, {"pid": pid})


def _become_host(words: wire.Message, channel: socket.socket, netns: int, disk: list[int]) -> NoReturn:
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        syscalls.unshare(OWN)
        syscalls.setns(netns, syscalls.CLONE_NEWNET)
        os.close(netns)
        syscalls.sethostname(words["name"])
        if disk:
            hostroot.resume(disk[0])
            os.close(disk[0])
        else:
            hostroot.enter(hostroot.HostRoot(words["files"], words["links"], tuple(words["folders"])))
        _tell_ready(channel)
        hostinit.main(channel)
        os._exit(0)
    except BaseException:
        wire.send(channel, {"error": traceback.format_exc()[-4000:]})
    finally:
        os._exit(1)


def _tell_ready(channel: socket.socket) -> None:
    """With the host's disk: its mounts, which outlive it where the kernel can copy them."""
    try:
        disk = syscalls.open_tree("/")
    except OSError:
        wire.send(channel, {"ready": True})
        return
    wire.send(channel, {"ready": True}, [disk])
    os.close(disk)
