"""What is not as it should be, each thing in a sentence: of Deployments, Services, nodes, CoreDNS, pages.

Nothing is told where all is well. The first sentence is the one to show.
"""

import http.client
import itertools
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tutor.checkapi import evidence, objects, shown
from tutor.checkapi.apps import workloads
from tutor.checkapi.services import backends, spans

SYSTEM = ("kube-system", "metallb-system")
"""Namespaces whose workloads carry everybody's network."""

DNS = "k8s-app=kube-dns"
"""The label of CoreDNS, its pods' as well as its Deployment's."""


def deployment(
    seen: evidence.Evidence, running: list[objects.Object], name: str, least: int, selector: Mapping[str, str]
) -> Iterator[str]:
    """Of `running`, the Deployment of that name lacks replicas (at least so many), or a change is under way.

    Another workload may have taken its place: one of that name, or of pods that the `selector` of its Service finds.
    """
    found = _in_place(objects.alive(running), name, selector)
    if found is None:
        yield seen.say(en=f"there is no Deployment {name}", ko=f"{name} 디플로이먼트가 없음")
    elif workloads.wanted(found) < least or not workloads.complete(found):
        have = f"{workloads.available(found)}/{max(least, workloads.wanted(found))}"
        kind, own = found["kind"], found["metadata"]["name"]
        what = seen.say(en="Deployment", ko="디플로이먼트") if kind == "Deployment" else kind
        yield seen.say(en=f"{what} {own}: {have} available", ko=f"{what} {own}: {have} 사용 가능")


def _in_place(running: list[objects.Object], name: str, selector: Mapping[str, str]) -> objects.Object | None:
    named = [item for item in running if item["metadata"]["name"] == name]
    serving = [item for item in running if workloads.chosen(selector, [item])]
    rank = sorted(named, key=lambda item: item["kind"] != "Deployment")
    return next(iter([*rank, *serving]), None)


def service(
    seen: evidence.Evidence, running: list[objects.Object], namespace: str, name: str, fields: dict[str, Any]
) -> Iterator[str]:
    """The Service has other values in these fields (dotted paths), or selects what none of `running` makes.

    Why it serves nobody is for the learner to find out; only where it serves is told that it will not for long.
    """
    found = objects.alive(seen.cluster.select("services", namespace, "", name))
    if not found:
        yield seen.say(en=f"there is no Service {name}", ko=f"{name} 서비스가 없음")
        return
    for path, value in fields.items():
        if (now := shown.field(found[0], path)) != value:
            yield seen.say(
                en=f"Service {name}: {path} is {now}, it was {value}",
                ko=f"서비스 {name}: {path} 값이 {now} (원래 값 {value})",
            )
    selector = shown.field(found[0], "spec.selector") or {}
    if workloads.chosen(selector, running):
        return
    serving = backends.find(seen.cluster, name, namespace)
    if serving is None or not serving.endpoints:
        yield seen.say(en=f"Service {name} does not work", ko=f"{name} 서비스가 동작하지 않음")
    else:
        yield seen.say(
            en=f"Service {name} would not find the pods that are made tomorrow",
            ko=f"앞으로 새로 만들어질 파드를 {name} 서비스가 찾지 못함",
        )


def system(seen: evidence.Evidence) -> Iterator[str]:
    """Nodes that take no pods; workloads of the system that lack some."""
    for node in seen.cluster.objects("nodes"):
        conditions = {one["type"]: one["status"] for one in shown.field(node, "status.conditions") or ()}
        name = node["metadata"]["name"]
        if conditions.get("Ready") != "True" or shown.field(node, "spec.unschedulable"):
            yield seen.say(en=f"node {name} is not ready for pods", ko=f"노드 {name}에 파드를 배치할 수 없음")
    for namespace in SYSTEM:
        for item in (one for kind in workloads.KINDS for one in seen.cluster.select(kind, namespace)):
            idle = item["kind"] == "Deployment" and not workloads.wanted(item)
            if idle or not workloads.complete(item):
                have = f"{workloads.available(item)}/{workloads.wanted(item)}{_going_on(seen, item)}"
                yield f"{namespace}: {item['kind']} {item['metadata']['name']}: {have}"


def _going_on(seen: evidence.Evidence, item: objects.Object) -> str:
    """That it may be well in a moment: a DaemonSet that is restarted goes from node to node."""
    if not workloads.wanted(item) or not workloads.rolling(item):
        return ""
    return seen.say(en=", a rollout is still under way", ko=", 롤아웃이 아직 진행 중")


