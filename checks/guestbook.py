"""The guestbook: what was written and read through its front end, and what happens when the leader is gone.

The front end's access log tells what went through it; it ends with its pod, so the learner's own request
counts as well.
"""

import re
from collections.abc import Iterator, Mapping

from tutor.checkapi import declare, evidence, learner, objects, phrases, shown, verdict
from tutor.checkapi.apps import accesslog, guestbookcalls
from tutor.checkapi.commandline import kubectl


@declare.check("guestbook.written", deadline=30, limit=30)
def written(
    seen: evidence.Evidence,
    *,
    key: str,
    leader: str,
    followers: str,
    frontend: str,
    namespace: str = "default",
) -> verdict.Verdict:
    """An entry, whichever, is stored by the leader and by every follower, and it came through the front end."""
    expected = seen.say(
        en="an entry that came through the front end, in the leader and in every follower",
        ko="프런트엔드를 거쳐 저장되어 리더와 모든 팔로워에 있는 글",
    )
    heads = _held(seen, leader, namespace, key)
    if not heads:
        return phrases.nothing_there(seen, expected, "pods", leader)
    value = next(iter(heads.values())) or ""
    if problem := _not_stored(seen, expected, key, value, _held(seen, followers, namespace, key)):
        return problem
    logged = any(
        request.query.get("value") == value and request.status == 200
        for request in _requests(seen, frontend, namespace, "set")
    )
    if logged or any(guestbookcalls.wrote(record, value) for record in seen.commands):
        return verdict.Verdict(True, expected, learner.excerpt(value, 60))
    what = seen.say(
        en="it is stored, but the front end knows nothing of it",
        ko="저장되어 있지만 프런트엔드를 거친 기록이 없음",
    )
    todo = seen.say(en="Write through the web page's address.", ko="웹 페이지의 주소로 글을 남겨 보세요.")
    return verdict.Verdict(False, expected, what, todo, final=True, credit=0.5)


def _not_stored(
    seen: evidence.Evidence, expected: str, key: str, value: str, copies: Mapping[str, str | None]
) -> verdict.Verdict | None:
    """What is to be said where the leader has no entry, or a follower something else than the leader."""
    if not guestbookcalls.entry(value):
        what = seen.say(en=f"the leader has no {key}", ko=f"리더에 {key} 값이 없음")
        todo = seen.say(
            en="Does the answer to your request say that it was updated?",
            ko="요청에 대한 응답이 저장되었다고 하나요?",
        )
        return verdict.Verdict(False, expected, what, todo)
    for name, copy in copies.items():
        if copy != value:
            held = learner.excerpt(copy or "-", 60)
            what = seen.say(en=f"{name} has {held}", ko=f"{name}의 값: {held}")
            todo = seen.say(en="Is its link to the leader up?", ko="리더와의 연결이 정상인가요?")
            return verdict.Verdict(False, expected, what, todo, credit=0.5)
    return None


@declare.check("guestbook.read", deadline=20, limit=30)
def read(
    seen: evidence.Evidence,
    *,
    key: str,
    followers: str,
    namespace: str = "default",
    another_host: bool = False,
) -> verdict.Verdict:
    """The learner read through the front end what the followers hold now.

    With `another_host`, by another address than the one that they wrote to, as far as the lines tell.
    """
    expected = seen.say(en=f"{key} read through the front end", ko=f"프런트엔드를 통해 읽은 {key}")
    values = {
        value
        for value in _held(seen, followers, namespace, key).values()
        if value and guestbookcalls.entry(value)
    }
    if not values:
        what = seen.say(en=f"no follower holds {key}", ko=f"{key} 값이 있는 팔로워가 없음")
        todo = seen.say(
            en="Write an entry through the front end first; the followers copy it from the leader.",
            ko="먼저 프런트엔드로 글을 남기세요. 팔로워는 리더에서 글을 복제합니다.",
        )
        return verdict.Verdict(False, expected, what, todo)
    reads = [
        record for record in seen.commands if any(guestbookcalls.shows(record, value) for value in values)
    ]
    if not reads:
        what = seen.say(en="no answer with the entry in it", ko="글이 담긴 응답이 없음")
        todo = seen.say(en=f"Ask it: cmd=get, key={key}", ko=f"이렇게 물어보세요: cmd=get, key={key}")
        return verdict.Verdict(False, expected, what, todo, final=True)
    if another_host and guestbookcalls.same_host(seen.commands, reads):
        what = seen.say(en="written to and read from one address", ko="쓸 때와 읽을 때의 주소가 같음")
        todo = seen.say(en="Read it at another node's address.", ko="다른 노드의 주소로 읽어 보세요.")
        return verdict.Verdict(False, expected, what, todo, final=True, credit=0.5)
    return verdict.Verdict(True, expected, learner.excerpt(next(iter(values)), 60))


