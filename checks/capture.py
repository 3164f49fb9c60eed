"""Packets that the learner captured: decoded from what tcpdump, ngrep or tshark printed, and compared with the truth.

Only what a capture program printed counts; lines that were typed (echo, a here-document) do not.
"""

from collections.abc import Callable, Sequence

from tutor.checkapi import declare, evidence, learner, phrases, shown, verdict
from tutor.checkapi.captures import capturing, packets
from tutor.checkapi.dns import podlookups
from tutor.checkapi.routing import lanhosts
from tutor.checkapi.services import backends


@declare.check("capture.dns", deadline=30, limit=30)
def dns(
    seen: evidence.Evidence,
    *,
    sender: str = "",
    names: list[str] | None = None,
    lookup: str = "",
    server: str = "kube-system/kube-dns",
    behind: bool = False,
    answered: bool = True,
) -> verdict.Verdict:
    """A capture shows the DNS questions of `sender`, and with `answered` their answers.

    `sender` is a pod ("namespace/name") or pods ("namespace/selector"). The questions are `names`, full names; or those
    that a look-up of `lookup` makes with the pod's resolv.conf, by what the Service `server` answers now. With a dot
    at its end `lookup` was asked directly, not after its search list. `behind`: captured where the Service's
    address is translated already, as on the interface of a DNS pod.
    """
    expected = _dns_expected(seen, sender, lookup or ", ".join(names or ()), answered)
    pods = podlookups.pods(seen, sender) if sender else []
    if sender and not pods:
        return phrases.nothing_there(seen, expected, "pods", sender)
    if not capturing.captures(seen):  # what this check asks would show in a capture that still goes on
        return _no_capture(seen, expected)
    try:
        wanted = podlookups.asked(seen, pods[0], lookup, server) if lookup else [*(names or ())]
        before = podlookups.searched(seen, pods[0], lookup) if lookup.endswith(".") else ""
    except OSError as error:
        return verdict.Verdict(False, expected, seen.reason(error), _look_again(seen))
    addresses = {str(shown.field(pod, "status.podIP")) for pod in pods}
    services = podlookups.service_addresses(seen, server) if behind else set()

    def judge(found: Sequence[packets.Packet]) -> tuple[float, str]:
        return _judged(seen, found, _asked(found, addresses, services), wanted, before, answered)

    return _best(seen, expected, judge)


@declare.check("capture.forwarded", deadline=10)
def forwarded(
    seen: evidence.Evidence,
    *,
    sender: str,
    asked: int = 2,
    most: int = 1,
    server: str = "kube-system/kube-dns",
) -> verdict.Verdict:
    """A capture shows `sender` asking often for a name outside, and its DNS server asking on at most so often.

    Any name will do that ends with none of the pod's search domains. It is captured at a pod of the Service `server`:
    where questions still go to the Service's own address, what that pod asks does not come by.
    """
    expected = seen.say(
        en=f"a capture in which {sender} asks for the same name outside {asked} times or more, and the DNS pod asks "
        f"on {most} times at most",
        ko=f"{sender} 파드는 같은 바깥 이름을 {asked}번 이상 묻고 DNS 파드는 바깥에 많아야 {most}번 묻는 패킷 캡처",
    )
    pods = podlookups.pods(seen, sender)
    if not pods:
        return phrases.nothing_there(seen, expected, "pods", sender)
    try:
        inner = tuple(f".{domain}" for domain in podlookups.resolv_conf(seen, pods[0]).search)
    except OSError as error:
        return verdict.Verdict(False, expected, seen.reason(error), _look_again(seen))
    addresses = {str(shown.field(pod, "status.podIP")) for pod in pods}
    services = podlookups.service_addresses(seen, server)

    def judge(found: Sequence[packets.Packet]) -> tuple[float, str]:
        counts = packets.forwarding(found, addresses, inner, services)
        if good := [one for one in counts if one[0] >= asked and one[1] <= most]:
            return 1.0, f"{good[0][0]} → {good[0][1]}"
        first, further = max(counts, default=(0, 0))
        return 0.0, seen.say(
            en=f"in front of the DNS pod: the pod asked {first} times, the DNS pod {further} times",
            ko=f"DNS 파드 앞에서 볼 때 파드가 {first}번, DNS 파드가 {further}번 물음",
        )

    return _best(seen, expected, judge)


