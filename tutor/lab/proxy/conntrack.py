"""Which connections conntrack must forget when UDP endpoints change (pkg/proxy/conntrack/cleanup.go).

UDP has no connections, so the kernel goes on sending a client's packets to the endpoint that it chose once. `stale` is
pure; `argv` are the calls of conntrack(8) that make the kernel forget.
"""

from collections.abc import Iterable, Mapping, Sequence

from tutor.lab.proxy import services

Endpoints = Mapping[services.Key, Sequence[services.Endpoint]]
Stale = tuple[list[tuple[str | int, str]], list[str], list[int]]


def stale(ports: Iterable[services.ServicePort], before: Endpoints, now: Endpoints) -> Stale:
    """(address or node port, endpoint address) pairs, whole addresses, and node ports to be forgotten.

    Pairs are for endpoints that have gone; whole addresses and node ports for services that gain their first endpoint,
    because their clients' packets have been recorded as going nowhere.
    """
    pairs: list[tuple[str | int, str]] = []
    addresses: list[str] = []
    node_ports: list[int] = []
    for port in ports:
        if port.protocol != "udp":
            continue
        own = [port.cluster_ip, *port.external_ips, *port.load_balancer_ips]
        old = {endpoint.name: endpoint.address for endpoint in before.get(port.key, ()) if endpoint.ready}
        new = {endpoint.name for endpoint in now.get(port.key, ()) if endpoint.ready}
        ways: list[str | int] = [*own, *([port.node_port] if port.node_port else [])]
        pairs += [(way, address) for name, address in old.items() if name not in new for way in ways]
        if new and not old:
            addresses += own
            node_ports += [port.node_port] if port.node_port else []
    return pairs, addresses, node_ports


def argv(
    pairs: Iterable[tuple[str | int, str]], addresses: Iterable[str], node_ports: Iterable[int]
) -> list[tuple[str, ...]]:
    """The calls of conntrack(8)."""
    delete = ("conntrack", "-D", "-p", "udp")
    calls: list[tuple[str, ...]] = [
        (*delete, "--dport" if isinstance(way, int) else "--orig-dst", str(way), "--dst-nat", address)
        for way, address in pairs
    ]
    calls += [(*delete, "--orig-dst", ip) for ip in addresses]
    return calls + [(*delete, "--dport", str(number)) for number in node_ports]
