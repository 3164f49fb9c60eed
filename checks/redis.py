"""Redis in the cluster: who leads, who copies whom, and what the learner read of it."""

import re
from collections.abc import Mapping, Sequence

from tutor.checkapi import declare, evidence, learner, objects, phrases, selecting, shown, verdict
from tutor.checkapi.commandline import shell
from tutor.checkapi.dns import questions
from tutor.checkapi.protocols import redisquery

CLIENTS = frozenset({"redis-cli", "nc", "ncat", "netcat", "telnet"})
REFUSAL = "READONLY"
REFUSALS = (REFUSAL, f"-{REFUSAL}")
"""As redis-cli prints it, and as the server sends it (nc)."""
ROLES = {"master": r"\bmaster\b|\bOK\b", "slave": rf"\bslave\b|{REFUSAL}"}
"""What shows that a server of that role answered: ROLE, INFO, or what it says to a write."""


@declare.check("redis.service", deadline=30, limit=30)
def service(
    seen: evidence.Evidence, *, name: str, selector: str, role: str, namespace: str = "default"
) -> verdict.Verdict:
    """The Service chooses the pods of the selector and no others, and a server of that role answers by it."""
    expected = seen.say(
        en=f"Service {name} leads to the pods ({selector}) alone",
        ko=f"{name} 서비스가 파드({selector})로만 연결됨",
    )
    live = seen.cluster.select("services", namespace, "", name)
    if not live:
        what = seen.say(en=f"no Service {name} in {namespace}", ko=f"{namespace}에 {name} 서비스가 없음")
        todo = seen.say(
            en="Was it made, and in which namespace? kubectl get svc -A",
            ko="서비스를 만들었나요? 어느 네임스페이스에 있나요? kubectl get svc -A",
        )
        return verdict.Verdict(False, expected, what, todo)
    pods = objects.alive(seen.cluster.objects("pods", namespace=namespace))
    chosen = {pod["metadata"]["name"] for pod in pods if selecting.chooses(live[0], pod)}
    wanted = set(addresses(seen, selector, namespace))
    if chosen != wanted or not wanted:
        what = ", ".join(sorted(chosen)) or seen.say(en="it chooses no pod", ko="선택하는 파드가 없음")
        todo = seen.say(
            en="Compare its selector with the pods' labels.", ko="셀렉터와 파드의 레이블을 비교해 보세요."
        )
        return verdict.Verdict(False, expected, what, todo)
    try:
        found = info(seen, str(shown.field(live[0], "spec.clusterIP"))).get("role")
    except OSError as error:
        todo = seen.say(
            en=f"Does its targetPort fit the port where redis listens? kubectl describe svc {name}",
            ko=f"targetPort가 redis가 수신하는 포트와 맞나요? kubectl describe svc {name}",
        )
        return verdict.Verdict(False, expected, seen.reason(error), todo)
    if found != role:
        return verdict.Verdict(False, expected, f"role:{found}", f"kubectl describe svc {name}")
    return verdict.Verdict(True, expected, ", ".join(sorted(chosen)))


@declare.check("redis.refuses", deadline=15)
def refuses(
    seen: evidence.Evidence, *, selector: str, key: str, namespace: str = "default"
) -> verdict.Verdict:
    """The learner tried to write to one of the pods, which follow, and saw the refusal."""
    expected = seen.say(en="a follower's refusal to store an entry", ko="글 저장을 거부하는 팔로워의 응답")
    places = addresses(seen, selector, namespace)
    if not places:
        return phrases.nothing_there(seen, expected, "pods", selector)
    # No other server refuses with these words, so it does not matter how the line names the one that it asks.
    asked = [record for record in seen.commands if _talks(record)]
    refusals = [record for record in asked if any(_sees([record], one) for one in REFUSALS)]
    if refusals:
        return verdict.Verdict(True, expected, learner.excerpt(refusals[0].output))
    what = (
        learner.excerpt(asked[-1].output, 80)
        if asked
        else seen.say(en="no follower was asked", ko="팔로워에 요청한 명령이 없음")
    )
    todo = seen.say(en=f"SET {key} in a follower's pod.", ko=f"팔로워 파드에서 SET {key}를 실행해 보세요.")
    what = what or seen.say(en="no output", ko="출력 없음")
    return verdict.Verdict(False, expected, what, todo, final=True)