def pools(seen: evidence.Evidence, services: Iterable[str]) -> Iterator[str]:
    """MetalLB's pools share addresses: it goes on with what it had, and takes none of it when it starts anew.

    It is told when all of `services` ("namespace/name") that want an external address have one. Until then it is what
    the learner looks for, and the symptom is told in its place.
    """
    for one in services:
        if _waits(seen, one):
            yield _no_address(seen, one)
            return
    taken: list[spans.Span] = []
    for pool in seen.cluster.select("ipaddresspools.metallb.io", "metallb-system"):
        mine = [spans.span(str(text)) for text in shown.field(pool, "spec.addresses") or ()]
        if any(one[0] <= two[1] and two[0] <= one[1] for one, two in itertools.product(mine, taken)):
            # Why is for the learner to find out.
            yield seen.say(
                en="MetalLB, started anew, would refuse its configuration",
                ko="MetalLB를 다시 시작하면 지금의 설정을 거부함",
            )
        taken += mine


def _waits(seen: evidence.Evidence, service: str) -> bool:
    namespace, _, name = service.partition("/")
    kinds = [shown.field(one, "spec.type") for one in seen.cluster.select("services", namespace, "", name)]
    return "LoadBalancer" in kinds and not backends.external_addresses(seen.cluster, service)


def _no_address(seen: evidence.Evidence, service: str) -> str:
    return seen.say(en=f"{service} has no external address", ko=f"{service}에 외부 주소가 없음")


def names(seen: evidence.Evidence, services: list[str], outside: list[str]) -> Iterator[str]:
    """CoreDNS pods that do not answer for Services ("namespace/name") and names outside, or are not well."""
    pods = objects.alive(seen.cluster.select("pods", "kube-system", DNS))
    makers = [item for kind in workloads.KINDS for item in seen.cluster.select(kind, "kube-system", DNS)]
    if not pods or any(not workloads.wanted(item) for item in makers):
        yield seen.say(en="no CoreDNS pod", ko="CoreDNS 파드가 없음")
    for pod in pods:
        server, node = (str(shown.field(pod, path) or "") for path in ("status.podIP", "spec.nodeName"))
        if not server:
            who = pod["metadata"]["name"]
            yield seen.say(en=f"{who} has no address yet", ko=f"{who}에 아직 IP가 없음")
            continue
        # Asked from its own node: who stands outside of the cluster has no way to a pod.
        try:
            for which in services:
                yield from _name(seen, server, node, which)
            for name in outside:
                found, rcode = seen.records(name, server=server, host=node)
                if not found:
                    yield f"{server}: {name}: {rcode}"
            for place in (":8181/ready", ":9153/metrics"):
                if (status := seen.http(f"http://{server}{place}", host=node).status) != 200:
                    yield f"{server}{place}: {status}"
        except (OSError, http.client.HTTPException) as error:
            yield f"{server}: {seen.reason(error)}"


def _name(seen: evidence.Evidence, server: str, node: str, which: str) -> Iterator[str]:
    namespace, _, name = which.partition("/")
    live = seen.cluster.select("services", namespace, "", name)
    if not live:
        yield seen.say(en=f"there is no Service {which}", ko=f"{which} 서비스가 없음")
        return
    whole = f"{name}.{namespace}.svc.cluster.local"
    found, rcode = seen.records(whole, server=server, host=node)
    if found != {shown.field(live[0], "spec.clusterIP")}:
        yield f"{server}: {whole}: {', '.join(sorted(found)) or rcode}"


def pages(seen: evidence.Evidence, pages: dict[str, str], times: int, pause: float) -> list[str]:
    """Pages (a URL, or "namespace/name" of a Service with external addresses) that do not match their pattern.

    All are asked so many times, with a pause in seconds between, for a change may have been made and not yet arrived;
    the first round with trouble is the last.
    """
    for again in range(times):
        time.sleep(pause if again else 0)
        bad = [next(_page(seen, place, pattern), "") for place, pattern in pages.items()]
        if any(bad):
            return [trouble for trouble in bad if trouble]
    return []


def _page(seen: evidence.Evidence, place: str, pattern: str) -> Iterator[str]:
    urls = [place] if "://" in place else _urls(seen, place)
    if not urls:
        yield _no_address(seen, place)
    for url in urls:
        yield from _answer(seen, url, pattern)


def _urls(seen: evidence.Evidence, service: str) -> list[str]:
    return [f"http://{address}/" for address in sorted(backends.external_addresses(seen.cluster, service))]


def _answer(seen: evidence.Evidence, url: str, pattern: str) -> Iterator[str]:
    try:
        answer = seen.http(url)
    except (OSError, http.client.HTTPException) as error:
        yield f"{url}: {seen.reason(error)}"
        return
    if answer.status != 200 or not re.search(pattern, answer.body):
        yield seen.say(
            en=f"{url}: status {answer.status}, or another page",
            ko=f"{url}: 상태 {answer.status} 또는 다른 페이지",
        )
