"""Addresses that Services of type LoadBalancer get, and traffic through them."""

from collections.abc import Iterable

from tutor.checkapi import declare, evidence, learner, phrases, verdict
from tutor.checkapi.apps import tallies, webcalls, whoami
from tutor.checkapi.services import announcing, backends, spans


@declare.check("metallb.assigned", deadline=60)
def assigned(
    seen: evidence.Evidence,
    *,
    services: list[str],
    addresses: list[str],
    namespace: str = "default",
    selector: str = "",
) -> verdict.Verdict:
    """Each Service has an address of its own from these, and ready pods behind it (those of the selector)."""
    pods = {pod["metadata"]["name"] for pod in seen.cluster.select("pods", namespace, selector)}
    found = {name: backends.find(seen.cluster, name, namespace) for name in services}
    taken = [announcing.vip(seen.cluster, name, namespace) for name in services]
    return verdict.together(
        [_assigned(seen, name, found[name], spans.merged(addresses), taken, pods) for name in services]
    )


@declare.check("metallb.noted")
def noted(
    seen: evidence.Evidence, *, services: list[str], hosts: list[str], namespace: str = "default"
) -> verdict.Verdict:
    """On each of the hosts, the learner saw the address that each Service has now."""
    return verdict.together([_noted(seen, name, host, namespace) for host in hosts for name in services])


@declare.check("metallb.reached", deadline=15)
def reached(
    seen: evidence.Evidence,
    *,
    services: list[str],
    namespace: str = "default",
    source: bool = False,
) -> verdict.Verdict:
    """From the host, the learner got the page of a pod through each Service's address (whoami pods).

    With `source`, they saw as well whom the pod takes for its client.
    """
    vips = {announcing.vip(seen.cluster, name, namespace) for name in services}
    spare = _nameless(seen, vips)
    return verdict.together([_reached(seen, name, namespace, source, spare) for name in services])


@declare.check("metallb.spread", deadline=15)
def spread(
    seen: evidence.Evidence, *, services: list[str], requests: int, namespace: str = "default"
) -> verdict.Verdict:
    """The learner counted, on this host, which pods answered so many requests to each of the Services."""
    wanted = requests * len(services)
    found = [one for name in services if (one := backends.find(seen.cluster, name, namespace))]
    pods = {end.pod for one in found for end in one.endpoints}
    expected = seen.say(
        en=f"{requests} answers a Service counted by pod: {', '.join(sorted(pods))}",
        ko=f"서비스마다 응답 {requests}개를 파드별로 집계: {', '.join(sorted(pods))}",
    )
    vips = {announcing.vip(seen.cluster, name, namespace) for name in services}
    here = [record for record in seen.commands if record.host == seen.host and not _asks_others(record, vips)]
    counts = tallies.tally(learner.since(here, _asks_a_server), pods)
    said = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    if len(found) == len(services) and sum(counts.values()) >= wanted and pods == set(counts):
        return verdict.Verdict(True, expected, said)
    todo = seen.say(
        en="Ask each address from the client in a loop, and count the Hostname lines.",
        ko="클라이언트에서 각 주소에 반복해서 요청하고 Hostname 줄을 세어 보세요.",
    )
    what = said or seen.say(en=f"nothing counted on {seen.host}", ko=f"{seen.host}에서 집계한 결과 없음")
    credit = min(sum(counts.values()) / wanted, 0.9) if pods == set(counts) else 0.0
    return verdict.Verdict(False, expected, what, todo, final=True, credit=credit)


def _assigned(
    seen: evidence.Evidence,
    name: str,
    found: backends.Backed | None,
    within: Iterable[spans.Span],
    taken: list[str],
    pods: set[str],
) -> verdict.Verdict:
    expected = seen.say(
        en=f"{name}: an address of the pool, and ready pods", ko=f"{name}: 풀의 주소와 준비된 파드"
    )
    if found is None:
        return phrases.nothing_there(seen, expected, "services", name)
    address = announcing.vip(seen.cluster, name, found.service["metadata"]["namespace"])
    behind = {end.pod for end in found.endpoints}
    if not address or found.service["spec"].get("type") != "LoadBalancer":
        what = seen.say(en=f"{name} has no EXTERNAL-IP", ko=f"{name}에 EXTERNAL-IP가 없음")
        return verdict.Verdict(False, expected, what, _events(seen, name))
    if not spans.holds(within, address) or taken.count(address) > 1:
        what = seen.say(
            en=f"{name} has {address}, which is shared or of no such pool",
            ko=f"{name}의 주소 {address}: 다른 서비스와 같거나 풀에 없는 주소임",
        )
        return verdict.Verdict(False, expected, what, _events(seen, name), credit=0.3)
    if not behind or not behind <= pods:
        others = ", ".join(sorted(behind - pods)) or seen.say(en="no ready pod", ko="준비된 파드가 없음")
        what = seen.say(en=f"behind {name}: {others}", ko=f"{name} 뒤의 파드: {others}")
        todo = seen.say(
            en=f"Compare the selector of {name} with the labels of its pods. Are the pods ready?",
            ko=f"{name}의 셀렉터를 파드의 레이블과 비교해 보세요. 파드는 준비되었나요?",
        )
        return verdict.Verdict(False, expected, what, todo, credit=0.5)
    return verdict.Verdict(True, expected, f"{name}: {address}")


