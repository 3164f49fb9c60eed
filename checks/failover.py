"""An address of layer 2 that moves from one node to another."""

import re
from collections.abc import Sequence

from tutor.checkapi import declare, evidence, learner, phrases, shown, verdict
from tutor.checkapi.captures import capturing, packets
from tutor.checkapi.routing import lanhosts, pings
from tutor.checkapi.services import announcing, backends

ASKING = frozenset({"ping", "arping"})
CALLING = frozenset({"curl", "wget", "nc", "ssh", "telnet"})
UNANSWERED = re.compile(
    r"--- (?P<asked>[\d.]+) statistics ---\s+[1-9]\d* packets transmitted, 0 packets received"
    r"|^ARPING (?P<address>[\d.]+) [^\n]*\nSent [1-9]\d* probes? [^\n]*\nReceived 0 response",
    re.MULTILINE,
)
"""How arping (Habets' and iputils) sums up that nobody answered."""
NO_WAY = re.compile(r"timed? ?out|No route to host|unreachable", re.IGNORECASE)
"""What programs say of a host that is silent; a port that is closed is none of it."""
LOST = 2
"""So many pings without an answer are no chance: one may still be on its way when ping is stopped."""


@declare.check("metallb.failover", deadline=40)
def failover(seen: evidence.Evidence, *, service: str, namespace: str = "default") -> verdict.Verdict:
    """In this step the learner saw the Service's address move from one MAC to another, and heard it announced.

    The last MAC that they saw answers now, and the Service still answers.
    """
    address = announcing.vip(seen.cluster, service, namespace)
    expected = seen.say(
        en=f"{service}'s address moved to another node, seen before and after",
        ko=f"{service}의 주소가 다른 노드로 옮겨 가는 것을 전후로 확인",
    )
    if not address:
        return phrases.nothing_there(seen, expected, "services", f"{service} (EXTERNAL-IP)")
    now = lanhosts.answering(seen, address)
    return verdict.together([_moved(seen, expected, address, now), _announced(seen, service, address, now)])


def _moved(seen: evidence.Evidence, expected: str, address: str, now: str) -> verdict.Verdict:
    macs = lanhosts.behind(seen, address)
    if macs and macs[0] != macs[-1] == now:
        return verdict.Verdict(True, expected, f"{macs[0]} -> {now}")
    if not macs:
        what = seen.say(en="no MAC of the address was looked at", ko="이 주소의 MAC을 확인한 명령이 없음")
    elif len(set(macs)) == 1:
        what = seen.say(en=f"always {macs[0]}", ko=f"계속 {macs[0]}")
    elif macs[0] == macs[-1]:
        what = seen.say(en=f"{macs[0]} first and {macs[0]} last", ko=f"처음도 마지막도 {macs[0]}")
    elif not now:
        what = seen.say(en="now nobody answers for it", ko="지금은 아무도 응답하지 않음")
    else:
        what = seen.say(
            en=f"{macs[-1]} at last, which does not answer any more",
            ko=f"마지막으로 본 MAC {macs[-1]}: 더 이상 응답하지 않음",
        )
    todo = seen.say(
        en="Who answers before, who after? And does the old node's speaker stay away?",
        ko="전에는 누가, 후에는 누가 응답하나요? 원래 노드의 스피커가 다시 뜨지는 않았나요?",
    )
    return verdict.Verdict(False, expected, what, todo, final=len(set(macs)) < 2)


