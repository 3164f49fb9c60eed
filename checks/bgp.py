"""BGP between MetalLB's speakers and a router: sessions, paths, and the routes that come of them.

The router is asked in FRR's own JSON and in its kernel's; which nodes ought to announce an address is worked out from
the cluster. What a client gets through these routes is graded in `balance.py`.
"""

import re
from collections.abc import Callable, Sequence

from tutor.checkapi import declare, evidence, learner, verdict
from tutor.checkapi.routing import frr, routers
from tutor.checkapi.services import announcing

SOCKETS = frozenset({"ss", "netstat", "lsof", "vtysh"})
ESTABLISHED = frozenset({"established", "connected", "synchronized"})
"""The states that ss calls so."""


@declare.check("bgp.sessions", deadline=60)
def sessions(seen: evidence.Evidence, *, router: str = routers.ROUTER, saw: bool = True) -> verdict.Verdict:
    """The router has a session with the speaker of each node; with `saw`, the learner saw each of them stand."""
    nodes = announcing.speakers(seen.cluster)
    if not nodes:
        return _no_speaker(seen)
    try:
        known = frr.neighbours(routers.vtysh(seen, router, frr.NEIGHBOURS))
    except (OSError, ValueError) as error:
        return routers.silent(seen, router, error)
    looked = routers.ran(seen, SOCKETS)
    return verdict.together(
        [_session(seen, node, address, known.get(address), looked, saw) for node, address in nodes.items()]
    )


def _session(
    seen: evidence.Evidence,
    node: str,
    address: str,
    known: frr.Neighbour | None,
    looked: Sequence[evidence.CommandRecord],
    saw: bool,
) -> verdict.Verdict:
    expected = seen.say(en=f"a BGP session with {node}", ko=f"{node} 노드와 BGP 세션 수립")
    if known is None or not known.established:
        why = f" ({known.reason})" if known and known.reason else ""
        what = seen.say(
            en=f"the router says of {node}: {known.state + why if known else 'no such neighbour'}",
            ko=f"라우터에서 본 {node}의 상태: {known.state + why if known else '이웃으로 등록되지 않음'}",
        )
        todo = seen.say(
            en="Compare address and AS numbers on both sides, and read the speaker's log.",
            ko="양쪽에 설정한 주소와 AS 번호를 비교하고, 스피커의 로그를 읽어 보세요.",
        )
        return verdict.Verdict(False, expected, what, todo)
    called = (address, node)  # netstat and lsof print names where they are not told to leave them
    if saw and not any(frr.shows_session(_with_states(record), one) for record in looked for one in called):
        what = seen.say(
            en=f"the session with {node} stands, but no output of yours shows it",
            ko=f"{node} 노드와의 세션은 수립되어 있지만, 출력에서 확인하지 않음",
        )
        todo = seen.say(
            en=f"List the TCP connections on {node}.", ko=f"{node}에서 TCP 연결 목록을 확인해 보세요."
        )
        return verdict.Verdict(False, expected, what, todo, final=True, credit=0.5)
    return verdict.Verdict(True, expected, f"{node}: {known.state}")


def _with_states(record: evidence.CommandRecord) -> str:
    """The output; ss leaves the state out where it was asked for a single one."""
    asked = any(call.program == "ss" and ESTABLISHED & {*call.words} for call in learner.programs(record))
    return re.sub("^", "ESTAB ", record.output, flags=re.MULTILINE) if asked else record.output


@declare.check("bgp.routes", deadline=60)
def routed(
    seen: evidence.Evidence,
    *,
    services: list[str],
    namespace: str = "default",
    router: str = routers.ROUTER,
    saw: bool = True,
    programs: list[str] | None = None,
) -> verdict.Verdict:
    """The router's kernel sends each Service's address to exactly the nodes that ought to announce it.

    With `saw`, the learner had the same routes shown, by one of `programs` where they are given.
    """
    try:
        kernel = routers.kernel(seen, router)
    except (OSError, ValueError) as error:
        return routers.silent(seen, router, error)
    looked = routers.ran(seen, frozenset(programs or routers.SHOWING))
    parts = []
    for name in services:
        expected = seen.say(
            en=f"on {router}, a route to {name} by each node that ought to announce it, and by no other",
            ko=f"{router}의 {name} 경로: next hop은 이 주소를 알려야 하는 노드 전부, 그 밖의 노드는 없음",
        )
        parts.append(_towards(seen, name, namespace, expected, lambda to: kernel.get(to), looked, saw))
    return verdict.together(parts)