@declare.check("guestbook.refused", deadline=20, limit=30)
def refused(
    seen: evidence.Evidence, *, leader: str, frontend: str, reason: str, namespace: str = "default"
) -> verdict.Verdict:
    """No leader is there; the learner's write got status 500, and they read the reason in the front end's log.

    `reason` is a pattern that the line of the reason matches.
    """
    expected = seen.say(
        en="a write refused with 500 while there is no leader, and its reason read in the log",
        ko="리더가 없는 동안 상태 코드 500으로 실패한 쓰기와, 로그에서 확인한 그 이유",
    )
    if objects.alive(seen.cluster.objects("pods", namespace=namespace, selector=leader)):
        what = seen.say(en="there is a leader", ko="리더가 있음")
        todo = seen.say(
            en="How many replicas does its Deployment want?", ko="디플로이먼트의 레플리카는 몇 개인가요?"
        )
        return verdict.Verdict(False, expected, what, todo)
    failing = _failing(seen, frontend, namespace)
    logs = [record for record in seen.commands if learner.ended_well(record) and "logs" in record.text]
    lines = {line for text in _logs(seen, frontend, namespace) for line in text.splitlines()}
    reasons = [line for line in lines if re.search(reason, line)]
    knows = any(learner.sees(logs, line.strip()) for line in reasons) or any(
        re.search(reason, record.output) for record in logs
    )
    if failing and knows:
        return verdict.Verdict(True, expected, learner.excerpt(next(iter(reasons), "500")))
    if failing:
        what = seen.say(en="500, but you have not read why", ko="500을 받았지만 이유를 확인하지 않음")
        todo = seen.say(
            en="Some front end pod wrote it down.", ko="프런트엔드 파드 중 하나가 기록해 두었습니다."
        )
    else:
        what = seen.say(en="no write that was answered with 500", ko="500으로 응답받은 쓰기가 없음")
        todo = seen.say(
            en="Write, and have the client show the status code.", ko="글을 남기고 상태 코드를 출력해 보세요."
        )
    return verdict.Verdict(False, expected, what, todo, final=True, credit=(bool(failing) + knows + 1) / 4)


def _failing(seen: evidence.Evidence, frontend: str, namespace: str) -> list[evidence.CommandRecord]:
    """The learner's writes that were answered with 500."""
    failing = [record for record in seen.commands if guestbookcalls.refused(record)]
    if failing or all(one.status != 500 for one in _requests(seen, frontend, namespace, "set")):
        return failing
    # A function or a script of the learner's wrote: the front end knows, and they were told.
    told = [record for record in seen.commands if guestbookcalls.told_500(record)]
    return [record for record in told if not kubectl.asks(record.text)]


@declare.check("guestbook.lost", deadline=40, limit=30)
def lost(
    seen: evidence.Evidence, *, key: str, leader: str, followers: str, namespace: str = "default"
) -> verdict.Verdict:
    """Leader and followers hold the same again, which is nothing, and the learner saw that through the front end."""
    expected = seen.say(
        en=f"{key} read when leader and followers agree again",
        ko=f"리더와 팔로워가 다시 같아진 뒤에 읽은 {key}",
    )
    heads, copies = _held(seen, leader, namespace, key), _held(seen, followers, namespace, key)
    if not heads or not copies:
        return phrases.nothing_there(seen, expected, "pods", followers if heads else leader)
    if len({*heads.values(), *copies.values()}) > 1:
        what = seen.say(
            en="leader and followers hold different entries so far", ko="아직 리더와 팔로워의 글이 서로 다름"
        )
        todo = seen.say(
            en="A follower copies the leader once its link is up; INFO replication tells, in the follower's pod.",
            ko="팔로워는 연결된 뒤에 리더를 복제합니다. 팔로워 파드에서 INFO replication으로 확인해 보세요.",
        )
        return verdict.Verdict(False, expected, what, todo)
    if any(guestbookcalls.nothing_left(record, key) for record in seen.commands):
        return verdict.Verdict(True, expected, seen.say(en="nothing is left", ko="남은 글이 없음"))
    asked = [record for record in seen.commands if guestbookcalls.reads(record)]
    what = learner.excerpt(asked[-1].output) if asked else seen.say(en="no read of it", ko="읽은 명령이 없음")
    todo = seen.say(
        en="Read when the followers' link to the new leader is up.",
        ko="팔로워가 새 리더에 연결된 뒤에 읽어 보세요.",
    )
    what = what or seen.say(en="no output", ko="출력 없음")
    return verdict.Verdict(False, expected, what, todo, final=True, credit=0.5)


def _held(seen: evidence.Evidence, selector: str, namespace: str, key: str) -> dict[str, str | None]:
    """What each redis pod of a selector holds, by the pod's name; None for nothing, or for no answer."""
    found: dict[str, str | None] = {}
    for pod in objects.alive(seen.cluster.objects("pods", namespace=namespace, selector=selector)):
        address = shown.field(pod, "status.podIP")
        try:
            found[pod["metadata"]["name"]] = seen.redis(str(address), "GET", key) if address else None
        except OSError:
            found[pod["metadata"]["name"]] = None  # one that is still starting; the check asks again
    return found


def _logs(seen: evidence.Evidence, selector: str, namespace: str) -> Iterator[str]:
    """The logs of the front end's pods, also of those that are on their way out."""
    for pod in seen.cluster.objects("pods", namespace=namespace, selector=selector):
        try:
            yield seen.cluster.log(pod, lines=2000)
        except (objects.Missing, OSError):
            continue  # its container has not begun, or is gone already


def _requests(
    seen: evidence.Evidence, selector: str, namespace: str, command: str
) -> Iterator[accesslog.Request]:
    for log in _logs(seen, selector, namespace):
        for request in accesslog.requests(log):
            if request.query.get("cmd") == command:
                yield request
