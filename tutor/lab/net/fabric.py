"""Builds the topology in net namespaces, in a process of its own: importing pyroute2 overlaps with other imports."""

import contextlib
import os
import socket
import traceback

from tutor.base import errors
from tutor.lab.control import wire
from tutor.lab.net import netns, topology

Namespaces = dict[str, int]
"""Host name, or "nat-" and host name, -> an open descriptor of its net namespace."""


def fork_builder() -> socket.socket:
    """Start building in a child that shares this process's net namespace, where the bridges will lie."""
    ours, theirs = wire.pair()
    if os.fork() == 0:
        ours.close()
        try:
            namespaces = build()
            names = list(namespaces)
            for name in names:
                wire.send(theirs, {"name": name}, [namespaces[name]])
            wire.send(theirs, {"done": True})
        except BaseException:
            wire.send(theirs, {"error": traceback.format_exc()[-4000:]})
        finally:
            os._exit(0)
    theirs.close()
    return ours


def collect(builder: socket.socket) -> Namespaces:
    """The namespaces, when the builder is done. Raises LabError with what went wrong."""
    found: Namespaces = {}
    with builder, contextlib.suppress(wire.Closed):
        while True:
            message, fds = wire.receive(builder)
            if "error" in message:
                raise errors.LabError("the lab's networks could not be built", why=message["error"])
            if "done" in message:
                return found
            found[message["name"]] = fds[0]
    raise errors.LabError("the lab's networks could not be built", why="the builder ended at once")


def build() -> Namespaces:
    """Make every namespace, cable, bridge, address and route of the topology."""
    from tutor.lab.net import cabling  # pyroute2 takes 0.2 s: only this process pays for it here

    namespaces: Namespaces = {}
    for host in topology.HOSTS:
        namespaces[host.name] = netns.create()
        namespaces[f"nat-{host.name}"] = netns.create()
    cabling.bridges(list(topology.SEGMENTS))
    for host in topology.HOSTS:
        cabling.plug(host, namespaces)
        cabling.configure(host, namespaces[host.name])
        cabling.configure_nat(namespaces[f"nat-{host.name}"])
    return namespaces
