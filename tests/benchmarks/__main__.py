"""Run the benchmarks named, or all; exit code 1 when a budget is missed."""

import importlib
import sys

from tests.benchmarks import table

SUBJECTS = {
    "launch": "launch: first lesson painted",
    "lab": "lab: from nothing to ready, memory, a Deployment of 30 pods",
    "verdict": "verdict: from a command's end",
    "flood": "terminal pane under a flood",
    "console": "the instructor's console",
    "services": "Services: many at once, one among many, HTTP through one",
    "growth": "growth: ever more pods and Services",
    "snapshots": "back to a state: snapshot, restore, reset",
    "labs": "many labs side by side",
    "loadbalancer": "MetalLB: announcement and failover",
    "workshop": "a class: learners on one server, and on three of which one dies",
}


def main(names: list[str]) -> int:
    """Print a table a subject."""
    met = True
    for name in names or SUBJECTS:
        met &= table.show(SUBJECTS[name], importlib.import_module(f"tests.benchmarks.{name}").rows())
    return 0 if met else 1


sys.exit(main(sys.argv[1:]))
