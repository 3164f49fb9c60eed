"""Addresses on a shared segment: which MAC answers for them, what a neighbour table says, what ping makes of them."""

import re

from tutor.checkapi import declare, evidence, learner, phrases, shown, verdict
from tutor.checkapi.routing import lanhosts, pings
from tutor.checkapi.services import announcing, backends

ASKERS = lanhosts.ASKERS
CARDS = frozenset({"ip", "ifconfig", "cat"})
"""What tells a host's own MACs."""
NO_ANSWER = re.compile(r"^Received 0 response", re.MULTILINE)
"""How arping of iputils ends where nobody answered; without an address to ask for it prints its usage."""
STARTS = re.compile(r"^(?:PING|ARPING) ")
PING = "for one; do ping -c 1 -W 1 $one & done; wait"


@declare.check("arp.leader", deadline=30)
def leader(seen: evidence.Evidence, *, services: list[str], namespace: str = "default") -> verdict.Verdict:
    """The learner saw, beside the address of each Service, the MAC that answers for it now on this host's segment."""
    return verdict.together([_leader(seen, name, namespace) for name in services])


@declare.check("arp.neighbours", deadline=30)
def neighbours(
    seen: evidence.Evidence, *, services: list[str], namespace: str = "default"
) -> verdict.Verdict:
    """The learner saw each Service's address and the address of its leading node, both beside the same MAC."""
    return verdict.together([_neighbours(seen, name, namespace) for name in services])


