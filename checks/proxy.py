"""kube-proxy: the mode in which it runs, and what it tells load balancers about a node."""

import http.client
import re
from collections.abc import Sequence

from tutor.checkapi import declare, evidence, learner, phrases, shown, verdict
from tutor.checkapi.apps import webcalls, webpages
from tutor.checkapi.commandline import kubectl
from tutor.checkapi.services import backends

METRICS = 10249
"""kube-proxy's port for metrics, open on the node's loopback only."""


@declare.check("proxy.mode")
def mode(seen: evidence.Evidence) -> verdict.Verdict:
    """The learner read the mode in kube-proxy's configuration, and from a running kube-proxy what it made of it."""
    maps = seen.cluster.select("configmaps", "kube-system", "", "kube-proxy")
    expected = seen.say(en="the mode as it is configured", ko="설정된 모드")
    if not maps:
        return phrases.nothing_there(seen, expected, "configmaps", "kube-proxy")
    set_to = re.search(r'^mode:\s*"?(\w*)"?', maps[0]["data"].get("config.conf", ""), re.MULTILINE)
    line = rf'(?<!\w)mode:\s*"?{set_to[1] if set_to else ""}"?\s*(?:\n|\\n|$)'
    reads = [one for one in _kubectl(seen) if re.search(line, shown.unescaped(one.output))]
    try:
        runs = seen.http(f"http://127.0.0.1:{METRICS}/proxyMode").body.strip()
    except (OSError, http.client.HTTPException):
        runs = "iptables"  # where nobody may ask, the default of Linux
    said = [
        one
        for at, one in enumerate(seen.commands)
        if _tells_mode(one, seen.commands[:at]) and learner.sees([one], runs)
    ]
    todo = seen.say(
        en="It stands in the ConfigMap kube-proxy in kube-system, in a line of config.conf.",
        ko="kube-system의 kube-proxy 컨피그맵, config.conf의 한 줄에 있습니다.",
    )
    asks = seen.say(
        en="kube-proxy tells it on its node's loopback, port 10249, under /proxyMode; its log does as well.",
        ko="kube-proxy는 노드의 루프백 10249번 포트의 /proxyMode에서 알려 줍니다. 로그에도 나옵니다.",
    )
    running = seen.say(en="the mode in which kube-proxy runs", ko="kube-proxy가 실제로 동작하는 모드")
    return verdict.together([_saw(seen, bool(reads), expected, todo), _saw(seen, bool(said), running, asks)])


