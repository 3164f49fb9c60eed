"""Pages over HTTP: what a server answers now, and whether the learner got that from it."""

import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tutor.checkapi import declare, evidence, learner, objects, shown, verdict
from tutor.checkapi.apps import webpages
from tutor.checkapi.commandline import kubectl
from tutor.checkapi.protocols import httpget

LONGEST = 400
"""Characters of a page up to which the learner has to have seen all of it."""
MOST = 8
"""So many other requests of a line are looked into."""


@dataclass(frozen=True)
class _Asked:
    """A line, and what it asked for."""

    record: evidence.CommandRecord
    requests: list[webpages.Request]


@declare.check("http.got", deadline=15)
def got(
    seen: evidence.Evidence,
    *,
    port: int,
    path: str,
    selector: str,
    namespace: str | None = None,
    status: int = 200,
) -> verdict.Verdict:
    """The learner fetched the page from one of these pods, and it is what the pod answers now."""
    expected = seen.say(
        en=f"the answer of a pod ({selector}) to :{port}{path}", ko=f"파드({selector})의 :{port}{path} 응답"
    )
    pages = dict(_pages(seen, selector, namespace, port, path, status))
    if not pages:
        return _no_page(seen, expected, status)
    asked = _fetched(seen, port, path, set(pages))
    if not asked:
        return _not_fetched(seen, expected, port, path)
    bodies = [answer.body.strip() for answer in pages.values()]
    few = False
    for one in asked:
        twins = _twins(seen, one, (port, path), next(iter(pages.items())))
        shows = max(_seen_by(one.record, body, status) for body in bodies)
        if shows > twins:
            return verdict.Verdict(True, expected, learner.excerpt(bodies[0]))
        few = few or shows > 0
    if few:
        return _too_few(seen, expected)
    what = learner.excerpt(asked[-1].record.output) or seen.say(en="no output", ko="출력 없음")
    todo = seen.say(
        en="Is the variable set? Try: echo the address first.",
        ko="변수가 설정되어 있나요? 먼저 echo로 주소를 확인해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


@declare.check("http.metrics", deadline=15)
def metrics(
    seen: evidence.Evidence,
    *,
    port: int,
    metric: str,
    selector: str,
    path: str = "/metrics",
    namespace: str | None = None,
) -> verdict.Verdict:
    """The learner read a counter of one of these pods: a series that exists, at most as high as it is now."""
    expected = seen.say(en=f"{metric} of a pod ({selector})", ko=f"파드({selector})의 {metric} 값")
    pages = dict(_pages(seen, selector, namespace, port, path, 200))
    if not pages:
        return _no_page(seen, expected, 200)
    records = [one.record for one in _fetched(seen, port, path, set(pages))]
    if not records:
        return _not_fetched(seen, expected, port, path)
    now = [series(answer.body, metric) for answer in pages.values()]
    read: dict[str, float] = {}
    for record in records:
        read = series(record.output, metric)
        for name, value in read.items():
            true = any(name in one and value <= one[name] for one in now)
            if true and not learner.printed_by_hand(record, name):
                return verdict.Verdict(True, expected, f"{name} {value:g}")
    what = (
        learner.excerpt(next(iter(read)))
        if read
        else seen.say(en=f"no {metric} in the output", ko=f"출력에 {metric} 값이 없음")
    )
    todo = seen.say(en=f"Pipe the page into grep {metric}", ko=f"응답을 걸러 보세요: grep {metric}")
    return verdict.Verdict(False, expected, what, todo, final=True)


def series(text: str, metric: str) -> dict[str, float]:
    """Samples of a metric by name and labels, read from Prometheus' text format (version 0.0.4)."""
    pattern = rf"^\s*({re.escape(metric)}(?:\{{[^}}]*\}})?)\s+([0-9.eE+-]+)\s*$"
    found = re.finditer(pattern, shown.unnumbered(text), re.MULTILINE)
    return {one[1]: float(one[2]) for one in found}


def _pages(
    seen: evidence.Evidence, selector: str, namespace: str | None, port: int, path: str, status: int
) -> Iterator[tuple[str, httpget.Answer]]:
    """The pages of the pods that answer with the status, by the pod's address."""
    for pod in objects.alive(seen.cluster.objects("pods", namespace=namespace, selector=selector)):
        address = str(shown.field(pod, "status.podIP"))
        try:
            answer = seen.http(f"http://{address}:{port}{path}")
        except (OSError, http.client.HTTPException):
            continue  # a pod that does not answer is what the caller reports when none does
        if answer.status == status:
            yield address, answer


def _fetched(seen: evidence.Evidence, port: int, path: str, addresses: set[str]) -> list[_Asked]:
    """The commands that asked one of the addresses for the path, oldest first."""
    asks = [ask for record in seen.commands for ask in kubectl.asks(record.text)]
    near = {"localhost", "127.0.0.1"} if any(ask.verb == "port-forward" for ask in asks) else set()
    lines = (
        _Asked(
            webpages.with_file(record, seen.commands[at + 1 :]), webpages.requests(record, seen.commands[:at])
        )
        for at, record in enumerate(seen.commands)
        if learner.ended_well(record)
    )
    return [
        one
        for one in lines
        if any(ask.asks(port, path) and _is_pod(seen, ask, addresses | near) for ask in one.requests)
    ]


def _is_pod(seen: evidence.Evidence, asked: webpages.Request, hosts: set[str]) -> bool:
    """Whether the request went to one of the hosts. A variable may hold any address: the output tells."""
    host = asked.host
    return not host or host in hosts or asked.unknown() or _is_service(seen, host)


def _twins(
    seen: evidence.Evidence, one: _Asked, page: tuple[int, str], known: tuple[str, httpget.Answer]
) -> int:
    """How many other requests of the line, if they succeed, cannot be told apart from this one by what they print."""
    address, answer = known
    others = [ask for ask in one.requests if not ask.asks(*page) and ask.port.isdecimal()]
    return sum(1 for ask in others[:MOST] if _same(seen, f"http://{address}:{ask.port}{ask.path}", answer))


def _same(seen: evidence.Evidence, url: str, answer: httpget.Answer) -> bool:
    try:
        other = seen.http(url)
    except (OSError, http.client.HTTPException):
        return False  # nobody answers there, so nothing of it is in the output
    return (other.status, other.body.strip()) == (answer.status, answer.body.strip())


def _is_service(seen: evidence.Evidence, host: str) -> bool:
    """Whether the host is a Service's address or DNS name."""
    names = set()
    for item in seen.cluster.objects("services"):
        meta = item["metadata"]
        names.update({item["spec"].get("clusterIP"), f"{meta['name']}.{meta['namespace']}"})
    return host in names or ".".join(host.split(".")[:2]) in names


def _seen_by(record: evidence.CommandRecord, body: str, status: int) -> int:
    """How often the learner saw the page, or had its status code printed."""
    asked_status = re.search(r"http_code|response_code|--head|(?<!\w)-I(?!\w)", record.text)
    if asked_status and (found := webpages.times(record.output, str(status))):
        return 0 if webpages.typed(record, str(status)) else found
    if len(body) > LONGEST:
        return int(any(part.strip() and learner.sees([record], part) for part in body.splitlines()))
    if "\n" in body:
        return int(learner.sees([record], body))
    return webpages.times(record.output, body) if body and not webpages.typed(record, body) else 0


def _too_few(seen: evidence.Evidence, expected: str) -> verdict.Verdict:
    what = seen.say(
        en="one line asked for several pages, and printed fewer answers than that",
        ko="한 줄에서 여러 페이지를 요청했는데, 출력된 응답이 그보다 적음",
    )
    todo = seen.say(
        en="Nothing tells which answer is missing: ask for each page in a line of its own.",
        ko="어느 응답이 빠졌는지 알 수 없습니다. 페이지마다 따로 한 줄씩 요청해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _no_page(seen: evidence.Evidence, expected: str, status: int) -> verdict.Verdict:
    what = seen.say(en=f"no pod answers with {status}", ko=f"상태 코드 {status}인 응답을 주는 파드가 없음")
    todo = seen.say(en="Are the pods Running and Ready?", ko="파드가 Running이고 Ready 상태인가요?")
    return verdict.Verdict(False, expected, what, todo)


def _not_fetched(seen: evidence.Evidence, expected: str, port: int, path: str) -> verdict.Verdict:
    what = seen.say(
        en=f"nothing asked a pod for :{port}{path}", ko=f"파드에 :{port}{path} 페이지를 요청한 명령이 없음"
    )
    todo = seen.say(
        en=f"curl the pod's address with :{port}{path} behind it.",
        ko=f"curl로 파드의 IP에 요청해 보세요. IP 뒤에 붙일 것: :{port}{path}",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)
