"""A class on several servers: what each of them needs. Pure.

https://docs.nats.io/running-a-nats-service/configuration/clustering/jetstream_clustering
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tutor.base import errors
from tutor.workshop import authority, config, invitation

SIZES = (1, 3, 5)
"""Servers that can agree by majority; of three one may fail, of five two."""


class Files(NamedTuple):
    """One server's folder: file name -> text. The server is started in it: `nats-server -c server.conf`."""

    name: str
    texts: Mapping[str, str]


def addresses(words: str) -> tuple[str, ...]:
    """`HOST:PORT,HOST:PORT` as a call says it. Raises UsageError."""
    given = (one.strip().removeprefix("nats://").removeprefix("tls://") for one in words.split(","))
    found = tuple(one for one in given if one)
    for one in found:
        if not invitation.is_server(one) or not 0 < int(one.rpartition(":")[2]) < 1 << 16:
            raise errors.UsageError(
                f"{one} is no address of a server", todo="say HOST:PORT,HOST:PORT,HOST:PORT"
            )
    if len(found) > invitation.SERVERS_LIMIT:
        raise errors.UsageError(
            f"{len(found)} servers are more than a learner is told",
            todo=f"name {invitation.SERVERS_LIMIT} at most; three are enough",
        )
    if len(set(found)) != len(found):
        raise errors.UsageError("a server is named twice", todo="name each once")
    return found


def plan(of: authority.Authority, nodes: Sequence[str], *, cluster_port: int) -> list[Files]:
    """For each of `nodes` what is in its folder. `cluster_port` is where they talk to each other.

    Servers on one machine take the ports that follow. Raises UsageError for a number of servers that cannot agree.
    """
    if len(nodes) not in SIZES:
        raise errors.UsageError(
            f"{len(nodes)} servers can't agree",
            why="a majority must be left when one fails",
            todo="name 3 servers, or 5; one is what `workshop host` starts by itself",
        )
    routes = _routes(nodes, cluster_port)
    return [_files(of, number, nodes, routes) for number in range(len(nodes))]


def _routes(nodes: Sequence[str], cluster_port: int) -> list[str]:
    used: dict[str, int] = {}
    found = []
    for node in nodes:
        host = node.rpartition(":")[0]
        found.append(f"{host}:{cluster_port + used.get(host, 0)}")
        used[host] = used.get(host, 0) + 1
    return found


def _files(of: authority.Authority, number: int, nodes: Sequence[str], routes: Sequence[str]) -> Files:
    name = f"{of.class_id}-{number + 1}"
    alone = len(nodes) == 1
    node = config.Node(
        name,
        f"0.0.0.0:{nodes[number].rpartition(':')[2]}",
        "store",
        "certificate.pem",
        "private-key.pem",
        ports=".",
        cluster="" if alone else f"0.0.0.0:{routes[number].rpartition(':')[2]}",
        routes=[one for other, one in enumerate(routes) if other != number],
        advertise=nodes[number],
    )
    texts = {
        "server.conf": config.render(of, node),
        "certificate.pem": of.certificate,
        "private-key.pem": of.private_key,
    }
    return Files(name, texts)
