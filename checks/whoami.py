"""Answers of traefik/whoami: which pod answered, by which way, and whose address it saw.

A server that tells its caller who it is lets a check compare what the learner saw with what the same request gives
now. `through` says by which way it was asked (see `tutor.checkapi.services.ways`).
"""

import http.client
import ipaddress
import re
from collections.abc import Iterable, Mapping

from tutor.checkapi import declare, evidence, learner, objects, phrases, shown, verdict
from tutor.checkapi.apps import webcalls, webpages, whoami, whoamiseen
from tutor.checkapi.commandline import kubectl
from tutor.checkapi.services import addressed, backends, ways

CONNECTED = re.compile(r"succeeded|\bopen\b|Connected", re.IGNORECASE)
"""What nc and telnet say where somebody answers."""
TRIES = 40
"""Requests until one of a few endpoints, chosen by chance, has answered; of three, one is missed in 10 million runs."""


@declare.check("whoami.reached", deadline=10, limit=30)
def reached(
    seen: evidence.Evidence,
    *,
    through: ways.Through,
    service: str = "",
    selector: str = "",
    namespace: str = "default",
    client: str = "",
) -> verdict.Verdict:
    """The learner got an answer from each pod that way; through nodes, by each node that has to answer.

    The pods are the Service's endpoints, or those of the selector. With `client` only what was run on that host counts.
    """
    expected = _expected(seen, through, service, client)
    backed = backends.find(seen.cluster, service, namespace) if service else None
    pods = ways.pods(seen.cluster, backed, selector, namespace)
    places = ways.places(seen.cluster, through, backed, pods)
    if not pods or not places:
        return phrases.nothing_there(seen, expected, "endpoints", service or selector)
    got = [one for one in whoamiseen.got(seen, client, pods) if one.answer.hostname in pods]
    if through == "nodes":
        wanted = set(places)
        asked = {one.answer.host for one in whoamiseen.placed(got, places)}
        found = {name for name, hosts in places.items() if asked & hosts}
    else:
        wanted = set(pods)
        found = {one.answer.hostname for one in _by_way(got, places, through, f"{namespace}/{service}")}
    if found >= wanted:
        return verdict.Verdict(True, expected, ", ".join(sorted(wanted)))
    if through != "nodes" and found | {one.answer.hostname for one in got if not one.answer.host} >= wanted:
        return _unaddressed(seen, expected, credit=len(found & wanted) / len(wanted))
    said = ", ".join(sorted(found)) or seen.say(en="no such answer", ko="그런 응답이 없음")
    what = seen.say(en=f"answers: {said}", ko=f"응답: {said}") if found else said
    todo = seen.say(
        en="The lines Hostname and Host tell who answered and what was asked. Ask again, perhaps several times.",
        ko="Hostname과 Host 줄을 보면 누가 응답했고 어디로 요청했는지 알 수 있습니다. 여러 번 요청해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, True, credit=len(found & wanted) / len(wanted))


def _unaddressed(seen: evidence.Evidence, expected: str, credit: float) -> verdict.Verdict:
    """The verdict where the pods' names were seen, but nothing tells what was asked."""
    what = seen.say(
        en="you saw the pods answer, but not by which address",
        ko="파드의 응답은 확인했지만, 어느 주소로 요청했는지 알 수 없음",
    )
    todo = seen.say(
        en="Print the line Host as well, or let the terminal show what the variable holds, then ask again.",
        ko="Host 줄도 함께 출력하거나, 변수에 담긴 값을 터미널에 출력한 뒤 다시 요청해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, True, credit=credit)


@declare.check("whoami.source", limit=30)
def source(
    seen: evidence.Evidence,
    *,
    through: ways.Through,
    service: str = "",
    selector: str = "",
    namespace: str = "default",
    client: str = "",
    own: bool = False,
) -> verdict.Verdict:
    """The learner saw whose address the pods see that way, and it is what the same request gives now.

    With `own` it has to be an address of the host that asked, and not of one on the way.
    """
    expected = seen.say(
        en="the sender's address as the pods see it now" + (": the client's own" if own else ""),
        ko="현재 파드가 보는 출발지 IP(RemoteAddr)" + (": 클라이언트 자신의 IP" if own else ""),
    )
    backed = backends.find(seen.cluster, service, namespace) if service else None
    pods = ways.pods(seen.cluster, backed, selector, namespace)
    places = ways.places(seen.cluster, through, backed, pods)
    if not pods or not places:
        return phrases.nothing_there(seen, expected, "endpoints", service or selector)
    ends = {host: name for name, hosts in places.items() for host in hosts}
    told = _told(seen, client, places, pods)
    true = {ends[one.answer.host] for one in told if _true(seen, one) and (not own or _own(seen, one))}
    wanted = set(places) if through in ("pods", "nodes") else true or {""}
    said = ", ".join(sorted({one.answer.source for one in told}))
    if wanted <= true:
        return verdict.Verdict(True, expected, said)
    credit = len(true) / (len(places) + 1)
    return _not_true(seen, expected, said, sorted(wanted - true), credit)


def _told(
    seen: evidence.Evidence, client: str, places: Mapping[str, set[str]], pods: Mapping[str, str]
) -> list[whoamiseen.Got]:
    """What these places told of a sender, in a pod's name or in none; what a host was told twice counts once."""
    hosts = {host for known in places.values() for host in known}
    told = {
        (one.record.host, one.answer): one
        for one in whoamiseen.placed(whoamiseen.got(seen, client, pods), places)
        if one.answer.host in hosts and one.answer.source and one.answer.hostname in ("", *pods)
    }
    return list(told.values())


def _not_true(
    seen: evidence.Evidence, expected: str, said: str, missing: list[str], credit: float
) -> verdict.Verdict:
    """The verdict where the senders that the learner saw, `said`, are not those of now at the missing places."""
    what = (
        seen.say(en=f"not yet, or no longer so: {said}", ko=f"아직 또는 더 이상 그렇지 않음: {said}")
        if said
        else seen.say(en="no RemoteAddr of such an answer", ko="그런 응답의 RemoteAddr이 없음")
    )
    if said and missing[0]:
        what += f" ({', '.join(missing)})"
    todo = seen.say(
        en="Print Hostname, RemoteAddr and Host of each answer, asked as things are now.",
        ko="지금 상태에서 다시 요청해 응답마다 Hostname, RemoteAddr, Host를 출력해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, True, credit=credit)


@declare.check("whoami.dropped", deadline=10)
def dropped(
    seen: evidence.Evidence, *, service: str, namespace: str = "default", client: str = ""
) -> verdict.Verdict:
    """Under policy Local, the learner asked the node port of each node without an endpoint, and got no answer."""
    expected = seen.say(
        en="a request to the node port of a node without such a pod, and silence",
        ko="해당 파드가 없는 노드의 노드 포트에 요청했으나 응답 없음",
    )
    backed = backends.find(seen.cluster, service, namespace)
    if backed is None:
        return phrases.nothing_there(seen, expected, "services", service)
    nodes = backends.node_addresses(seen.cluster)
    port = backed.node_port
    without = set(nodes) - {one.node for one in backed.endpoints}
    if not backed.local_only or not port or not without:
        what = seen.say(en="every node passes such requests on", ko="지금은 모든 노드가 요청을 넘겨줌")
        todo = seen.say(
            en="Look at externalTrafficPolicy, and at the nodes of the pods.",
            ko="externalTrafficPolicy와 파드가 있는 노드를 확인해 보세요.",
        )
        return verdict.Verdict(False, expected, what, todo, final=not learner.changes(seen.commands))
    places = [{f"{nodes[name]}:{port}", f"{name}:{port}"} for name in without]
    if all(any(_silent(one, names, client) for one in whoamiseen.lines(seen)) for names in places):
        return verdict.Verdict(True, expected, ", ".join(sorted(without)))
    what = seen.say(en="no such request that stayed without answer", ko="응답 없이 끝난 요청이 없음")
    todo = seen.say(
        en="Which node runs no such pod? Ask it from outside, with --connect-timeout 1, and let curl tell its error.",
        ko="파드가 없는 노드는 어디인가요? 바깥에서 --connect-timeout 1로 요청하고 curl의 에러를 확인해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _expected(seen: evidence.Evidence, through: ways.Through, service: str, client: str) -> str:
    at = seen.say(en=f", asked from {client}", ko=f"({client}에서 요청)") if client else ""
    if through == "pods":
        return seen.say(en="an answer of each pod, by its own address", ko="각 파드의 IP로 받은 응답") + at
    if through == "nodes":
        return (
            seen.say(
                en="an answer through each node that has to give one",
                ko="응답해야 하는 노드마다 그 노드를 거친 응답",
            )
            + at
        )
    return (
        seen.say(
            en=f"an answer of each endpoint, through {service}",
            ko=f"{service} 서비스를 통해 받은 각 엔드포인트의 응답",
        )
        + at
    )


def _by_way(
    got: Iterable[whoamiseen.Got], places: Mapping[str, set[str]], through: ways.Through, service: str
) -> list[whoamiseen.Got]:
    """The answers that came that way. One without a Host line counts if the lines tell what it was asked for."""
    hosts = {host for name in places for host in places[name]}
    plain = [one for one in got if one.answer.host in hosts]
    bare = [one for one in got if not one.answer.host]
    if through == "pods":
        return bare + [one for one in plain if one.answer.host in places.get(one.answer.hostname, ())]
    # Where a line asks one server, and shows which, another line may ask the same.
    told = {next(iter(ends)) for one in plain if len(ends := whoamiseen.ends(one)) == 1}
    return plain + [one for one in bare if _aimed(one, hosts, told, through, service)]


def _aimed(
    got: whoamiseen.Got, hosts: set[str], told: set[whoamiseen.End], through: ways.Through, service: str
) -> bool:
    """Whether every server that the line asks is such a place: by its name, by another line, by a variable."""
    addresses = {host.partition(":")[0] for host in hosts}
    holding = addressed.holding(got.lines, got.record.host, through, service, addresses)
    ends = whoamiseen.ends(got)
    return bool(ends) and all(
        end in told
        or (end[1].isdecimal() and backends.with_port(end[0], int(end[1])) in hosts)
        or addressed.means(end[0], holding, through, service)
        for end in ends
    )


def _true(seen: evidence.Evidence, got: whoamiseen.Got) -> bool:
    """Whether the same request, answered by the same pod, shows that pod the same sender now."""
    inside = any(ask.verb in ("exec", "run", "debug") for ask in kubectl.asks(got.record.text))
    if inside and _is_pods(seen.cluster, got.answer.source):
        return True
    for _ in range(TRIES):
        try:
            page = seen.http(f"http://{got.answer.host}/", host=got.record.host).body
        except (OSError, http.client.HTTPException):
            return False
        now = whoami.answers(page.replace("\r", ""))
        if now and now[0].hostname == got.answer.hostname:
            return now[0].source == got.answer.source
        if now and not got.answer.hostname and now[0].source == got.answer.source:
            return True
    return False


def _own(seen: evidence.Evidence, got: whoamiseen.Got) -> bool:
    """Whether the sender that the pod saw is the host on which the learner asked."""
    done = seen.exec(got.record.host, ["ip", "-o", "addr", "show"])
    return shown.shows(done.stdout, got.answer.source)


def _is_pods(cluster: objects.Cluster, address: str) -> bool:
    """Whether the address is a pod's, or lies in a range of pods: `kubectl run --rm` leaves no pod to compare with."""
    if any(shown.field(pod, "status.podIP") == address for pod in cluster.objects("pods")):
        return True
    ranges = [cidr for node in cluster.objects("nodes") for cidr in shown.field(node, "spec.podCIDRs") or ()]
    ranges += [pool["spec"]["cidr"] for pool in cluster.select("ippools.crd.projectcalico.org")]
    return any(ipaddress.ip_address(address) in ipaddress.ip_network(cidr) for cidr in ranges)


def _silent(
    line: tuple[evidence.CommandRecord, tuple[evidence.CommandRecord, ...]], names: set[str], client: str
) -> bool:
    """Whether the line asked one of these `host:port`, and nothing in its output can be an answer of it."""
    record, before = line
    if client not in ("", record.host):
        return False
    answers = whoami.answers(record.output)
    if webpages.connects(record, before, names):
        return CONNECTED.search(record.output) is None
    asked = any(webcalls.may_be(url, place) for url in webcalls.urls(record, before) for place in names)
    bare = [answer for answer in answers if not answer.host]
    fewer = len(bare) < len(whoamiseen.ends(whoamiseen.Got(whoami.Answer(), record, before)))
    return asked and (fewer or not bare) and all(answer.host not in names for answer in answers)
