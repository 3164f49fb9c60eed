"""What the lab says of itself: memory, and which of its parts are the real thing."""

import os
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
)
"""The lab's own work-alikes; they behave as the real ones as far as the lessons go."""


def memory() -> int:
    """Bytes resident of every process of this pid namespace, shared pages counted once (PSS, proc(5))."""
    total = 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            total += _proportional(Path(entry.path) / "smaps_rollup")
    return total


def _proportional(rollup: Path) -> int:
    try:
        lines = rollup.read_text().splitlines()
    except OSError:
        return 0  # the process ended meanwhile
    for line in lines:
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
