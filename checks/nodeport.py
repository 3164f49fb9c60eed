"""Node ports: whether a page answers at every node's address, and whether the learner got it there."""

import http.client
import re
from collections.abc import Iterator, Sequence

from tutor.checkapi import declare, evidence, learner, objects, selecting, shown, verdict
from tutor.checkapi.apps import webcalls


@declare.check("nodeport.page", deadline=20, limit=30)
def page(
    seen: evidence.Evidence, *, selector: str, holds: str, namespace: str = "default", read: bool = True
) -> verdict.Verdict:
    """A Service of these pods answers at every node's address on its node port with a page that `holds` fits.

    With `read`, the learner got such a page, or its status 200, at a node's address.
    """
    expected = seen.say(
        en="the page at every node's address, on the node port",
        ko="모든 노드의 주소와 노드 포트에서 열리는 페이지",
    )
    ports = list(_ports(seen, selector, namespace))
    if not ports:
        what = seen.say(
            en="no Service of these pods has a node port", ko="이 파드들의 서비스에 노드 포트가 없음"
        )
        todo = seen.say(
            en="Look at the Service's type and its selector.", ko="서비스의 타입과 셀렉터를 확인해 보세요."
        )
        return verdict.Verdict(False, expected, what, todo)
    places = [address for node in seen.cluster.objects("nodes") for address in _internal(node)]
    for place in places:
        if not any(_holds(seen, f"http://{place}:{port}/", holds) for port in ports):
            what = seen.say(en=f"{place} does not answer", ko=f"{place}의 응답이 없음")
            return verdict.Verdict(False, expected, what, _endpoints(seen))
    called = [*places, *(node["metadata"]["name"] for node in seen.cluster.objects("nodes"))]
    if not read or any(_got(record, called, ports, holds) for record in seen.commands):
        return verdict.Verdict(True, expected, ", ".join(places))
    what = seen.say(en="it answers, but you have not looked", ko="응답하지만 아직 확인하지 않음")
    todo = seen.say(en="Fetch the page at a node's address.", ko="노드의 주소로 페이지를 가져와 보세요.")
    return verdict.Verdict(False, expected, what, todo, final=True, credit=0.5)


def _ports(seen: evidence.Evidence, selector: str, namespace: str) -> Iterator[str]:
    """The node ports of the Services that choose a pod of the selector."""
    pods = objects.alive(seen.cluster.objects("pods", namespace=namespace, selector=selector))
    for item in seen.cluster.objects("services", namespace=namespace):
        if any(selecting.chooses(item, pod) for pod in pods):
            yield from (
                str(port["nodePort"]) for port in item["spec"].get("ports", ()) if port.get("nodePort")
            )


def _internal(node: objects.Object) -> list[str]:
    found = shown.field(node, "status.addresses") or ()
    return [one["address"] for one in found if one["type"] == "InternalIP"]


def _holds(seen: evidence.Evidence, url: str, holds: str) -> bool:
    try:
        answer = seen.http(url)
    except (OSError, http.client.HTTPException):
        return False
    return answer.status == 200 and re.search(holds, answer.body) is not None


def _got(record: evidence.CommandRecord, places: Sequence[str], ports: Sequence[str], holds: str) -> bool:
    """Whether the line asked a node, by address or name (or variable), on a node port and showed page or 200."""
    asked = [
        call
        for call in webcalls.calls(record)
        if (call.host in places or call.unknown()) and (call.port in ports or "$" in call.port + call.host)
    ]
    if not asked or learner.printed_by_hand(record, 200):
        return False
    return shown.shows(record.output, 200) or re.search(holds, record.output) is not None


def _endpoints(seen: evidence.Evidence) -> str:
    return seen.say(
        en="Is a ready pod behind the Service? Compare kubectl get svc,endpointslices.",
        ko="서비스 뒤에 준비된 파드가 있나요? kubectl get svc,endpointslices로 비교해 보세요.",
    )
