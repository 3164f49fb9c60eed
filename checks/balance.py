"""What a choice among several nodes does to connections: by which node they go, what pods see, who answers."""

import http.client
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from tutor.checkapi import declare, evidence, learner, phrases, shown, verdict
from tutor.checkapi.apps import tallies, webcalls, whoami
from tutor.checkapi.commandline import shell
from tutor.checkapi.routing import routers, routes
from tutor.checkapi.services import announcing, backends

TUNNEL = "projectcalico.org/IPv4VXLANTunnelAddr"
CLIENT = "k8s-pc"
FILTERS = frozenset(
    (
        "grep",
        "egrep",
        "awk",
        "gawk",
        "mawk",
        "sed",
        "cut",
        "sort",
        "uniq",
        "head",
        "tail",
        "tr",
        "wc",
        "jq",
        "tee",
    )
) | {"echo", "printf", "seq", "sleep", "column", "true"}
"""Programs that show what others say; what a line prints by itself is looked at apart."""


@declare.check("balance.sources", deadline=40, limit=30)
def sources(
    seen: evidence.Evidence,
    *,
    services: list[str],
    client: str,
    masked: bool,
    host: str = CLIENT,
    namespace: str = "default",
) -> verdict.Verdict:
    """Through each Service a pod sees the client's address, or with `masked` another; and so did the learner."""
    records = _asked(seen, host)
    answers = [answer for record in records for answer in _answers(record)]
    right = [answer for answer in answers if answer.source and (answer.source != client) is masked]
    nameless = sum(1 for answer in right if not answer.host)
    parts = []
    for name in services:
        to = announcing.vip(seen.cluster, name, namespace)
        part = _source(seen, name, to, client, masked, host)
        saw = any(answer.host == to for answer in right)
        if part.passed and not saw and nameless:
            nameless -= 1
        elif part.passed and not saw:
            what = seen.say(
                en=f"so it is through {name}, but no answer of yours shows it",
                ko=f"{name}도 그러하지만, 출력에서 확인하지 않음",
            )
            todo = seen.say(
                en=f"Ask its present address from {host}, and look at RemoteAddr.",
                ko=f"{host}에서 이 서비스의 현재 주소로 요청하고 RemoteAddr을 확인해 보세요.",
            )
            part = verdict.Verdict(False, part.expected, what, todo, final=True, credit=0.5)
        parts.append(part)
    return verdict.together(parts)


def _source(
    seen: evidence.Evidence, name: str, to: str, client: str, masked: bool, host: str
) -> verdict.Verdict:
    """What a pod behind the Service sees of a request that the check sends itself."""
    expected = (
        seen.say(
            en=f"a pod behind {name} sees the address of a node", ko=f"{name}의 파드에 노드의 주소가 보임"
        )
        if masked
        else seen.say(en=f"a pod behind {name} sees {client}", ko=f"{name}의 파드에 {client} 주소가 보임")
    )
    try:
        body = seen.http(f"http://{to or '0.0.0.0'}/", host=host).body
    except (OSError, http.client.HTTPException) as error:
        what = seen.say(en=f"no answer: {seen.reason(error)}", ko=f"응답 없음: {seen.reason(error)}")
        todo = seen.say(en="Is there a route, and a pod behind it?", ko="경로와 파드가 있는지 확인해 보세요.")
        return verdict.Verdict(False, expected, what, todo)
    found = next((answer.source for answer in whoami.answers(body)), "")
    if bool(found) and (found != client) is masked:
        return verdict.Verdict(True, expected, found)
    todo = seen.say(en="Which traffic policy does the Service have?", ko="서비스의 트래픽 정책이 무엇인가요?")
    what = seen.say(
        en=f"it sees {found or 'a request without RemoteAddr'}",
        ko=f"보이는 주소: {found or 'RemoteAddr 없음'}",
    )
    return verdict.Verdict(False, expected, what, todo)


@declare.check("balance.spread", deadline=20)
def spread(
    seen: evidence.Evidence,
    *,
    service: str,
    at_least: int = 2,
    router: str = routers.ROUTER,
    host: str = CLIENT,
    namespace: str = "default",
) -> verdict.Verdict:
    """The learner saw connections to one address go by several of the nodes that its route has.

    As the router's kernel decides (`ip route get`), or by the addresses that pods saw in answers.
    """
    expected = seen.say(
        en=f"connections to {service} seen to go by {at_least} nodes or more",
        ko=f"{service} 서비스로 가는 연결이 노드 {at_least}개 이상으로 나뉘는 것을 확인",
    )
    to = announcing.vip(seen.cluster, service, namespace)
    try:
        hops = routers.kernel(seen, router).get(to, frozenset())
    except (OSError, ValueError) as error:
        return routers.silent(seen, router, error)
    if len(hops) < at_least:
        what = seen.say(en=f"the route has {len(hops)} next hops", ko=f"경로의 next hop이 {len(hops)}개")
        todo = seen.say(en="Do all nodes announce it?", ko="모든 노드가 이 주소를 알리고 있나요?")
        return verdict.Verdict(False, expected, what, todo)
    told = _decided(seen, to, hops) | _entered(seen, host)
    taken = told & hops
    what = seen.say(en=f"{len(taken)} different nodes", ko=f"서로 다른 노드 {len(taken)}개")
    if len(taken) >= at_least:
        return verdict.Verdict(True, expected, what)
    todo = seen.say(
        en="Ask about several connections: another port of the client is another connection.",
        ko="여러 연결에 대해 물어보세요. 클라이언트의 포트가 다르면 다른 연결입니다.",
    )
    final = len(told) < at_least
    return verdict.Verdict(False, expected, what, todo, final, credit=0.3 if taken else 0.0)


