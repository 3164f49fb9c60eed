"""An address of layer 2 that moves from one node to another."""

from tutor.checkapi import declare, evidence, phrases, verdict
from tutor.checkapi.captures import capturing, packets
from tutor.checkapi.routing import lanhosts
from tutor.checkapi.services import announcing


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
    macs = [pair.mac for pair in lanhosts.shown(seen.commands) if pair.address == address]
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
