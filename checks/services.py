"""Services: the ranges of addresses, the pods behind one, the connections that the kernel remembers.

The rules that make a Service are graded in `rules.py`, what kube-proxy tells in `proxy.py`, what answers through a
Service in `whoami.py`.
"""

from tutor.checkapi import declare, evidence, learner, phrases, shown, verdict
from tutor.checkapi.services import backends, conntrack

FLAGS = {"service-cluster-ip-range": "kube-apiserver", "cluster-cidr": "kube-controller-manager"}
"""The flag that tells a range, and the component of the control plane that has it."""


@declare.check("services.ranges")
def ranges(seen: evidence.Evidence) -> verdict.Verdict:
    """The learner found the ranges of Services and pods as the control plane was told them."""
    expected = seen.say(en="the ranges of Services and of pods", ko="서비스 대역과 파드 대역")
    values = {flag: _flag(seen, flag, component) for flag, component in FLAGS.items()}
    told = [value for value in values.values() if value]
    if not told:
        return phrases.nothing_there(seen, expected, "pods", "component=kube-apiserver")
    found = [value for value in told if _found(seen, value)]
    if len(found) == len(told):
        return verdict.Verdict(True, expected, ", ".join(found))
    what = seen.say(
        en=f"{len(found)} of {len(told)} ranges in the output",
        ko=f"출력에 나온 대역: {len(told)}개 중 {len(found)}개",
    )
    todo = seen.say(
        en="The API server was started with one of them as a flag, the controller manager with the other.",
        ko="하나는 API 서버의 시작 플래그에, 다른 하나는 컨트롤러 매니저의 시작 플래그에 있습니다.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True, credit=len(found) / len(told))


@declare.check("services.placed", deadline=60)
def placed(
    seen: evidence.Evidence, *, pods: dict[str, str], selector: str, namespace: str = "default"
) -> verdict.Verdict:
    """Each pod (name: node) is ready on its node and has the labels; nothing else need be true of it."""
    expected = seen.say(
        en=f"ready and labelled {selector}: " + ", ".join(f"{pod} on {node}" for pod, node in pods.items()),
        ko=f"레이블 {selector}, 준비 완료: " + ", ".join(f"{node}의 {pod}" for pod, node in pods.items()),
    )
    live = {
        pod["metadata"]["name"]: pod["spec"].get("nodeName") or "-"
        for pod in seen.cluster.select("pods", namespace, selector)
        if backends.ready(pod)
    }
    right = [pod for pod, node in pods.items() if live.get(pod) == node]
    said = ", ".join(f"{pod}: {node}" for pod, node in live.items()) or seen.say(
        en="no such pod", ko="그런 파드가 없음"
    )
    if len(right) == len(pods):
        return verdict.Verdict(True, expected, said)
    todo = seen.say(
        en="Look at names, labels, nodes and readiness: kubectl get pods -o wide --show-labels",
        ko="이름, 레이블, 노드, 준비 상태를 확인해 보세요: kubectl get pods -o wide --show-labels",
    )
    final = not learner.changes(seen.commands)
    return verdict.Verdict(False, expected, said, todo, final, credit=len(right) / len(pods))


@declare.check("services.endpoints", deadline=30)
def endpoints(
    seen: evidence.Evidence,
    *,
    service: str,
    selector: str,
    namespace: str = "default",
    port: int = 0,
    count: int = 0,
) -> verdict.Verdict:
    """The Service has exactly the ready pods of the selector as endpoints (at that port, so many), and at least one."""
    expected = seen.say(
        en=f"Service {service} with every ready pod of {selector} behind it, and no other",
        ko=f"준비된 {selector} 파드만 빠짐없이 엔드포인트로 가진 {service} 서비스",
    )
    backed = backends.find(seen.cluster, service, namespace)
    if backed is None:
        return _no_service(seen, expected, service, namespace)
    pods = [pod for pod in seen.cluster.select("pods", namespace, selector) if backends.ready(pod)]
    wanted = {str(shown.field(pod, "status.podIP")) for pod in pods}
    said = ", ".join(one.name for one in backed.endpoints) or seen.say(en="no endpoint", ko="엔드포인트 없음")
    if _are(backed, wanted, port, count):
        return verdict.Verdict(True, expected, said)
    todo = seen.say(
        en="Compare the Service's selector and target port with the pods: kubectl describe service",
        ko="서비스의 셀렉터와 대상 포트를 파드와 비교해 보세요: kubectl describe service",
    )
    final = not learner.changes(seen.commands)
    return verdict.Verdict(False, expected, said, todo, final, credit=0.5 if backed.endpoints else 0.0)


def _are(backed: backends.Backed, wanted: set[str], port: int, count: int) -> bool:
    """Whether the endpoints are just these addresses, at one port, and so many; 0 leaves port or number open."""
    found = {one.address for one in backed.endpoints}
    ports = {one.port for one in backed.endpoints}
    if not found or found != wanted:
        return False
    return ports <= {port or next(iter(ports))} and len(found) == (count or len(found))


def _no_service(seen: evidence.Evidence, expected: str, service: str, namespace: str) -> verdict.Verdict:
    what = seen.say(en=f"no Service {service} in {namespace}", ko=f"{namespace}에 {service} 서비스가 없음")
    todo = seen.say(
        en="Look at names and namespaces: kubectl get services -A",
        ko="이름과 네임스페이스를 확인해 보세요: kubectl get services -A",
    )
    return verdict.Verdict(False, expected, what, todo, final=not learner.changes(seen.commands))


@declare.check("services.conntrack")
def tracked(seen: evidence.Evidence, *, service: str, namespace: str | None = None) -> verdict.Verdict:
    """The learner saw a connection in the kernel's table: asked of the Service, answered by an endpoint."""
    expected = seen.say(
        en=f"an entry for {service}: the address that was asked, and the endpoint that answers",
        ko=f"{service} 서비스의 연결 항목: 요청한 주소와 실제로 응답하는 엔드포인트",
    )
    backed = backends.find(seen.cluster, service, namespace)
    if backed is None:
        return phrases.nothing_there(seen, expected, "services", service)
    asked = (backed.address, int(backed.port["port"]))
    ends = {(one.address, one.port) for one in backed.endpoints}
    flows = [
        flow
        for record in learner.since(seen.commands, _asks_kernel)
        for flow in conntrack.flows(record.output)
        if (flow.original.dst, flow.original.dport) == asked
        and not learner.printed_by_hand(record, f"src={flow.reply.src}")
    ]
    for flow in flows:
        if flow.translated_to in ends:
            return verdict.Verdict(
                True, expected, f"{asked[0]}:{asked[1]} -> {flow.reply.src}:{flow.reply.sport}"
            )
    what = (
        seen.say(
            en="an entry, but of no endpoint that the Service has now",
            ko="항목은 있지만 현재 엔드포인트가 아님",
        )
        if flows
        else seen.say(en="no entry for the Service's address", ko="서비스 주소에 대한 항목이 없음")
    )
    todo = seen.say(
        en="Ask the Service once more, then list the table of the node from which you asked (conntrack -L).",
        ko="서비스에 한 번 더 요청한 뒤, 요청을 보낸 노드에서 테이블을 조회해 보세요(conntrack -L).",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _flag(seen: evidence.Evidence, flag: str, component: str) -> str:
    """The value of a flag of a control plane's component; "" where its pods do not tell."""
    for pod in seen.cluster.select("pods", "kube-system", f"component={component}"):
        for container in pod["spec"]["containers"]:
            for word in (*container.get("command", ()), *container.get("args", ())):
                if word.startswith(f"--{flag}="):
                    return str(word.partition("=")[2])
    return ""


def _found(seen: evidence.Evidence, value: str) -> bool:
    """Whether an output has the value, and the line that made it does not."""
    return any(
        learner.ended_well(record) and shown.shows(record.output, value) and value not in record.text
        for record in seen.commands
    )


def _asks_kernel(record: evidence.CommandRecord) -> bool:
    programs = {call.program for call in learner.programs(record)}
    return bool(programs & conntrack.PROGRAMS) or conntrack.FILE in record.text