@declare.check("redis.replicates", deadline=40, limit=30)
def replicates(
    seen: evidence.Evidence, *, leader: str, followers: str, namespace: str = "default", read: bool = True
) -> verdict.Verdict:
    """The one pod of selector `leader` leads, and every pod of selector `followers` has a link to it that is up.

    With `read`, the learner saw both ends of it: the leader's count of followers, and a follower's link.
    """
    expected = seen.say(
        en="one leader, and a link to it from every follower",
        ko="리더 하나와, 그 리더에 연결된 팔로워들",
    )
    heads = addresses(seen, leader, namespace)
    copies = addresses(seen, followers, namespace)
    if not heads or not copies:
        return phrases.nothing_there(seen, expected, "pods", followers if heads else leader)
    try:
        leads = {name: info(seen, address) for name, address in heads.items()}
        follows = {name: info(seen, address) for name, address in copies.items()}
    except OSError as error:
        return verdict.Verdict(False, expected, seen.reason(error), "kubectl get pods -o wide")
    if problem := _broken(seen, leads, follows):
        todo = seen.say(en="Read the log of that pod.", ko="해당 파드의 로그를 읽어 보세요.")
        return verdict.Verdict(False, expected, problem, todo)
    ends = [_leader_seen(seen.commands, copies), _link_seen(seen.commands)]
    if read and not all(ends):
        return _not_read(seen, expected, ends)
    return verdict.Verdict(True, expected, seen.say(en=f"{len(copies)} linked", ko=f"{len(copies)}개 연결됨"))


def _broken(
    seen: evidence.Evidence, leads: Mapping[str, Mapping[str, str]], follows: Mapping[str, Mapping[str, str]]
) -> str:
    """What is wrong with the replication, "" where nothing is."""
    masters = [name for name, has in leads.items() if has.get("role") == "master"]
    if len(masters) != 1:
        return seen.say(en=f"{len(masters)} pods lead", ko=f"리더 역할의 파드가 {len(masters)}개")
    history = leads[masters[0]].get("master_replid")
    for name, has in follows.items():
        link = has.get("master_link_status", "-")
        if link != "up":
            return f"{name}: role {has.get('role')}, master_link_status {link}"
        if has.get("master_replid") != history:
            return seen.say(en=f"{name} copies another leader", ko=f"{name} 파드가 다른 리더를 복제하는 중")
    return ""


def _leader_seen(records: Sequence[evidence.CommandRecord], copies: Mapping[str, str]) -> bool:
    """Whether the learner saw how many follow (INFO) or who (ROLE, INFO, CLIENT LIST)."""
    asked = [record for record in records if _asks_redis(record)]
    return _sees(asked, f"connected_slaves:{len(copies)}") or all(
        _sees(asked, address) for address in copies.values()
    )


def _link_seen(records: Sequence[evidence.CommandRecord]) -> bool:
    """Whether the learner saw a follower say that its link is up."""
    asked = [record for record in records if _asks_redis(record)]
    return any(
        _sees([record], "master_link_status:up")
        or (_sees([record], "slave") and _sees([record], "connected"))
        for record in asked
    )


def _sees(records: Sequence[evidence.CommandRecord], value: str) -> bool:
    """Whether one of these lines showed the value, and neither it nor what was typed into a pod's shell printed it."""
    return any(
        shown.shows(questions.answered(record), value) and not questions.by_hand(record, value)
        for record in records
    )


def _asks_redis(record: evidence.CommandRecord) -> bool:
    """Whether the line talks to redis, and ended well."""
    return learner.ended_well(record) and _talks(record)


def _talks(record: evidence.CommandRecord) -> bool:
    """Whether the line talks to redis: its client, or its port by some other program."""
    inside = [call for line in questions.typed(record) for call in shell.calls(line)]
    tools = any(call.program in CLIENTS for call in (*learner.programs(record), *inside))
    return tools or "/dev/tcp/" in record.text