@declare.check("capture.arp")
def arp(
    seen: evidence.Evidence,
    *,
    address: str = "",
    service: str = "",
    kind: str = "any",
    owners: list[str] | None = None,
    at_least: int = 1,
) -> verdict.Verdict:
    """A capture shows ARP about an address, or about the load balancer address of a Service ("namespace/name").

    `kind` is "request", "reply", "gratuitous" or "any". With `owners` (hosts), the MAC is that of a card of one of
    them; a request prints its MAC only with tcpdump -e.
    """
    about = address or service
    expected = seen.say(
        en=f"a capture with ARP ({kind}) about {about}", ko=f"{about}에 대한 ARP({kind})가 담긴 패킷 캡처"
    )
    wanted = {address} if address else backends.external_addresses(seen.cluster, service)
    try:
        macs = {mac for host in owners or () for mac in lanhosts.macs(seen, host)}
    except OSError as error:
        return verdict.Verdict(False, expected, seen.reason(error), _look_again(seen))

    def fits(one: packets.Packet) -> bool:
        return (
            isinstance(one, packets.Arp)
            and bool(wanted & {one.src if one.reply or one.gratuitous else one.dst})
            and _is_kind(one, kind)
            and (not macs or one.mac in macs or not (one.mac or one.reply))
        )

    return _best(seen, expected, _counting(seen, fits, at_least))


@declare.check("capture.tcp")
def tcp(
    seen: evidence.Evidence,
    *,
    port: int,
    between: list[str] | None = None,
    flags: str = "",
    data: bool = False,
    at_least: int = 1,
) -> verdict.Verdict:
    """A capture shows TCP segments to or from the port.

    `between` are addresses that must be among a segment's two ends (one or both); `flags` are letters of tcpdump that
    it must have ("S", "R"); with `data` it carries some.
    """
    ends = [_called(seen, address) for address in between or ()]
    expected = seen.say(
        en=f"a capture with TCP of port {port}"
        + (f" between {' and '.join(between or ())}" if between else "")
        + (", with data" if data else ""),
        ko=f"TCP {port} 포트"
        + (f"({', '.join(between or ())})" if between else "")
        + (" 데이터가 담긴 패킷 캡처" if data else " 패킷 캡처"),
    )

    def fits(one: packets.Packet) -> bool:
        return (
            one.protocol == "tcp"
            and port in (one.sport, one.dport)
            and all(names & {one.src, one.dst} for names in ends)
            and (
                not isinstance(one, packets.Tcp)
                or (set(flags) <= set(one.flags) and (one.length > 0 or not data))
            )
        )

    return _best(seen, expected, _counting(seen, fits, at_least))


def _called(seen: evidence.Evidence, address: str) -> set[str]:
    """The address, and the names that the hosts of the captures have for it, as tcpdump prints them without -n."""
    hosts = {one.host for one in capturing.captures(seen)}
    found = {address}
    for host in hosts:
        try:
            found.update(seen.exec(host, ["getent", "hosts", address]).stdout.split()[1:])
        except OSError:
            continue
    return found


@declare.check("capture.icmp")
def icmp(
    seen: evidence.Evidence, *, between: list[str], what: str = "", at_least: int = 1
) -> verdict.Verdict:
    """A capture shows ICMP with these addresses among its two ends; `what` is part of it ("echo request")."""
    expected = seen.say(
        en=f"a capture with ICMP {what} of {' and '.join(between)}",
        ko=f"{', '.join(between)}의 ICMP {what} 패킷 캡처",
    )

    def fits(one: packets.Packet) -> bool:
        return isinstance(one, packets.Icmp) and set(between) <= {one.src, one.dst} and what in one.what

    return _best(seen, expected, _counting(seen, fits, at_least))


Judge = Callable[[Sequence[packets.Packet]], tuple[float, str]]
"""From a capture's packets to the part of what is wanted that it shows (1 is all), and words for what it shows."""


