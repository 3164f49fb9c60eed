"""How long a router waits for a BGP neighbour that has fallen silent, and what it does then."""

from tutor.checkapi import declare, evidence, learner, verdict
from tutor.checkapi.routing import frr, routers
from tutor.checkapi.services import announcing, backends


@declare.check("bgp.hold", deadline=20)
def hold(
    seen: evidence.Evidence, *, node: str, at_most: float, router: str = routers.ROUTER
) -> verdict.Verdict:
    """The session with the node stands with a hold time of at most so many seconds, and the learner saw the time."""
    expected = seen.say(
        en=f"a session with {node} whose hold time is {at_most:g} s or less, read on the router",
        ko=f"{node} 노드와 맺은 세션의 hold time이 {at_most:g}초 이하이며, 라우터에서 확인함",
    )
    address = backends.node_addresses(seen.cluster).get(node, "")
    try:
        known = frr.neighbours(routers.vtysh(seen, router, frr.NEIGHBOURS)).get(address)
    except (OSError, ValueError) as error:
        return routers.silent(seen, router, error)
    if known is None or not known.established:
        what = seen.say(
            en=f"{router} has no established session with {node}",
            ko=f"{router}에 {node} 노드와 수립된 세션이 없음",
        )
        todo = seen.say(
            en="A session that was begun anew takes some seconds. Does its state on the router change?",
            ko="다시 맺는 세션은 몇 초 걸립니다. 라우터에서 본 상태가 바뀌고 있나요?",
        )
        return verdict.Verdict(False, expected, what, todo)
    if known.hold > at_most:
        what = seen.say(en=f"in force: {known.hold:g} s", ko=f"적용된 값: {known.hold:g}초")
        todo = seen.say(
            en="The time is agreed upon when a session begins: was it begun anew?",
            ko="hold time은 세션을 맺을 때 정해집니다. 세션을 다시 맺었나요?",
        )
        return verdict.Verdict(False, expected, what, todo, credit=0.3)
    looked = routers.ran(seen, frozenset({"vtysh"}))
    # FRR's JSON has milliseconds.
    if not any(learner.sees(looked, f"{number:g}") for number in (known.hold, known.hold * 1000)):
        what = seen.say(en="so it is, but you have not read it", ko="적용되었지만 아직 확인하지 않음")
        todo = seen.say(
            en="What does FRR say of this neighbour?", ko="FRR에서 이 이웃의 정보를 확인해 보세요."
        )
        return verdict.Verdict(False, expected, what, todo, final=True, credit=0.6)
    return verdict.Verdict(True, expected, f"{known.hold:g} s")


@declare.check("bgp.lost", deadline=30)
def lost(
    seen: evidence.Evidence,
    *,
    node: str,
    service: str,
    namespace: str = "default",
    router: str = routers.ROUTER,
) -> verdict.Verdict:
    """The router gave up the silent node when the hold time was over, and the learner saw the route without it."""
    expected = seen.say(
        en=f"{node} is silent, its session has timed out, and you saw the route to {service} without it",
        ko=f"{node} 노드의 응답이 끊겨 세션이 만료되었고, 그 노드가 빠진 {service} 경로를 확인함",
    )
    address = backends.node_addresses(seen.cluster).get(node, "")
    try:
        known = frr.neighbours(routers.vtysh(seen, router, frr.NEIGHBOURS)).get(address)
        live = routers.kernel(seen, router)
        to = announcing.vip(seen.cluster, service, namespace)
    except (OSError, ValueError) as error:
        return routers.silent(seen, router, error)
    hops = live.get(to, frozenset())
    if known is None or known.established or address in hops:
        return _still_there(seen, expected, node)
    if "hold timer" not in known.reason.lower():
        return _ended_otherwise(seen, expected, known)
    if not hops or not _saw(seen, to, hops):
        return _route_unseen(seen, expected, router, final=bool(hops))
    return verdict.Verdict(True, expected, known.reason)


def _saw(seen: evidence.Evidence, to: str, hops: frozenset[str]) -> bool:
    """Whether the learner had the route to that address printed with just these gateways."""
    routes = routers.shown(routers.ran(seen, routers.SHOWING))
    return any(route.to == to and route.hops == hops for route in routes)


def _still_there(seen: evidence.Evidence, expected: str, node: str) -> verdict.Verdict:
    what = seen.say(en=f"{node} still has its part in the route", ko=f"{node} 노드가 아직 경로에 있음")
    todo = seen.say(
        en="Is it cut off? Then wait out the hold time.",
        ko="연결을 끊었다면 hold time만큼 기다려 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo)


def _ended_otherwise(seen: evidence.Evidence, expected: str, known: frr.Neighbour) -> verdict.Verdict:
    what = seen.say(
        en=f"the session ended otherwise: {known.reason or known.state}",
        ko=f"세션이 다른 이유로 끝남: {known.reason or known.state}",
    )
    todo = seen.say(
        en="The node must fall silent without a word of goodbye.",
        ko="노드가 아무 인사도 없이 끊겨야 합니다.",
    )
    return verdict.Verdict(False, expected, what, todo, credit=0.4)


def _route_unseen(seen: evidence.Evidence, expected: str, router: str, *, final: bool) -> verdict.Verdict:
    what = seen.say(en="so it is, but you have not seen the route", ko="경로가 바뀌었지만 아직 확인하지 않음")
    todo = seen.say(en=f"Look at the routes of {router}.", ko=f"{router}의 라우팅 테이블을 확인해 보세요.")
    return verdict.Verdict(False, expected, what, todo, final=final, credit=0.7)
