"""What the lab says of itself: memory, and which of its parts are the real thing."""

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path

REAL = (
    "kubectl",
    "the kernel's network stack, conntrack and netfilter",
    "iptables",
    "FRR",
    "the command line tools on the hosts",
)
EMULATED = (
    "the API server and its store",
    "the controllers and the scheduler",
    "the kubelet and the container runtime",
    "kube-proxy (its rules are real iptables rules)",
    "Calico (its interfaces and routes are real)",
    "CoreDNS",
    "MetalLB (its ARP and BGP are real packets)",
)
"""The lab's own work-alikes; they behave as the real ones as far as the lessons go."""


@dataclasses.dataclass(frozen=True)
class Use:
    """What a lab uses: bytes resident in all, and how many processes each host has."""

    memory: int
    processes: Mapping[str, int]


def use(hosts: Mapping[str, int]) -> Use:
    """Of this pid namespace now; `hosts` are the pids of the hosts' first processes by name.

    Shared pages are counted once (PSS, proc(5)).
    """
    parents, memory = {}, 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            memory += _proportional(Path(entry.path) / "smaps_rollup")
            parents[int(entry.name)] = _parent(Path(entry.path) / "stat")
    return Use(memory, {name: below(pid, parents) for name, pid in hosts.items()})


def below(pid: int, parents: Mapping[int, int]) -> int:
    """How many processes a tree has, its root among them; `parents` by pid. Pure."""
    found = {pid} & parents.keys()
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return len(found)


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0  # the process ended meanwhile


def _proportional(rollup: Path) -> int:
    try:
        lines = rollup.read_text().splitlines()
    except OSError:
        return 0  # the process ended meanwhile
    for line in lines:
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
