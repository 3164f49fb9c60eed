"""What differs between learners who do the same, taken out of a verdict's words. Pure.

Masked are what a cluster picks by chance or by order (addresses of pods and Services, node ports, names of pods, chains
and interfaces, MACs), times and ages, and how many beyond none, one, some and all. What a person writes stays: AS
numbers, ports, names of nodes and Services, addresses of machines, states. An address that was expected is known again
where it is seen.
"""

import functools
import ipaddress
import re
from collections.abc import Callable
from typing import TypeAlias

CHANCE = {
    kind: tuple(map(ipaddress.ip_network, networks.split()))
    for kind, networks in {
        "POD": "172.16.0.0/16 10.244.0.0/16 10.42.0.0/16",  # of the lab, and as Flannel and k3s are set up
        "SERVICE": "10.96.0.0/12 10.43.0.0/16",  # of kubeadm and of k3s
        "VIP": "172.20.1.0/24 192.168.10.200/29 192.168.10.208/31 192.168.10.210/32",  # the lab's pools
    }.items()
}
"""Where an address is picked from without anybody's choice, by what it is then; others are told apart."""

_SAFE = "bcdfghjklmnpqrstvwxz2456789"  # the letters of generated names: apimachinery's util/rand
_ADDRESS = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5}))?(?!\.?\d)")
_SIX = re.compile(r"(?<![\w:])(?=[0-9a-f:]*::|(?:[0-9a-f]{1,4}:){7})[0-9a-f:]{3,39}(?![\w:])", re.IGNORECASE)
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), mask)
    for pattern, mask in (
        (r"\b(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}\b", "MAC"),
        (r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "ID"),
        (r"\b(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{12,64}\b", "ID"),
        (rf"-(?:[{_SAFE}]{{6,10}}-)?[{_SAFE}]{{5}}(?![\w-])", "-*"),
        (r"\b(KUBE-(?:SVC|SEP|EXT|FW|XLB|SVL)-)[A-Z2-7]{16}\b", r"\1*"),
        (r"\bcali[0-9a-f]{11}\b", "cali*"),
        (r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?", "TIME"),
        (r"\b\d{1,2}:\d\d:\d\d(?:\.\d+)?\b", "TIME"),
        (r"\b(?:\d+(?:\.\d+)?(?:d|h|m|s|ms|us|µs))+\b", "TIME"),
        (r"\b\d+(?:\.\d+)? (?:ms|s|min|h|seconds?|minutes?|hours?|days?)\b", "TIME"),
        (r"\b\d+(?:\.\d+)? ?%", "SHARE"),
        (
            r"\b(?:Idle|Connect|Active|OpenSent|OpenConfirm)\b",
            "DOWN",
        ),  # a session that fails goes through them all
    )
)
_TALLY = re.compile(r"(?<=[a-z0-9*])(:? )(\d+)(?=[,;)]|$)")
_TALLIED = re.compile(r"[a-z][a-z.-]*[\w.*-]*[\d*]:? $")
_COUNT = re.compile(r"(?<![\w.:=/-])(\d+)(?: of (\d+))?(?= [a-z])")
_NUMBERED = re.compile(
    r"\b(?:ports?|as|asn|number|vlan|vni|code|status|exit|error|line)[ :=]+$", re.IGNORECASE
)
_PATH = re.compile(r"(?:/[^\s/:()]+)+/")
LENGTH = 600
"""Characters that are compared; checks quote less, and what is foreign shall not take long."""
SOMEBODYS_PORT = 30_000
"""From here on a port is picked by the kernel, or by Kubernetes for a node port."""
_NODE_PORT = re.compile(r"(?<![\d.])(3[01]\d{3}|32[0-6]\d\d|327[0-5]\d|3276[0-7])(?![\d.]*\d)")


@functools.lru_cache(maxsize=8192)
def difference(expected: str, seen: str) -> str:
    """What was expected and what was seen instead, masked; equal for equal mistakes."""
    known: dict[str, str] = {}
    wanted = _masked(expected, lambda address, kind: known.setdefault(address, f"{kind}{len(known)}"))
    return f"{wanted}\n{_masked(seen, known.get)}"


def fault(text: str) -> str:
    """What went wrong in a check, whatever machine it ran on."""
    return _masked(_PATH.sub("", text), lambda _, kind: kind)


Name: TypeAlias = Callable[[str, str], str]
"""What stands for an address of a kind."""


def _masked(text: str, name: Name) -> str:
    text = " ".join(text[:LENGTH].split())
    for pattern, mask in _WORDS:
        text = pattern.sub(mask, text)
    text = _ADDRESS.sub(lambda found: _address(found[1], found[2], name), text)
    text = _SIX.sub(lambda found: name(found[0].lower(), "ADDRESS"), text)
    text = _NODE_PORT.sub("NODEPORT", text)
    text = _COUNT.sub(_count, text)
    return _TALLY.sub(_tally, text)


def _address(text: str, port: str | None, name: Name) -> str:
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        return text if port is None else f"{text}:{port}"
    kind = next((kind for kind, among in CHANCE.items() if any(address in one for one in among)), "")
    shown = name(text, kind) if kind else text
    if port is None:
        return shown
    return f"{shown}:{port if int(port) < SOMEBODYS_PORT else 'PORT'}"


def _count(found: re.Match[str]) -> str:
    """None, one or many; of a whole, none, some or all."""
    if _NUMBERED.search(found.string[max(0, found.start() - 12) : found.start()]):
        return found[0]
    number, whole = int(found[1]), found[2]
    if number == 0:
        return "NONE"
    if whole is not None:
        return "ALL" if number == int(whole) else "SOME"
    return "ONE" if number == 1 else "MANY"


def _tally(found: re.Match[str]) -> str:
    """How often something came is chance, but for never."""
    if not _TALLIED.search(found.string[max(0, found.start() - 64) : found.end(1)]):
        return found[0]
    return found[1] + ("NONE" if int(found[2]) == 0 else "SOME")