def _announced(seen: evidence.Evidence, service: str, address: str, now: str) -> verdict.Verdict:
    expected = seen.say(
        en=f"the gratuitous ARP for {service}'s address, captured",
        ko=f"{service} 주소의 gratuitous ARP 캡처",
    )
    heard = [
        packet
        for packet in capturing.everything(capturing.captures(seen))
        if isinstance(packet, packets.Arp) and packet.gratuitous and packet.src == address
    ]
    if any(packet.mac in ("", now) for packet in heard):
        what = seen.say(en=f"{len(heard)} of them", ko=f"{len(heard)}개")
        return verdict.Verdict(True, expected, what)
    what = seen.say(
        en=f"no capture shows {address} announced by the new node",
        ko=f"새 노드가 {address} 주소를 알리는 패킷이 캡처에 없음",
    )
    todo = seen.say(
        en="Let tcpdump listen for arp on the router before you take the leader away.",
        ko="리더를 없애기 전에 라우터에서 tcpdump로 arp를 캡처하기 시작하세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


@declare.check("metallb.lost", deadline=40)
def lost(seen: evidence.Evidence, *, services: list[str], namespace: str = "default") -> verdict.Verdict:
    """In this step the node that led for a Service's address fell silent, and another was heard to announce itself.

    For one of the Services. The learner saw the old leader's MAC first, and that the node itself did not answer any
    more: a speaker that was taken away would leave it as it is. By now the node may be back; somebody answers for the
    address.
    """
    found = [_lost(seen, service, namespace) for service in services]
    return max(found, key=lambda one: (one.passed, one.credit))


def _lost(seen: evidence.Evidence, service: str, namespace: str) -> verdict.Verdict:
    address = announcing.vip(seen.cluster, service, namespace)
    expected = seen.say(
        en=f"the node that led for {service}'s address fell silent",
        ko=f"{service}의 주소를 맡은 노드의 침묵",
    )
    if not address:
        return phrases.nothing_there(seen, expected, "services", f"{service} (EXTERNAL-IP)")
    macs = lanhosts.behind(seen, address)
    found = verdict.together(
        [_silenced(seen, expected, next(iter(macs), "")), _taken_over(seen, service, address, macs)]
    )
    if found.passed and not lanhosts.answering(seen, address):
        what = seen.say(
            en=f"now nobody answers for {address}", ko=f"지금은 {address} 주소에 응답하는 노드가 없음"
        )
        todo = seen.say(en="Do the other speakers still run?", ko="다른 스피커는 실행 중인가요?")
        return verdict.Verdict(False, expected, what, todo, credit=0.5)
    return found


def _silenced(seen: evidence.Evidence, expected: str, before: str) -> verdict.Verdict:
    silent = sorted(own for own in _behind(seen, before) if _seen_silent(seen, own)) if before else []
    if silent:
        what = seen.say(en=f"{silent[0]} did not answer", ko=f"{silent[0]} 응답 없음")
        return verdict.Verdict(True, expected, what)
    if not before:
        what = seen.say(en="no MAC of the address was looked at", ko="이 주소의 MAC을 확인한 명령이 없음")
    else:
        what = seen.say(
            en=f"the node with {before} was not seen silent",
            ko=f"MAC이 {before}인 노드가 응답하지 않는 것을 확인하지 않음",
        )
    todo = seen.say(
        en="Who answers before? And does that node itself still answer a ping while it is cut off?",
        ko="전에는 누가 응답하나요? 그 노드가 끊겨 있는 동안 노드 자신은 ping에 응답하나요?",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _seen_silent(seen: evidence.Evidence, own: str) -> bool:
    """Whether a ping, an arping or a connection to that address was seen to get no answer."""
    return any(
        _unanswered(record, own) or _unreachable(record, seen.commands[:at], own)
        for at, record in enumerate(seen.commands)
    )


def _unanswered(record: evidence.CommandRecord, own: str) -> bool:
    if not any(call.program in ASKING for call in learner.programs(record)):
        return False
    pinged = any(
        one.address == own and one.sent and (not one.received or one.sent - one.received >= LOST)
        for one in pings.summaries(record.output)
    )
    return pinged or any(
        own in (found["asked"], found["address"]) for found in UNANSWERED.finditer(record.output)
    )


def _unreachable(record: evidence.CommandRecord, before: Sequence[evidence.CommandRecord], own: str) -> bool:
    if record.exit_code == 0 or not NO_WAY.search(record.output):
        return False
    return any(
        shown.shows(word, own)
        for call in learner.resolved(record, before)
        if call.program in CALLING
        for word in call.words
    )


def _behind(seen: evidence.Evidence, mac: str) -> set[str]:
    """The address of the node with that MAC; where no node answers with it now, of those that do not answer."""
    now = {own: lanhosts.answering(seen, own) for own in backends.node_addresses(seen.cluster).values()}
    return {own for own, its in now.items() if its == mac} or {own for own, its in now.items() if not its}


def _taken_over(seen: evidence.Evidence, service: str, address: str, macs: Sequence[str]) -> verdict.Verdict:
    """`macs`: that the learner saw behind the address, in that order. An announcement may be printed without one."""
    expected = seen.say(
        en=f"the gratuitous ARP by which another node took {service}'s address over, captured",
        ko=f"다른 노드가 {service}의 주소를 넘겨받으며 보낸 gratuitous ARP 캡처",
    )
    heard = {
        packet.mac
        for packet in capturing.everything(capturing.captures(seen))
        if isinstance(packet, packets.Arp) and packet.gratuitous and packet.src == address
    }
    before = set(macs[:1])
    others = {*heard, *macs} - {"", *before}
    if heard - before and others:
        return verdict.Verdict(True, expected, ", ".join(sorted(others)))
    what = seen.say(
        en=f"no capture shows {address} announced by another node",
        ko=f"다른 노드가 {address} 주소를 알리는 패킷이 캡처에 없음",
    )
    todo = seen.say(
        en="Let tcpdump listen for arp on the router before the node falls silent, and give the others some seconds.",
        ko="노드가 침묵하기 전에 라우터에서 tcpdump로 arp 캡처를 시작하고, 다른 노드가 알아챌 때까지 기다리세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)
