"""A lab with MetalLB, and what k8s-rtr sees of it on the wire."""

import contextlib
import hashlib
import json
import os
import re
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from tests.lab import test_hosts
from tutor.lab.control import client
from tutor.lab.net import topology

MANIFESTS = Path(__file__).parents[4] / "assets" / "metallb"
PATIENCE_SECONDS = 60.0
ETHERTYPE_ARP = 0x0806
MACS = {name: topology.mac(name, "enp0s8") for name in topology.NODES}

Found = TypeVar("Found")
said = test_hosts.said


def wait_for(what: Callable[[], Found | None], why: str) -> Found:
    """What `what` returns once it is true. Raises AssertionError after the deadline."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (found := what()):
        assert time.monotonic() < end, why
        time.sleep(0.05)
    assert found is not None
    return found


def create(text: str, verb: str = "apply") -> None:
    """Give objects to kubectl on k8s-m."""
    null = os.open(os.devnull, os.O_RDWR)
    try:
        with tempfile.TemporaryFile() as manifest, tempfile.TemporaryFile() as trouble:
            manifest.write(text.encode())
            manifest.seek(0)
            fds = (manifest.fileno(), null, trouble.fileno())
            code = client.execute("k8s-m", ("kubectl", verb, "-f", "-"), fds=fds)
            trouble.seek(0)
            assert code == 0, trouble.read().decode()
    finally:
        os.close(null)


def shown(*words: str) -> Any:
    """What kubectl prints as JSON."""
    return json.loads(said("k8s-m", "kubectl", *words, "-o", "json"))


def owner(address: str, nodes: tuple[str, ...] = topology.NODES) -> str:
    """The node that MetalLB's election gives an address to, computed here from its definition."""
    return min(nodes, key=lambda node: hashlib.sha256(f"{node}#{address}".encode()).digest())


def who_has(*addresses: str) -> dict[str, list[str]]:
    """The MACs of all answers to k8s-rtr, which asks for all addresses at once by broadcast, for two seconds."""
    ask = "for a in $@; do arping -b -I enp0s8 -w 2 $a > /tmp/arping-$a & done; wait; cd /tmp; cat $FILES"
    files = "FILES=" + "'" + " ".join(f"arping-{address}" for address in addresses) + "'"
    text = said("k8s-rtr", "sh", "-c", f"{files}; {ask}", "sh", *addresses)
    found: dict[str, list[str]] = {address: [] for address in addresses}
    for address, mac in re.findall(r"reply from (\S+) \[(\S+)\]", text):
        found[address].append(mac.lower())
    return found


def replies(address: str) -> set[str]:
    """The MACs that answer for an address."""
    return set(who_has(address)[address])


def neighbour(address: str) -> str:
    """The MAC that k8s-rtr's neighbour table has for an address."""
    found = re.search(r"lladdr (\S+)", said("k8s-rtr", "ip", "neigh", "show", address))
    return found[1] if found else ""


def speaker_of(node: str) -> str:
    """The name of the node's speaker pod."""
    words = ("-n", "metallb-system", "-l", "component=speaker", f"--field-selector=spec.nodeName={node}")
    names: list[str] = [pod["metadata"]["name"] for pod in shown("get", "pods", *words)["items"]]
    return names[0]


def logged(pod: str, event: str) -> list[dict[str, Any]]:
    """The lines of a MetalLB pod's log with this event."""
    text = said("k8s-m", "kubectl", "-n", "metallb-system", "logs", pod)
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("event") == event]


class Unasked(NamedTuple):
    """A gratuitous ARP packet: when it came (Unix time), from which MAC, and the address it tells of."""

    when: float
    mac: str
    address: str
    operation: int


class Listener:
    """Hears all ARP on k8s-rtr's enp0s8."""

    def __init__(self, heard: socket.socket) -> None:
        self._heard = heard
        self._heard.settimeout(0.2)

    def gratuitous(self, address: str, *, mac: str = "", seconds: float = PATIENCE_SECONDS) -> Unasked | None:
        """The next one about an address, of this MAC if one is named; None when none comes in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(TimeoutError):
                found = _read(self._heard.recv(2048))
                if found.address == address and (not mac or found.mac == mac):
                    return found
        return None


def _read(raw: bytes) -> Unasked:
    """By the offsets of RFC 826; the address is empty for a packet that is not gratuitous."""
    unasked = raw[28:32] == raw[38:42] and raw[:6] == b"\xff" * 6
    address = socket.inet_ntoa(raw[28:32]) if unasked else ""
    return Unasked(time.time(), raw[6:12].hex(":"), address, int.from_bytes(raw[20:22], "big"))


@contextlib.contextmanager
def listening() -> Iterator[Listener]:
    """A listener on k8s-rtr."""
    with client.make_socket("k8s-rtr", socket.AF_PACKET, socket.SOCK_RAW) as heard:
        heard.bind(("enp0s8", ETHERTYPE_ARP))
        yield Listener(heard)