def _events(seen: evidence.Evidence, name: str) -> str:
    return seen.say(
        en=f"Its type, its address and MetalLB's events say why: kubectl describe service {name}",
        ko=f"타입, 주소, MetalLB의 이벤트에서 이유를 확인해 보세요: kubectl describe service {name}",
    )


def _noted(seen: evidence.Evidence, name: str, host: str, namespace: str) -> verdict.Verdict:
    expected = seen.say(en=f"{name}'s address, seen on {host}", ko=f"{host}에서 {name}의 주소 확인")
    address = announcing.vip(seen.cluster, name, namespace)
    if not address:
        return phrases.nothing_there(seen, expected, "services", f"{name} (EXTERNAL-IP)")
    if learner.sees([record for record in seen.commands if record.host == host], address):
        return verdict.Verdict(True, expected, address)
    what = seen.say(en=f"no output on {host} shows it", ko=f"{host}의 출력에 없음")
    todo = seen.say(
        en="Set the variable on each of the two hosts, then echo it.",
        ko="두 호스트 각각에서 변수를 설정하고 echo로 확인해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _asks_a_server(record: evidence.CommandRecord) -> bool:
    clients = webcalls.CLIENTS | webcalls.SCRIPTS
    return any(call.program in clients for call in learner.programs(record))


def _asks_others(record: evidence.CommandRecord, vips: set[str]) -> bool:
    """Whether the line asks servers, and none of them can be at one of these addresses."""
    asked = list(webcalls.calls(record))
    return bool(asked) and not any(call.unknown() or call.host in vips for call in asked)


def _nameless(seen: evidence.Evidence, vips: set[str]) -> list[whoami.Answer]:
    """Answers on this host from which a filter took the address: whose they are, only the shell's variables know."""
    return [
        answer
        for record in seen.commands
        if record.host == seen.host and _asks_a_server(record) and not _asks_others(record, vips)
        for answer in whoami.answers(record.output)
        if not answer.host and not any(vip in record.text for vip in vips)
    ]


def _reached(
    seen: evidence.Evidence, name: str, namespace: str, source: bool, spare: list[whoami.Answer]
) -> verdict.Verdict:
    """The verdict on one Service; one of the `spare` answers is taken out where none names its address."""
    expected = seen.say(
        en=f"the answer of a pod through {name}'s address, got on {seen.host}",
        ko=f"{seen.host}에서 {name}의 주소로 받은 파드의 응답",
    )
    found = backends.find(seen.cluster, name, namespace)
    address = announcing.vip(seen.cluster, name, namespace)
    if found is None or not address:
        return phrases.nothing_there(seen, expected, "services", f"{name} (EXTERNAL-IP)")
    try:
        now = seen.http(f"http://{backends.with_port(address, int(found.port['port']))}/").status
    except OSError as error:
        what = seen.say(en=f"{name} does not answer: ", ko=f"{name} 서비스가 응답하지 않음: ")
        return verdict.Verdict(False, expected, what + seen.reason(error), _events(seen, name))
    pods = {end.pod for end in found.endpoints}
    got = _answers(seen, address, pods)
    if not got and (others := [one for one in spare if one.hostname in pods and (one.source or not source)]):
        spare.remove(others[0])
        got = others[:1]
    if now == 200 and any(answer.source or not source for answer in got):
        return verdict.Verdict(True, expected, _page(got[-1]))
    what = (
        seen.say(en="the answer was seen without its RemoteAddr", ko="응답에서 RemoteAddr을 확인하지 않음")
        if got
        else seen.say(en=f"no answer that names {name}'s address", ko=f"{name}의 주소가 담긴 응답이 없음")
    )
    todo = seen.say(
        en="curl the address on the client, and keep the lines Hostname, RemoteAddr and Host.",
        ko="클라이언트에서 이 주소로 curl을 실행하고 Hostname, RemoteAddr, Host 줄을 남겨 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True, credit=0.5 if got else 0.0)


def _answers(seen: evidence.Evidence, address: str, pods: set[str]) -> list[whoami.Answer]:
    """The answers of these pods that the learner got through the address on this host."""
    return [
        answer
        for record in seen.commands
        if record.host == seen.host and _asks_a_server(record)
        for answer in whoami.answers(record.output)
        if answer.hostname in pods
        and (answer.host.partition(":")[0] == address or (not answer.host and address in record.text))
    ]


def _page(answer: whoami.Answer) -> str:
    return ", ".join(part for part in (answer.hostname, answer.source, answer.host) if part)
