"""Routes as programs print them: iproute2 in text and JSON, and FRR's tables. Text in, routes out. Pure.

Forms: `ip route`, `ip -j route`, `ip route get` (iproute2 6), vtysh's `show ip route`, `show ip bgp`,
`show ip bgp PREFIX` and their `json` (FRR 8 to 10; Quagga 1.2 printed the same tables).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ADDRESS = r"\d{1,3}(?:\.\d{1,3}){3}"
HEAD = re.compile(
    rf"(?:[A-Z][>*]*[ >*]+)?(?:unicast )?[sdhriSR*>=<!\s]*({ADDRESS})(/\d+)?"
    r"(?=\s+(?:nhid|proto|via|dev|from\s.*\svia|\[|\d+\.\d+\.))"
)
OLD = re.compile(rf"(?P<to>{ADDRESS})\s+(?P<hop>{ADDRESS})\s+255\.255\.255\.255\s+U[A-Z]+\s")
"""A row of net-tools' `route -n` and `netstat -rn`, which know one gateway of a route."""
DETAIL = re.compile(rf"(?:BGP routing table|Routing) entry for ({ADDRESS})(/\d+)?")
HOP = re.compile(rf"[sdhriSR*>=<!\s]*(?:nexthop\s+)?(?:via\s+)?({ADDRESS})(?=,|\s+dev\s|\s+from\s|\s+\d+\s)")
LIST = re.compile(rf"(?:\s*{ADDRESS})+\s*")
"""The neighbours that FRR has told of a path: addresses alone."""

GATEWAY = re.compile(rf"(?:\s+|.*?\svia\s+)({ADDRESS})")


@dataclass(frozen=True)
class Route:
    """A destination and the gateways to it. A single address stands without "/32"."""

    to: str
    hops: frozenset[str]


def read(text: str) -> list[Route]:
    """The routes that a text shows, in its order; the same destination may come more than once."""
    found = list(_documents(text))
    if found:
        return [route for document in found for route in of_json(document)]
    return list(_of_lines(text.replace("\\", "\n").splitlines()))  # `ip -o` has a \\ for the end of a line


def kernel(text: str) -> dict[str, frozenset[str]]:
    """Destination -> gateways, from `ip -j route`. Raises ValueError where it is no JSON."""
    return {route.to: route.hops for route in of_json(json.loads(text or "[]"))}


def of_json(document: Any) -> Iterator[Route]:
    """The routes of a JSON document: iproute2's list, or FRR's objects, whose keys are the destinations."""
    if isinstance(document, list):
        for one in document:
            if isinstance(one, Mapping) and "dst" in one:
                yield Route(plain(str(one["dst"])), frozenset(_gateways([one, *one.get("nexthops", ())])))
    elif isinstance(document, Mapping):
        for key, value in document.items():
            if re.fullmatch(rf"{ADDRESS}/\d+", key) and isinstance(value, list):
                hops = [hop for path in value for hop in path.get("nexthops", ())]
                yield Route(plain(key), frozenset(_gateways(hops)))
            elif isinstance(value, Mapping):
                yield from of_json(value)
        if isinstance(document.get("paths"), list) and "prefix" in document:
            hops = [hop for path in document["paths"] for hop in path.get("nexthops", ())]
            yield Route(plain(str(document["prefix"])), frozenset(_gateways(hops)))


def plain(destination: str) -> str:
    """The destination, a single address without its length."""
    return destination.removesuffix("/32")


def _gateways(hops: list[Mapping[str, Any]]) -> Iterator[str]:
    for hop in hops:
        if gateway := hop.get("gateway") or hop.get("ip"):
            yield str(gateway)


def _documents(text: str) -> Iterator[Any]:
    """The JSON documents in a text, other lines passed over."""
    decoder = json.JSONDecoder()
    at = 0
    while found := re.compile(r"^[\[{]", re.MULTILINE).search(text, at):
        try:
            document, at = decoder.raw_decode(text, found.start())
        except ValueError:
            at = found.end()
            continue
        if isinstance(document, Mapping) or (document and isinstance(document[0], Mapping)):
            yield document


def _of_lines(lines: list[str]) -> Iterator[Route]:
    """The routes of tables in which further gateways stand on lines of their own."""
    to, hops = "", set[str]()
    for line in lines:
        if LIST.fullmatch(line):
            continue
        if old := OLD.match(line):
            yield Route(old["to"], frozenset({old["hop"]}))
        elif head := HEAD.match(line) or DETAIL.search(line):
            if to:
                yield Route(to, frozenset(hops))
            to = plain(head[1] + (head[2] or ""))
            gateway = GATEWAY.match(line, head.end())
            hops = {gateway[1]} if gateway else set()
        elif to and (hop := HOP.match(line)):
            hops.add(hop[1])
    if to:
        yield Route(to, frozenset(hops))
