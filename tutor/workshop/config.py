"""The NATS server's configuration as text. Pure.

The server trusts one operator and is given its accounts; who brings no token is the guest (`default_sentinel`). TLS
comes before the first byte of NATS (https://docs.nats.io/running-a-nats-service/configuration).
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from tutor.workshop import authority, jwt


class Node(NamedTuple):
    """One server. `routes` are the other nodes' addresses with their cluster ports; empty for a server alone."""

    name: str
    listen: str
    """Address and port for learners; port -1 lets the system choose."""
    store: str
    """The folder of its streams."""
    certificate: str
    private_key: str
    """Files."""
    ports: str = ""
    """A folder where it writes which ports it listens on."""
    cluster: str = ""
    """Address and port for the other nodes."""
    routes: Sequence[str] = ()
    advertise: str = ""
    """The address and port that clients are told, if it is another one."""


def render(of: authority.Authority, node: Node) -> str:
    """The text of a configuration file. It holds tokens, but no key."""
    accounts = "\n".join(f"  {public}: {_quoted(token)}" for public, token in of.accounts().items())
    lines = [
        f"server_name: {_quoted(node.name)}",
        f"listen: {_quoted(node.listen)}",
        f"max_payload: {2 * jwt.PAYLOAD}",
        'write_deadline: "10s"',
        'ping_interval: "20s"',
        "max_control_line: 4096",
        _tls(node, "handshake_first: true"),
        "jetstream {",
        f"  store_dir: {_quoted(node.store)}",
        # A server's own crash loses nothing that it said was stored; this is for the machine's.
        '  sync_interval: "2s"',
        "}",
        f"operator: {_quoted(of.operator())}",
        "resolver: MEMORY",
        "resolver_preload {",
        accounts,
        "}",
        f"default_sentinel: {_quoted(of.guest())}",
    ]
    if node.ports:
        lines.append(f"ports_file_dir: {_quoted(node.ports)}")
    if node.advertise:
        lines.append(f"client_advertise: {_quoted(node.advertise)}")
    return "\n".join([*lines, *_cluster(of, node), ""])


def _cluster(of: authority.Authority, node: Node) -> list[str]:
    if not node.cluster:
        return []
    routes = ", ".join(_quoted(f"nats://{one}") for one in node.routes)
    return [
        "cluster {",
        f"  name: {_quoted(of.class_id)}",
        f"  listen: {_quoted(node.cluster)}",
        f"  {_tls(node, f'ca_file: {_quoted(node.certificate)}, verify: true')}",
        f"  routes: [{routes}]",
        "}",
    ]


def _tls(node: Node, more: str) -> str:
    return f"tls {{ cert_file: {_quoted(node.certificate)}, key_file: {_quoted(node.private_key)}, {more} }}"


def _quoted(text: str) -> str:
    """A string of the configuration, which knows JSON's escapes but those of single characters by number."""
    return json.dumps(text, ensure_ascii=False)
