"""Sockets for the resolver that every host finds at its NAT segment's DNS address."""

import socket
from collections.abc import Iterator, Mapping

from tutor.lab.net import netns, topology


def sockets(namespaces: Mapping[str, int]) -> Iterator[socket.socket]:
    """A bound UDP and a listening TCP socket in each NAT segment; `namespaces` by name (`net.fabric`)."""
    where = (topology.NAT_DNS, 53)
    for host in topology.HOSTS:
        with netns.entered(namespaces[f"nat-{host.name}"]):
            datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            datagrams.bind(where)
            streams = socket.create_server(where)
        yield from (datagrams, streams)
