"""How the lab grows: time from apply to working for ever more pods and Services, beside what a line would give."""

import itertools

from tests.benchmarks import own, services, table

PODS = (50, 100, 200)
"""Two workers hold 110 each, as real kubelets do."""
SERVICES = (100, 200, 400, 800)
SLACK = 1.5
"""By how much a doubling may cost more than double before it is called worse than linear: start-up costs make small
counts cheap, and a shared machine is noisy."""


def rows() -> list[table.Row]:
    """For each count the seconds, and for each step the cost per piece in relation to the step before."""
    with own.lab() as lab:
        pods = [(count, _pods(lab, count)) for count in PODS]
        lab.out("k8s-m", services.BACKEND)
        many = [(count, _services(lab, count)) for count in SERVICES]
    return [*_rows("pods", pods), *_rows("Services", many)]


def _rows(what: str, points: list[tuple[int, float]]) -> list[table.Row]:
    found = [table.Row(f"{count} {what}, apply to working", [seconds], "s") for count, seconds in points]
    for (few, before), (more, after) in itertools.pairwise(points):
        ratio = (after / more) / (before / few)
        found.append(table.Row(f"cost of one at {more} / at {few} {what}", [ratio], "x", budget=SLACK))
    return found


def _pods(lab: own.Lab, count: int) -> float:
    made = lab.seconds(
        "k8s-m",
        f"kubectl create deployment grow --image=registry.k8s.io/pause:3.10 --replicas={count};"
        " kubectl rollout status deployment/grow --timeout=200s",
    )
    lab.out("k8s-m", "kubectl delete deployment grow --cascade=foreground --timeout=200s")
    lab.out("k8s-m", own.wait('[ -z "$(kubectl get pod -l app=grow -o name)" ]', 0.2))
    return made


def _services(lab: own.Lab, count: int) -> float:
    began = own.stamp()
    lab.out("k8s-m", "kubectl create -f - >/dev/null", services.manifests(0, count))
    last = services.until(lab, f"many{count - 1}")
    lab.out("k8s-m", "kubectl delete svc -l many=yes >/dev/null")
    return last - began
