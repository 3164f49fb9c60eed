"""Entering net namespaces for a moment: sockets made inside stay inside (setns(2), socket(7))."""

import contextlib
import os
import socket
from collections.abc import Iterator

from tutor.lab.root import syscalls


@contextlib.contextmanager
def entered(namespace: int | str) -> Iterator[None]:
    """Run the block in a net namespace: a descriptor, or a path such as /proc/PID/ns/net.

    The whole thread is inside meanwhile, so the block must not await. Raises OSError where the namespace has gone.
    """
    own = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        target = os.open(namespace, os.O_RDONLY | os.O_CLOEXEC) if isinstance(namespace, str) else namespace
        try:
            syscalls.setns(target, syscalls.CLONE_NEWNET)
        finally:
            if target is not namespace:
                os.close(target)
        try:
            yield
        finally:
            syscalls.setns(own, syscalls.CLONE_NEWNET)
    finally:
        os.close(own)


def create() -> int:
    """A new, empty net namespace, alive as long as its descriptor is open or a process lives in it."""
    own = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        syscalls.unshare(syscalls.CLONE_NEWNET)
        try:
            return os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        finally:
            syscalls.setns(own, syscalls.CLONE_NEWNET)
    finally:
        os.close(own)


def make_socket(namespace: int | str, family: int, kind: int, protocol: int = 0) -> socket.socket:
    """A socket that lives in another net namespace. Raises OSError."""
    with entered(namespace):
        return socket.socket(family, kind, protocol)


def sysctl(values: dict[str, str]) -> None:
    """Set kernel parameters of the current net namespace, by their path below /proc/sys/net."""
    for name, value in values.items():
        with open(f"/proc/sys/net/{name}", "w") as parameter:
            parameter.write(value)
