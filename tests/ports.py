"""Ports for servers that are told theirs before they start.

Below those that the kernel hands out to connections by itself (ip_local_port_range), so that none of those takes one
between the look and the server's start.
"""

import contextlib
import random
import socket

FIRST, LAST = 12_000, 30_000


def free(count: int = 1) -> list[int]:
    """Some next to each other on which nobody listens on the loopback."""
    while True:
        first = random.randrange(FIRST, LAST - count)
        with contextlib.ExitStack() as stack:
            try:
                for port in range(first, first + count):
                    probe = stack.enter_context(socket.socket())
                    probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return list(range(first, first + count))
