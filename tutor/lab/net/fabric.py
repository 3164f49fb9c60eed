"""Builds the topology in net namespaces, in a process of its own: importing pyroute2 overlaps with other imports."""

import os
import socket
import traceback
from collections.abc import Callable

from tutor.base import errors
from tutor.lab.control import wire
from tutor.lab.net import netns, topology

Namespaces = dict[str, int]
"""Host name, or "nat-" and host name, -> an open descriptor of its net namespace."""


def fork_builder(build: Callable[[], Namespaces]) -> tuple[int, socket.socket]:
    """Start building in a child (its pid) that shares this net namespace, where the bridges lie."""
    ours, theirs = wire.pair()
    pid = os.fork()
    if pid == 0:
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
    return pid, ours


def collect(pid: int, channel: socket.socket) -> Namespaces:
    """The namespaces, when the builder is done. Raises ProcessFault with what went wrong."""
    try:
        with channel:
            return _received(channel)
    except wire.Closed:
        raise errors.ProcessFault(
            "the lab's networks could not be built", "the builder ended at once"
        ) from None
    finally:
        os.waitpid(pid, 0)


def _received(channel: socket.socket) -> Namespaces:
    found: Namespaces = {}
    while True:
        message, fds = wire.receive(channel)
        if "error" in message:
            raise errors.ProcessFault("the lab's networks could not be built", message["error"])
        if "done" in message:
            return found
        found[message["name"]] = fds[0]


def rebuild(host: topology.Host, nat: int) -> Namespaces:
    """Plug in a host again whose cards have gone, in a new net namespace; `nat` is that of its NAT segment."""
    from tutor.lab.net import cabling

    namespaces: Namespaces = {host.name: netns.create(), f"nat-{host.name}": nat}
    cabling.plug(host, namespaces)
    cabling.configure(host, namespaces[host.name])
    cabling.configure_nat(nat)
    return {host.name: namespaces[host.name]}


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
