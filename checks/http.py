"""Pages over HTTP: what a server answers now, and whether the learner got that from it."""

import http.client
import re
from collections.abc import Iterator

from tutor.checkapi import declare, evidence, learner, objects, shown, verdict
from tutor.checkapi.commandline import kubectl, shell
from tutor.checkapi.protocols import httpget

CLIENTS = frozenset({"curl", "wget", "http", "https", "xh", "fetch", "busybox"})
LONGEST = 400
"""Characters of a page up to which the learner has to have seen all of it."""


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
    records = _fetched(seen, port, path, set(pages))
    if not records:
        return _not_fetched(seen, expected, port, path)
    bodies = [answer.body.strip() for answer in pages.values()]
    if any(_seen_by(record, body, status) for record in records for body in bodies):
        return verdict.Verdict(True, expected, learner.excerpt(bodies[0]))
    what = learner.excerpt(records[-1].output) or seen.say(en="no output", ko="출력 없음")
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
    records = _fetched(seen, port, path, set(pages))
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
    return {found[1]: float(found[2]) for found in re.finditer(pattern, text, re.MULTILINE)}


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


def _fetched(
    seen: evidence.Evidence, port: int, path: str, addresses: set[str]
) -> list[evidence.CommandRecord]:
    """The commands that asked one of the addresses for the path, oldest first."""
    asks = [ask for record in seen.commands for ask in kubectl.asks(record.text)]
    near = {"localhost", "127.0.0.1"} if any(ask.verb == "port-forward" for ask in asks) else set()
    return [
        record
        for record in seen.commands
        if learner.ended_well(record) and _asks_for(seen, record, port, path, addresses | near)
    ]


def _asks_for(
    seen: evidence.Evidence, record: evidence.CommandRecord, port: int, path: str, hosts: set[str]
) -> bool:
    """Whether a client of the line asked one of the hosts. A variable may hold any address: the output tells."""
    for ask in kubectl.asks(record.text):
        raw = ask.flag("--raw") or ""
        if f":{port}/proxy{path}" in raw and "/pods/" in raw:
            return True
    for call in learner.programs(record):
        for host in _hosts(call, port, path):
            if host in hosts or re.search(r"[$`{]", host) or _is_service(seen, host):
                return True
    return False


def _hosts(call: shell.Call, port: int, path: str) -> Iterator[str]:
    """The hosts of a client's URLs that have this port and path."""
    if call.program not in CLIENTS:
        return
    for word in call.words:
        url = re.sub(r"^https?://", "", word.partition("?")[0]).rstrip("/")
        ending = f":{port}{path.rstrip('/')}"
        if url.endswith(ending):
            yield url.removesuffix(ending).strip("[]").rpartition("@")[2]


def _is_service(seen: evidence.Evidence, host: str) -> bool:
    """Whether the host is a Service's address or DNS name."""
    names = set()
    for item in seen.cluster.objects("services"):
        meta = item["metadata"]
        names.update({item["spec"].get("clusterIP"), f"{meta['name']}.{meta['namespace']}"})
    return host in names or ".".join(host.split(".")[:2]) in names


def _seen_by(record: evidence.CommandRecord, body: str, status: int) -> bool:
    """Whether the learner saw the page, or had its status code printed."""
    asked_status = re.search(r"http_code|response_code|--head|(?<!\w)-I(?!\w)", record.text)
    if asked_status and shown.shows(record.output, status):
        return not learner.printed_by_hand(record, status)
    parts = [body] if len(body) <= LONGEST else body.splitlines()
    return any(part.strip() and learner.sees([record], part) for part in parts)


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
