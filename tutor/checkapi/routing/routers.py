"""Routers and other hosts with routes: FRR by vtysh, the kernel by iproute2, and the routes that the learner saw."""

import json
from collections.abc import Iterable

from tutor.checkapi import evidence, learner, verdict
from tutor.checkapi.routing import routes

ROUTER = "k8s-rtr"
"""The router where a check does not say which."""

SHOWING = frozenset({"ip", "route", "netstat", "vtysh", "bgpctl", "birdc", "gobgp"})
"""Programs that print routes."""


def kernel(seen: evidence.Evidence, host: str) -> dict[str, frozenset[str]]:
    """The host's routes: destination -> gateways. Raises OSError, ValueError."""
    return routes.kernel(run(seen, host, ["ip", "-j", "route", "show"]))


def addresses(seen: evidence.Evidence, host: str) -> frozenset[str]:
    """The host's own IPv4 addresses. Raises OSError, ValueError."""
    cards = json.loads(run(seen, host, ["ip", "-j", "-4", "address", "show"]))
    return frozenset(str(one["local"]) for card in cards for one in card.get("addr_info", ()))


def vtysh(seen: evidence.Evidence, host: str, line: str) -> str:
    """What FRR says to a line. Raises OSError where the host has no FRR that answers."""
    return run(seen, host, ["vtysh", "-c", line])


def run(seen: evidence.Evidence, host: str, argv: list[str]) -> str:
    """What a program prints on a host. Raises OSError where it fails."""
    done = seen.exec(host, argv)
    if done.exit_code:
        raise OSError(f"{' '.join(argv)}: {learner.excerpt(done.stderr or done.stdout)}")
    return done.stdout


def ran(seen: evidence.Evidence, programs: frozenset[str]) -> list[evidence.CommandRecord]:
    """The learner's commands that ran one of the programs and ended well, oldest first."""
    return [
        record
        for record in seen.commands
        if learner.ended_well(record) and any(call.program in programs for call in learner.programs(record))
    ]


def shown(records: Iterable[evidence.CommandRecord]) -> list[routes.Route]:
    """The routes that these commands showed, without those that a line has the shell print itself."""
    return [
        route
        for record in records
        for route in routes.read(record.output)
        if not learner.printed_by_hand(record, route.to)
    ]


def silent(seen: evidence.Evidence, host: str, error: Exception) -> verdict.Verdict:
    """The verdict where a host's tables cannot be read."""
    why = seen.reason(error)
    return verdict.Verdict(
        False,
        seen.say(en=f"the routing tables of {host}", ko=f"{host}의 라우팅 테이블"),
        seen.say(en=f"{host} does not tell: {why}", ko=f"{host}에서 읽을 수 없음: {why}"),
        seen.say(en=f"Does {host} run, and FRR on it?", ko=f"{host} 호스트와 그 위의 FRR이 실행 중인가요?"),
    )