@declare.check("bgp.table", deadline=60)
def table(
    seen: evidence.Evidence, *, services: list[str], namespace: str = "default", router: str = routers.ROUTER
) -> verdict.Verdict:
    """BGP's own table has a path to each Service by each announcing node, and the learner saw it with the AS path."""
    try:
        known = frr.table(routers.vtysh(seen, router, frr.TABLE))
    except (OSError, ValueError) as error:
        return routers.silent(seen, router, error)
    systems = {path.systems for paths in known.values() for path in paths if path.systems}
    looked = [
        record
        for record in routers.ran(seen, frozenset({"vtysh"}))
        if any(learner.sees([record], one) for one in systems)
    ]
    parts = []
    for name in services:
        expected = seen.say(
            en=f"BGP's paths to {name}, with the systems that they lead through",
            ko=f"{name} 서비스로 가는 BGP 경로와 AS 경로 확인",
        )
        parts.append(_towards(seen, name, namespace, expected, lambda to: _hops(known, to), looked, True))
    return verdict.together(parts)


@declare.check("bgp.client", deadline=60)
def client(
    seen: evidence.Evidence,
    *,
    services: list[str],
    host: str = "k8s-pc",
    namespace: str = "default",
    router: str = routers.ROUTER,
) -> verdict.Verdict:
    """The client has learnt a route to each Service's address by the router, and the learner saw it."""
    try:
        kernel, own = routers.kernel(seen, host), routers.addresses(seen, router)
    except (OSError, ValueError) as error:
        return routers.silent(seen, host, error)
    looked = routers.ran(seen, routers.SHOWING)
    parts = []
    for name in services:
        expected = seen.say(
            en=f"on {host}, a route to {name} that it has learnt from the router",
            ko=f"{host}에서 라우터로부터 학습한 {name} 경로",
        )
        to = announcing.vip(seen.cluster, name, namespace)
        there, hops = to in kernel, kernel.get(to, frozenset())
        good = bool(hops) and hops <= own
        views = [route.hops for route in routers.shown(looked) if route.to == to]
        parts.append(_seen(seen, expected, to or name, hops if there else None, good, views))
    return verdict.together(parts)


def _towards(
    seen: evidence.Evidence,
    name: str,
    namespace: str,
    expected: str,
    hops_to: Callable[[str], frozenset[str] | None],
    looked: Sequence[evidence.CommandRecord],
    saw: bool,
) -> verdict.Verdict:
    """Whether what leads to a Service is what its announcers make, and was seen."""
    to = announcing.vip(seen.cluster, name, namespace)
    hops = hops_to(to) if to else None
    good = bool(hops) and announcing.of(seen.cluster, name, namespace).allow(hops or ())
    views = [hops] if not saw else [route.hops for route in routers.shown(looked) if route.to == to]
    return _seen(seen, expected, to or name, hops, good, views)


def _seen(
    seen: evidence.Evidence,
    expected: str,
    to: str,
    hops: frozenset[str] | None,
    good: bool,
    views: Sequence[frozenset[str] | None],
) -> verdict.Verdict:
    """The verdict on one route: right and seen (`views` are the gateways seen), right and not seen, or wrong."""
    what = f"{to}: {', '.join(sorted(hops, key=_numeric))}" if hops else ""
    if good and hops in views:
        return verdict.Verdict(True, expected, what)
    if good:
        what = seen.say(
            en=f"{to} is routed so, but no output of yours shows all of it",
            ko=f"{to} 경로는 올바르지만, 출력에서 전체를 확인하지 않음",
        )
        todo = seen.say(
            en="Show the route with all of its lines.", ko="경로의 모든 줄이 보이도록 출력해 보세요."
        )
        # Gateways that were there when the learner looked may come back: a speaker may be about to start anew.
        comes_back = any(view > hops for view in views if view and hops)
        return verdict.Verdict(False, expected, what, todo, final=not comes_back, credit=0.5)
    todo = seen.say(
        en="Which nodes announce it? Look at sessions, advertisement, policy and endpoints.",
        ko="어느 노드가 이 주소를 알리나요? 세션, 광고 설정, 트래픽 정책, 엔드포인트를 확인해 보세요.",
    )
    return verdict.Verdict(
        False, expected, what or seen.say(en=f"{to}: no route", ko=f"{to}: 경로 없음"), todo
    )


def _numeric(address: str) -> tuple[int, ...]:
    return tuple(int(part) for part in address.split("."))


def _hops(known: dict[str, list[frr.Path]], to: str) -> frozenset[str] | None:
    return frozenset(path.hop for path in known[to]) if to in known else None


def _no_speaker(seen: evidence.Evidence) -> verdict.Verdict:
    return verdict.Verdict(
        False,
        seen.say(en="a speaker of MetalLB on the nodes", ko="노드에서 실행 중인 MetalLB 스피커"),
        seen.say(en="none runs", ko="실행 중인 스피커가 없음"),
        seen.say(en="Look at the pods of MetalLB.", ko="MetalLB 파드를 확인해 보세요."),
    )