@declare.check("proxy.healthcheck", deadline=15)
def healthcheck(seen: evidence.Evidence, *, service: str, namespace: str | None = None) -> verdict.Verdict:
    """The Service's health check port tells each node's number of local endpoints, and the learner saw each answer."""
    expected = seen.say(
        en=f"the health check port of {service} asked on nodes with and without its pods",
        ko=f"{service} 서비스의 파드가 있는 노드와 없는 노드에서 헬스 체크 포트에 요청",
    )
    backed = backends.find(seen.cluster, service, namespace)
    if backed is None:
        return phrases.nothing_there(seen, expected, "services", service)
    port = backed.service["spec"].get("healthCheckNodePort")
    if not port:
        return _portless(seen, expected)
    nodes = backends.node_addresses(seen.cluster)
    wanted = {name: sum(one.node == name for one in backed.endpoints) for name in nodes}
    told = {name: _health(seen, address, port) for name, address in nodes.items()}
    if told != wanted:
        silent = seen.say(en="no answer", ko="응답 없음")
        what = ", ".join(f"{name}: {silent if count is None else count}" for name, count in told.items())
        todo = seen.say(
            en="Each node's kube-proxy has to tell its own ready pods of the Service. Is it running there?",
            ko="노드마다 kube-proxy가 그 노드의 준비된 파드 수를 알려야 합니다. kube-proxy가 실행 중인가요?",
        )
        return verdict.Verdict(False, expected, what, todo)
    name = str(backed.service["metadata"]["name"])
    counts, statuses = _health_seen(seen, name)
    if counts >= set(wanted.values()) or statuses >= {503 if not count else 200 for count in wanted.values()}:
        return verdict.Verdict(
            True, expected, ", ".join(f"{node}: {count}" for node, count in wanted.items())
        )
    what = seen.say(
        en=f"local endpoints that you saw: {sorted(counts) or '-'}",
        ko=f"확인한 로컬 엔드포인트 수: {sorted(counts) or '-'}",
    )
    todo = seen.say(
        en="Ask the port of every node: one that runs such a pod, and one that does not.",
        ko="모든 노드의 포트에 요청해 보세요. 파드가 있는 노드와 없는 노드의 답이 다릅니다.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _portless(seen: evidence.Evidence, expected: str) -> verdict.Verdict:
    what = seen.say(en="the Service has no such port", ko="서비스에 헬스 체크 포트가 없음")
    todo = seen.say(
        en="It gets one by its type together with its externalTrafficPolicy.",
        ko="타입과 externalTrafficPolicy가 함께 맞아야 포트가 생깁니다.",
    )
    return verdict.Verdict(False, expected, what, todo, final=not learner.changes(seen.commands))


def _kubectl(seen: evidence.Evidence) -> list[evidence.CommandRecord]:
    """The commands in which kubectl read ConfigMaps of kube-system."""
    return [
        record
        for record in seen.commands
        if learner.ended_well(record)
        and any(
            ask.verb in ("get", "describe")
            and any(kind.lower().startswith(("cm", "configmap")) for kind, _ in ask.targets())
            for ask in kubectl.asks(record.text)
        )
        and not learner.printed_by_hand(record, "mode")
    ]


def _tells_mode(record: evidence.CommandRecord, before: Sequence[evidence.CommandRecord]) -> bool:
    """Whether the line asked a running kube-proxy."""
    logs = any(ask.verb == "logs" for ask in kubectl.asks(record.text))
    page = any(one.asks(METRICS, "/proxyMode") for one in webpages.requests(record, before))
    return learner.ended_well(record) and (logs or page or f":{METRICS}/proxyMode" in record.text)


def _saw(seen: evidence.Evidence, passed: bool, expected: str, todo: str) -> verdict.Verdict:
    if passed:
        return verdict.Verdict(True, expected, seen.say(en="seen", ko="확인함"))
    what = seen.say(en="not in the output", ko="출력에서 확인되지 않음")
    return verdict.Verdict(False, expected, what, todo, final=True)


def _health(seen: evidence.Evidence, address: str, port: int) -> int | None:
    """The number of local endpoints that a node tells; None where it does not answer or contradicts itself."""
    try:
        answer = seen.http(f"http://{address}:{port}/")
    except (OSError, http.client.HTTPException):
        return None
    found = re.search(r'"localEndpoints":\s*(\d+)', answer.body)
    count = int(found[1]) if found else None
    return count if count is not None and (answer.status == 200) is (count > 0) else None


def _health_seen(seen: evidence.Evidence, service: str) -> tuple[set[int], set[int]]:
    """The numbers of local endpoints and the status codes in the learner's outputs."""
    counts: set[int] = set()
    statuses: set[int] = set()
    for record in seen.commands:
        if learner.printed_by_hand(record, "localEndpoints") or not webcalls.asks(record):
            continue
        if shown.shows(record.output, service) or "localEndpoints" in record.text:
            counts |= {int(one) for one in re.findall(r'"?localEndpoints"?:\s*(\d+)', record.output)}
        if any(".localEndpoints" in word for call in learner.programs(record) for word in call.words):
            # jq leaves the numbers alone.
            counts |= {int(one) for one in re.findall(r"^\s*(\d{1,3})\s*$", record.output, re.MULTILINE)}
        codes = re.findall(r"(?:^|HTTP/[\d.]+ |[^\w.:])(200|503)(?=\s|$)", record.output, re.MULTILINE)
        statuses |= {int(code) for code in codes if not learner.printed_by_hand(record, code)}
    return counts, statuses