def _best(seen: evidence.Evidence, expected: str, judge: Judge) -> verdict.Verdict:
    """The verdict on the capture that shows most."""
    found = capturing.captures(seen)
    if not found:
        return _no_capture(seen, expected)
    part, what = max((judge(one.packets) for one in found), key=lambda one: one[0])
    if part >= 1:
        return verdict.Verdict(True, expected, learner.excerpt(what))
    if not capturing.everything(found):
        what = seen.say(en="a capture without a packet", ko="패킷이 하나도 잡히지 않음")
    return verdict.Verdict(False, expected, what, _look_again(seen), final=True, credit=part)


def _no_capture(seen: evidence.Evidence, expected: str) -> verdict.Verdict:
    what = seen.say(en="no capture program was run", ko="패킷을 캡처한 명령이 없음")
    todo = seen.say(
        en="Run tcpdump or ngrep, and let something happen before you stop it.",
        ko="tcpdump나 ngrep을 실행하고, 멈추기 전에 패킷이 오가게 해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _counting(seen: evidence.Evidence, fits: Callable[[packets.Packet], bool], at_least: int) -> Judge:
    def judge(found: Sequence[packets.Packet]) -> tuple[float, str]:
        count = sum(1 for one in found if fits(one))
        what = seen.say(
            en=f"{count} such packets, {len(found)} in all", ko=f"해당 패킷 {count}개(전체 {len(found)}개)"
        )
        return min(1.0, count / at_least), what

    return judge


def _dns_expected(seen: evidence.Evidence, sender: str, what: str, answered: bool) -> str:
    return seen.say(
        en=f"a capture with the DNS questions of {sender or 'anyone'} about {what}"
        + (", and their answers" if answered else ""),
        ko=f"{sender or '아무 파드'}의 {what} {'질의와 응답이' if answered else '질의가'} 담긴 패킷 캡처",
    )


def _asked(found: Sequence[packets.Packet], senders: set[str], services: set[str]) -> list[packets.Dns]:
    """The questions that came from one of the senders, if any are given, and went to no Service's own address."""
    return [
        one
        for one in packets.questions(found)
        if (not senders or one.src in senders) and one.dst not in services
    ]


def _judged(
    seen: evidence.Evidence,
    found: Sequence[packets.Packet],
    asked: Sequence[packets.Dns],
    wanted: Sequence[str],
    before: str,
    answered: bool,
) -> tuple[float, str]:
    by_name = {
        name: [one for one in asked if one.name.lower() == name.rstrip(".").lower()] for name in wanted
    }
    good = [name for name in wanted if by_name[name] and (not answered or _answered(found, by_name[name]))]
    if len(good) < len(wanted):
        what = seen.say(
            en=f"{len(good)} of {len(wanted)} names asked for" + (" and answered" if answered else ""),
            ko=f"이름 {len(wanted)}개 가운데 {'질의와 응답이 모두' if answered else '질의가'} 있는 것은 {len(good)}개",
        )
        return len(good) / len(wanted), what
    # After a search list there are as many questions for the name itself as for what is tried before it.
    searched = [one for one in asked if before and one.name.lower() == before]
    if any(len(by_name[name]) <= len(searched) for name in wanted):
        return 0.5, seen.say(
            en=f"the search list was tried first ({len(searched)} times)",
            ko=f"검색 도메인을 먼저 시도함({len(searched)}번)",
        )
    return 1.0, ", ".join(good)


def _answered(found: Sequence[packets.Packet], questions: Sequence[packets.Dns]) -> bool:
    return any(packets.responses(found, one) for one in questions)


def _is_kind(one: packets.Arp, kind: str) -> bool:
    if kind == "gratuitous":
        return one.gratuitous
    return kind == "any" or one.reply is (kind == "reply")


def _look_again(seen: evidence.Evidence) -> str:
    return seen.say(
        en="Is it the right host and interface, was the capture running before the packets went, and was it "
        "stopped with Ctrl-C?",
        ko="호스트와 인터페이스가 맞는지, 패킷이 오가기 전에 캡처를 시작했는지, Ctrl-C로 멈췄는지 확인해 보세요.",
    )
