"""What a learner tells in the course of lessons, report by report: the same for every run."""

from tutor.workshop import reports

STEPS = 12
"""Steps of a lesson."""
PART = 5
"""Reports of a step."""


def report(n: int, name: str) -> reports.Report:
    """The report of number `n`, from 1: they come, and then step for step enter, run, fail, run again and pass."""
    if n == 1:
        return reports.Joined(name, "en", "1.0", "k8s", 8 * STEPS)
    step, part = divmod(n - 2, PART)
    where = (f"{step // STEPS % 8 + 1:02}", f"step-{step % STEPS + 1}")
    match part:
        case 0:
            return reports.Entered(*where)
        case 1:
            return reports.Ran(*where, "k8s-m", "kubectl get service web -o wide", 0, 0.21)
        case 2:
            return reports.Graded(
                *where, False, True, (_verdict(step, passed=False), _verdict(step, passed=True))
            )
        case 3:
            return reports.Graded(
                *where, True, True, (_verdict(step, passed=True), _verdict(step, passed=True))
            )
        case _:
            return reports.Settled(*where, "passed")


def _verdict(step: int, *, passed: bool) -> reports.Verdict:
    seen = "a session with AS 64513" if passed else f"a session with AS 6451{step % 3}"
    return reports.Verdict(
        "bgp.session" if passed else "bgp.peer",
        "Peer with the router",
        passed,
        "a session with AS 64513",
        seen,
        "" if passed else "look at the peer's AS: kubectl get bgppeers -A -o yaml",
    )