@declare.check("balance.shares", deadline=30)
def shares(
    seen: evidence.Evidence,
    *,
    service: str,
    at_least: int = 30,
    host: str = CLIENT,
    namespace: str = "default",
) -> verdict.Verdict:
    """One node has more ready pods of the Service than another, and the learner counted the answers of each pod."""
    expected = seen.say(
        en=f"pods spread unevenly over nodes, and {at_least} answers or more counted by pod",
        ko=f"노드마다 파드 수가 다르고, 응답 {at_least}개 이상을 파드별로 집계",
    )
    backed = backends.find(seen.cluster, service, namespace)
    if backed is None:
        return phrases.nothing_there(seen, expected, "services", service)
    nodes = Counter(one.node for one in backed.endpoints)
    if len(set(nodes.values())) < 2:
        what = ", ".join(f"{node}: {count}" for node, count in sorted(nodes.items())) or "-"
        todo = seen.say(
            en="One node needs one ready pod more than the other.",
            ko="한 노드에 준비된 파드가 하나 더 있어야 합니다.",
        )
        return verdict.Verdict(False, expected, what, todo)
    pods = {one.pod for one in backed.endpoints}
    here = [record for record in seen.commands if record.host == host]
    found = tallies.tally(learner.since(here, _asks_a_server), pods)
    what = ", ".join(f"{pod}: {count}" for pod, count in found.most_common()) or seen.say(
        en="no answers counted", ko="집계한 응답 없음"
    )
    if set(found) == pods and found.total() >= at_least:
        return verdict.Verdict(True, expected, what)
    todo = seen.say(
        en=f"Ask often enough, from {host}, and count who answers.",
        ko=f"{host}에서 충분히 여러 번 요청하고, 누가 응답했는지 세어 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True, credit=0.5)


def _decided(seen: evidence.Evidence, to: str, hops: Collection[str]) -> set[str]:
    """The gateways that the kernel named to the learner for single connections to the address."""
    asked = [record for record in seen.commands if learner.ended_well(record) and _gets(record)]
    found: Iterable[routes.Route] = routers.shown(asked)
    whole = {hop for route in found if route.to == to and len(route.hops) == 1 for hop in route.hops}
    left = [record for record in asked if _gets_alone(record, to)]
    return whole | {hop for hop in hops if any(_left(record, hop) for record in left)}


def _left(record: evidence.CommandRecord, hop: str) -> bool:
    """Whether the output has the next hop, and nothing in the line can have made it up."""
    if not shown.shows(record.output, hop) or shown.shows(record.text, hop):
        return False
    words = [
        word for call in learner.resolved(record) if call.program in learner.PRINTERS for word in call.words
    ]
    return not any(shown.shows(word, hop) or re.search(r"\d\.\$|\$\S*\.\d", word) for word in words)


def _gets(record: evidence.CommandRecord) -> list[shell.Call]:
    """The line's questions to the kernel about single connections."""
    return [call for call in learner.resolved(record) if call.program == "ip" and "get" in call.words]


def _gets_alone(record: evidence.CommandRecord, to: str) -> bool:
    """Whether all that can name gateways are such questions, about that address or a variable: a filter shows parts."""
    others = [call for call in learner.resolved(record) if call.program not in FILTERS]
    asked = _gets(record)
    about = [word for call in asked for word in call.words[call.words.index("get") + 1 :][:1]]
    return len(others) == len(asked) and all(word == to or word.startswith("$") for word in about)


def _entered(seen: evidence.Evidence, host: str) -> set[str]:
    """The nodes whose tunnel's address a pod saw, which is where the connection came into the cluster."""
    named = {answer.source for record in _asked(seen, host) for answer in _answers(record)}
    addresses = backends.node_addresses(seen.cluster)
    return {
        addresses[node["metadata"]["name"]]
        for node in seen.cluster.select("nodes")
        if (node["metadata"].get("annotations") or {}).get(TUNNEL) in named
        and node["metadata"]["name"] in addresses
    }


def _asked(seen: evidence.Evidence, host: str) -> Sequence[evidence.CommandRecord]:
    """The commands on the host that asked a web server and ended well."""
    return [
        record
        for record in seen.commands
        if record.host == host and learner.ended_well(record) and _asks_a_server(record)
    ]


def _asks_a_server(record: evidence.CommandRecord) -> bool:
    clients = webcalls.CLIENTS | webcalls.SCRIPTS
    return any(call.program in clients for call in learner.programs(record))


def _answers(record: evidence.CommandRecord) -> list[whoami.Answer]:
    return [
        answer
        for answer in whoami.answers(record.output)
        if not learner.printed_by_hand(record, answer.source)
    ]