def _not_read(seen: evidence.Evidence, expected: str, ends: Sequence[bool]) -> verdict.Verdict:
    what = seen.say(
        en="the link is up, but you have not read it from "
        + ("a follower" if ends[0] else "the leader" if ends[1] else "either end"),
        ko="연결은 정상이지만 "
        + ("팔로워에서" if ends[0] else "리더에서" if ends[1] else "아직")
        + " 확인하지 않음",
    )
    todo = seen.say(
        en="INFO has a section for this. Ask a leader's pod and a follower's pod.",
        ko="INFO에 해당 섹션이 있습니다. 리더 파드와 팔로워 파드에 각각 물어보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True, credit=sum(ends) / 3 + 1 / 3)


@declare.check("redis.read", deadline=20, limit=30)
def read(seen: evidence.Evidence, *, key: str, selector: str, namespace: str = "default") -> verdict.Verdict:
    """The learner asked a redis pod of the selector for the key, and saw what it holds now."""
    expected = seen.say(
        en=f"{key} read from one of the pods ({selector})", ko=f"파드({selector})에서 직접 읽은 {key}"
    )
    places = addresses(seen, selector, namespace)
    if not places:
        return phrases.nothing_there(seen, expected, "pods", selector)
    values = {value for address in places.values() if (value := _value(seen, address, key))}
    if not values:
        what = seen.say(en=f"no pod of these holds {key}", ko=f"{key} 값이 있는 파드가 없음")
        todo = seen.say(en="Write an entry first.", ko="먼저 글을 남겨 보세요.")
        return verdict.Verdict(False, expected, what, todo)
    asks = [record for record in seen.commands if _asks_redis(record)]
    there = [record for record in asks if _aims_at(record, places, selector)]
    if any(_sees([record], way) for record in there for one in values for way in shown.spellings(one)):
        return verdict.Verdict(True, expected, learner.excerpt(next(iter(values)), 60))
    if there:
        what = learner.excerpt(there[-1].output) or seen.say(en="no output", ko="출력 없음")
    elif asks:
        what = seen.say(en="you asked another redis server", ko="다른 Redis 서버에 물어봄")
    else:
        what = seen.say(en="no redis server was asked", ko="Redis 서버에 물어본 명령이 없음")
    todo = seen.say(en=f"Ask such a pod itself: GET {key}", ko=f"해당 파드에 직접 물어보세요: GET {key}")
    return verdict.Verdict(False, expected, what, todo, final=True)


def _value(seen: evidence.Evidence, address: str, key: str) -> str:
    """What a server holds; "" for nothing, and for one that is still starting."""
    try:
        return seen.redis(address, "GET", key) or ""
    except OSError:
        return ""


def _aims_at(record: evidence.CommandRecord, places: Mapping[str, str], selector: str) -> bool:
    """Whether the line names one of the pods, its address or its role; a variable may hold any of these."""
    roles = [pair.partition("=")[2] for pair in selector.split(",")]
    words = [*places, *places.values(), roles[-1]]
    return any(
        word in line or "$" in line for line in (record.text, *questions.typed(record)) for word in words
    )


@declare.check("redis.mixed", deadline=20)
def mixed(
    seen: evidence.Evidence, *, leader: str, followers: str, namespace: str = "default"
) -> verdict.Verdict:
    """A Service chooses the leader's pod and the followers' alike, and the learner saw both answer by it."""
    expected = seen.say(
        en="a Service in front of the leader and the followers, and an answer from both kinds",
        ko="리더와 팔로워를 함께 선택하는 서비스와, 양쪽에서 받은 응답",
    )
    kinds = [
        objects.alive(seen.cluster.objects("pods", namespace=namespace, selector=one))
        for one in (leader, followers)
    ]
    services = [
        item["metadata"]["name"]
        for item in seen.cluster.objects("services", namespace=namespace)
        if all(any(selecting.chooses(item, pod) for pod in pods) for pods in kinds)
    ]
    if not services:
        what = seen.say(en="no Service chooses both", ko="둘을 함께 선택하는 서비스가 없음")
        todo = seen.say(
            en="Which label do leader and followers share?", ko="리더와 팔로워에 공통된 레이블은 무엇인가요?"
        )
        return verdict.Verdict(False, expected, what, todo)
    asked = [record for record in seen.commands if _asks_redis(record) and _names(record, services)]
    unseen = [role for role, sign in ROLES.items() if not any(re.search(sign, one.output) for one in asked)]
    if not unseen:
        return verdict.Verdict(True, expected, ", ".join(services))
    what = (
        seen.say(
            en=f"no answer of a {unseen[0]} by way of {services[0]}",
            ko=f"{services[0]} 서비스를 통한 {unseen[0]}의 응답이 없음",
        )
        if asked
        else seen.say(en=f"{services[0]} was not asked", ko=f"{services[0]} 서비스에 요청하지 않음")
    )
    todo = seen.say(
        en="Ask it again and again: each connection may go to another pod.",
        ko="여러 번 물어보세요. 연결할 때마다 다른 파드로 갈 수 있습니다.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True, credit=0.5)


def _names(record: evidence.CommandRecord, services: Sequence[str]) -> bool:
    lines = (record.text, *questions.typed(record))
    return any("$" in line or any(name in line for name in services) for line in lines)


def addresses(seen: evidence.Evidence, selector: str, namespace: str) -> dict[str, str]:
    """The addresses of the pods of a selector that are not going away, by name; those without one left out."""
    pods = objects.alive(seen.cluster.objects("pods", namespace=namespace, selector=selector))
    found = {pod["metadata"]["name"]: shown.field(pod, "status.podIP") for pod in pods}
    return {name: str(address) for name, address in found.items() if address}


def info(seen: evidence.Evidence, address: str) -> Mapping[str, str]:
    """What a server says of its replication. Raises OSError."""
    return redisquery.fields(seen.redis(address, "INFO", "replication") or "")