@declare.check("arp.silent", deadline=15)
def silent(seen: evidence.Evidence, *, service: str, namespace: str = "default") -> verdict.Verdict:
    """On this host the learner asked by ARP for the Service's address, which answers HTTP, and nobody answered."""
    address = announcing.vip(seen.cluster, service, namespace)
    expected = seen.say(
        en=f"{service}'s address asked for by ARP on {seen.host}, without an answer",
        ko=f"{seen.host}에서 {service}의 주소를 ARP로 물었으나 응답 없음",
    )
    if not address:
        return phrases.nothing_there(seen, expected, "services", f"{service} (EXTERNAL-IP)")
    asked = [
        record
        for record in seen.commands
        if record.host == seen.host
        and any(call.program in ASKERS for call in learner.programs(record))
        and (address in record.output + record.text or _in_vain(seen, record, address))
    ]
    if any(pair.address == address for pair in lanhosts.shown(asked)) or lanhosts.answering(seen, address):
        what = seen.say(en="somebody answers here", ko="여기서는 응답이 있음")
    elif asked:
        return verdict.Verdict(True, expected, seen.say(en="no answer", ko="응답 없음"))
    else:
        what = seen.say(en=f"not asked for on {seen.host}", ko=f"{seen.host}에서 물어보지 않음")
    todo = seen.say(
        en="Which host is on another segment than the nodes?",
        ko="노드와 다른 세그먼트에 있는 호스트는 어디인가요?",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _in_vain(seen: evidence.Evidence, record: evidence.CommandRecord, address: str) -> bool:
    """Whether of a question for what a variable holds, a filter left nothing but that nobody answered."""
    if re.search(lanhosts.ADDRESS, record.output):
        return False
    before = seen.commands[: seen.commands.index(record)]
    return NO_ANSWER.search(record.output) is not None and lanhosts.asks_for(record, before, address, ASKERS)


@declare.check("arp.pinged", deadline=10)
def pinged(
    seen: evidence.Evidence,
    *,
    answered: bool,
    services: list[str] | None = None,
    namespace: str = "default",
) -> verdict.Verdict:
    """The learner pinged each Service's address (without `services`, each node), answered or not as it is now."""
    targets = (
        {name: announcing.vip(seen.cluster, name, namespace) for name in services}
        if services
        else backends.node_addresses(seen.cluster)
    )
    asked = [address for address in targets.values() if address]
    done = seen.exec(seen.host, ["sh", "-c", PING, "sh", *asked])
    now = statistics(done.stdout)
    return verdict.together(
        [_pinged(seen, name, address, answered, now) for name, address in targets.items()]
    )


def statistics(text: str) -> dict[str, bool]:
    """Whether each address that ping sums up was answered at last, whatever name it was given."""
    return {one.address: one.received > 0 for one in pings.summaries(text)}


def reported(record: evidence.CommandRecord, address: str, now: bool) -> bool | None:
    """What the learner was told of a ping of the address; None where it was nothing.

    A line that is no summary of ping's own (`ping -c1 $a >/dev/null && echo $a up`, `echo $a; ping $a | grep loss`) is
    taken for the truth of now.
    """
    if address in (found := statistics(record.output)):
        return found[address]
    told = [line for line in record.output.splitlines() if not STARTS.match(line)]
    named = any(shown.shows(line, address) for line in told) and not learner.printed_by_hand(record, address)
    return now if named else None


def _leader(seen: evidence.Evidence, name: str, namespace: str) -> verdict.Verdict:
    expected = seen.say(en=f"the MAC that answers for {name}'s address", ko=f"{name}의 주소에 응답하는 MAC")
    address = announcing.vip(seen.cluster, name, namespace)
    if not address:
        return phrases.nothing_there(seen, expected, "services", f"{name} (EXTERNAL-IP)")
    now = lanhosts.answering(seen, address)
    macs = lanhosts.behind(seen, address)
    if now and now in macs:
        return verdict.Verdict(True, expected, f"{address} {now}")
    what = (
        seen.say(
            en=f"{macs[-1]} beside {address}, which does not answer for it now",
            ko=f"{address} 옆의 MAC {macs[-1]}: 지금 응답하는 MAC이 아님",
        )
        if macs
        else seen.say(en=f"no output shows a MAC for {name}", ko=f"{name}의 MAC이 나온 출력이 없음")
    )
    todo = seen.say(
        en=f"Ask the segment for the address, on {seen.host}. Is the variable set there?",
        ko=f"{seen.host}에서 이 주소를 ARP로 물어보세요. 변수가 설정되어 있나요?",
    )
    return verdict.Verdict(False, expected, what, todo, final=not macs)


def _neighbours(seen: evidence.Evidence, name: str, namespace: str) -> verdict.Verdict:
    found = _leader(seen, name, namespace)
    if not found.passed:
        return found
    address, _, mac = found.seen.partition(" ")
    nodes = backends.node_addresses(seen.cluster)
    pairs = set(lanhosts.shown(seen.commands))
    expected = seen.say(
        en=f"the node whose MAC stands beside {name}'s address", ko=f"{name}의 주소와 MAC이 같은 노드"
    )
    for node, own in nodes.items():
        if lanhosts.Pair(own, mac) in pairs or _own_card(seen, node, mac):
            return verdict.Verdict(True, expected, f"{address} -> {node}")
    what = seen.say(
        en="no node's address with the same MAC was seen", ko="같은 MAC을 가진 노드의 주소를 확인하지 않음"
    )
    todo = seen.say(
        en="The table holds whom this host has talked to lately: ping the nodes, then look again.",
        ko="테이블에는 최근에 통신한 상대만 남습니다. 노드에 ping을 보낸 뒤 다시 확인해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True, credit=0.5)


def _own_card(seen: evidence.Evidence, node: str, mac: str) -> bool:
    """Whether the learner looked at the node's cards on the node itself, and saw that MAC."""
    return any(
        record.host == node and shown.shows(record.output.lower(), mac)
        for record in seen.commands
        if any(call.program in CARDS for call in learner.programs(record))
    )


def _pinged(
    seen: evidence.Evidence, name: str, address: str, answered: bool, now: dict[str, bool]
) -> verdict.Verdict:
    wanted = seen.say(en="answered", ko="응답함") if answered else seen.say(en="unanswered", ko="응답 없음")
    expected = seen.say(en=f"a ping of {name}, {wanted}", ko=f"{name}에 보낸 ping: {wanted}")
    if not address:
        return phrases.nothing_there(seen, expected, "services", f"{name} (EXTERNAL-IP)")
    saw = [
        reported(record, address, answered)
        for record in seen.commands
        if any(call.program == "ping" for call in learner.programs(record))
    ]
    if now.get(address) is not answered:
        what, todo = _unanswered(seen, name, address) if answered else _answered_though(seen, address)
        return verdict.Verdict(False, expected, what, todo)
    if answered in saw:
        return verdict.Verdict(True, expected, f"{address}: {wanted}")
    what = seen.say(
        en=f"no statistics of a ping of {address} with that result",
        ko=f"{address} 주소로 보낸 ping 가운데 그런 결과의 통계가 없음",
    )
    todo = seen.say(
        en=f"Ping {name} from {seen.host}, and let ping end by itself (-c): only then it prints its statistics.",
        ko=f"{seen.host}에서 {name}에 ping을 보내되, 횟수(-c)를 정해 스스로 끝나게 하세요. 그래야 통계가 출력됩니다.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _unanswered(seen: evidence.Evidence, name: str, address: str) -> tuple[str, str]:
    """What is seen, and what to try, where an answer was expected."""
    what = seen.say(
        en=f"at present nobody answers a ping of {address}",
        ko=f"지금 {address} 주소로 보낸 ping에는 응답이 없음",
    )
    todo = seen.say(
        en=f"Is {name} up? The neighbour table of {seen.host} tells whether somebody answered ARP.",
        ko=f"{name}에 연결할 수 있나요? {seen.host}의 이웃 테이블을 보면 ARP에 응답이 있었는지 알 수 있습니다.",
    )
    return what, todo


def _answered_though(seen: evidence.Evidence, address: str) -> tuple[str, str]:
    """What is seen, and what to try, where silence was expected."""
    what = seen.say(en=f"at present {address} answers to ping", ko=f"지금 {address} 주소가 ping에 응답함")
    todo = seen.say(
        en=f"Who owns the address? Compare the MAC that answers for it on {seen.host} with those of the nodes.",
        ko=f"이 주소는 누구의 것인가요? {seen.host}에서 응답하는 MAC을 노드의 MAC과 비교해 보세요.",
    )
    return what, todo
