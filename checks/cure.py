"""Something was broken, and is mended: the symptom is gone, for everybody and for good, and nothing new is broken.

How it was mended is the learner's business: these checks ask what users would ask.
"""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

from tutor.checkapi import declare, evidence, objects, shown, verdict
from tutor.checkapi.apps import troubles, workloads
from tutor.checkapi.captures import packets, tcpdump
from tutor.checkapi.services import announcing, backends

TIMES = 4
"""How many times in a row a page has to answer that is not what the step is about."""

FRESH = 2
"""Seconds of an app's log that count as what it says now."""

LEARNED = frozenset({"bgp", "zebra", "186", "196"})
"""What `ip route` calls a route that a BGP daemon put there: FRR's and Quagga's names and numbers."""


@declare.check("cure.pages", deadline=60, limit=40)
def pages(
    seen: evidence.Evidence, *, pages: dict[str, str], times: int = 5, pause: float = 0.2
) -> verdict.Verdict:
    """Each page answers with 200 and text that matches, so many times in a row, `pause` seconds apart.

    A key is a URL, or "namespace/name" of a Service, whose external addresses are then asked.
    """
    expected = seen.say(
        en=f"{', '.join(pages)}: answered {times} times out of {times}",
        ko=f"{', '.join(pages)}: {times}번 모두 정상 응답",
    )
    bad = troubles.pages(seen, pages, times, pause)
    if not bad:
        return verdict.Verdict(True, expected, seen.say(en="so it is", ko="모두 정상"))
    todo = seen.say(
        en="Follow the path from the client on: which is the first place that is not as it should be?",
        ko="클라이언트에서부터 경로를 따라가 보세요. 처음으로 어긋나는 곳은 어디인가요?",
    )
    return verdict.Verdict(False, expected, bad[0], todo, credit=1 - len(bad) / len(pages))


@declare.check("cure.names", deadline=60, limit=40)
def names(seen: evidence.Evidence, *, services: list[str], outside: list[str]) -> verdict.Verdict:
    """Every CoreDNS pod is ready, and answers for these Services ("namespace/name") and these names outside."""
    expected = seen.say(
        en=f"every CoreDNS pod answers for {', '.join((*services, *outside))}",
        ko=f"모든 CoreDNS 파드가 {', '.join((*services, *outside))} 이름에 응답",
    )
    trouble = next(troubles.names(seen, services, outside), "")
    if not trouble:
        return verdict.Verdict(True, expected, seen.say(en="so it is", ko="모두 정상"))
    todo = seen.say(
        en="Ask a CoreDNS pod yourself with dig, and read its log.",
        ko="dig로 CoreDNS 파드에 직접 질의해 보고, 파드의 로그도 읽어 보세요.",
    )
    return verdict.Verdict(False, expected, trouble, todo)


@declare.check("cure.log", deadline=60)
def log(
    seen: evidence.Evidence,
    *,
    namespace: str,
    selector: str,
    shows: list[str],
    lacks: list[str],
    pause: float = FRESH,
) -> verdict.Verdict:
    """What each of these pods writes in the next seconds matches all of `shows`, and none of `lacks`.

    What it wrote before may be older than a change; so the check waits for `pause` seconds before it reads.
    """
    expected = seen.say(
        en=f"pods {selector} in {namespace} report success, and no error",
        ko=f"{namespace} 네임스페이스의 파드({selector})가 에러 없이 성공을 보고",
    )
    live = objects.alive(seen.cluster.select("pods", namespace, selector))
    if not live:
        return _missing(seen, expected, f"pods {selector} ({namespace})")
    time.sleep(pause)
    for pod in live:
        text = _fresh_log(seen, pod)
        errors = [line for line in text.splitlines() if any(re.search(one, line) for one in lacks)]
        silent = [one for one in shows if not re.search(one, text)]
        if errors or silent:
            what = errors[-1] if errors else seen.say(en=f"nothing like {silent[0]}", ko=f"{silent[0]} 없음")
            todo = seen.say(
                en="Read what the app itself says: kubectl logs",
                ko="앱이 남긴 로그를 kubectl logs로 읽어 보세요.",
            )
            return verdict.Verdict(False, expected, f"{pod['metadata']['name']}: {what}", todo)
    return verdict.Verdict(True, expected, seen.say(en="so they do", ko="정상 보고 중"))


@declare.check("cure.lookups", deadline=60, limit=40)
def no_detours(
    seen: evidence.Evidence, *, namespace: str, selector: str, asks: str, seconds: int = 3
) -> verdict.Verdict:
    """The packets of the app's own look-ups, for so many seconds: it asks for the name, and for none that is not there.

    The packets are captured on the node, where they leave the pod. A server that completes the search by itself
    (autopath) answers the name with a search domain behind it, which is then as good.
    """
    expected = seen.say(
        en=f"in {seconds} s the app asks DNS for {asks}, and gets no NXDOMAIN",
        ko=f"{seconds}초 동안 앱이 {asks} 이름을 질의하고 NXDOMAIN은 하나도 받지 않음",
    )
    live = [
        pod
        for pod in objects.alive(seen.cluster.select("pods", namespace, selector))
        if shown.field(pod, "status.podIP")
    ]
    if not live:
        return _missing(seen, expected, f"pods {selector} ({namespace})")
    found = [one for one in tcpdump.read(_capture(seen, live[-1], seconds)) if isinstance(one, packets.Dns)]
    asked = [one.name.lower() for one in found if not one.response]
    told = {one.name.lower() for one in found if one.response and one.rcode in ("", "NOERROR") and one.data}
    finds = asks in asked or any(name.startswith(f"{asks}.") for name in told)
    missing = sum(one.rcode == "NXDOMAIN" for one in found if one.response)
    what = seen.say(
        en=f"{len(asked)} questions, {missing} times NXDOMAIN",
        ko=f"질의 {len(asked)}개, NXDOMAIN {missing}개",
    )
    if finds and not missing:
        return verdict.Verdict(True, expected, what)
    if not finds:
        what += seen.say(en=f", none for {asks}", ko=f", {asks} 질의 없음")
    todo = seen.say(
        en="Watch the questions that leave the pod: which of them need not be asked?",
        ko="파드에서 나가는 질의를 지켜보세요. 물어볼 필요가 없는 것은 어느 것인가요?",
    )
    return verdict.Verdict(False, expected, what, todo)


@declare.check("cure.routes", deadline=60)
def routes(seen: evidence.Evidence, *, service: str, pause: float = 1.0) -> verdict.Verdict:
    """The host has learned by BGP a route to the Service's external address, by each node that ought to announce it.

    It is looked at again after `pause` seconds: a session that is about to end still has its routes.
    """
    expected = seen.say(
        en=f"{seen.host} has learned by BGP the way to {service}, by every node that ought to announce it",
        ko=f"{seen.host}에 BGP로 학습한 {service} 경로가 있고, next hop은 이 주소를 알려야 하는 노드 전부",
    )
    address = next(iter(backends.external_addresses(seen.cluster, service)), "")
    if not address:
        return _missing(seen, expected, f"{service}: EXTERNAL-IP")
    namespace, _, name = service.partition("/")
    todo = seen.say(
        en="What do both sides of each BGP session say of it?",
        ko="각 BGP 세션의 양쪽은 서로 무엇이라고 말하고 있나요?",
    )
    for wait in (0.0, pause):
        time.sleep(wait)
        done = seen.exec(seen.host, ["ip", "-j", "route", "show", "match", address])
        found = _best_route(json.loads(done.stdout or "[]"))
        by = {hop["gateway"] for hop in found.get("nexthops", [found]) if "gateway" in hop}
        how = str(found.get("protocol", "-"))
        what = f"{found.get('dst', '-')} proto {how}: {', '.join(sorted(by)) or '-'}"
        if how not in LEARNED or not announcing.of(seen.cluster, name, namespace).allow(by):
            return verdict.Verdict(False, expected, what, todo)
    return verdict.Verdict(True, expected, what)


@declare.check("cure.unharmed", deadline=60, limit=40)
def unharmed(
    seen: evidence.Evidence,
    *,
    namespace: str,
    deployments: dict[str, int],
    services: dict[str, dict[str, Any]],
    pages: dict[str, str] | None = None,
    outside: list[str] | None = None,
    pause: float = 0.2,
) -> verdict.Verdict:
    """Nothing was lost: Deployments with at least so many replicas, all available; Services with these fields.

    And so is what is everybody's: nodes, the workloads of the system, CoreDNS, MetalLB's pools (none overlaps another),
    `pages` as in `cure.pages`. Another workload of a Deployment's name, or behind its Service, counts in its place.
    """
    named = ", ".join(dict.fromkeys((*deployments, *services)))  # a Service often has its Deployment's name
    expected = seen.say(
        en=f"{namespace}: {named} as before, and the rest of the cluster well",
        ko=f"{namespace}의 {named} 모두 그대로이고, 클러스터의 나머지도 정상",
    )
    trouble = next(_losses(seen, namespace, deployments, services, pages or {}, outside or [], pause), "")
    if not trouble:
        return verdict.Verdict(True, expected, seen.say(en="so it is", ko="모두 정상"))
    todo = seen.say(
        en="In the end all of it has to be there and work, what was fine before as well. Look at what is named here.",
        ko="결국 원래 잘되던 것까지 모두 남아 있고 동작해야 합니다. 여기 적힌 것을 살펴보세요.",
    )
    return verdict.Verdict(False, expected, trouble, todo)


def _losses(
    seen: evidence.Evidence,
    namespace: str,
    deployments: dict[str, int],
    services: dict[str, dict[str, Any]],
    pages: dict[str, str],
    outside: list[str],
    pause: float,
) -> Iterator[str]:
    yield from _lost_objects(seen, namespace, deployments, services)
    yield from troubles.system(seen)
    yield from troubles.pools(seen, [f"{namespace}/{name}" for name in services])
    yield from troubles.names(seen, ["default/kubernetes"], outside)
    yield from troubles.pages(seen, pages, TIMES, pause)
    # What was changed a moment ago may only now have its effect.
    yield from _lost_objects(seen, namespace, deployments, services)


def _lost_objects(
    seen: evidence.Evidence,
    namespace: str,
    deployments: dict[str, int],
    services: dict[str, dict[str, Any]],
) -> Iterator[str]:
    running = [item for kind in workloads.KINDS for item in seen.cluster.select(kind, namespace)]
    for name, least in deployments.items():
        same = seen.cluster.select("services", namespace, "", name)
        selector = shown.field(same[0], "spec.selector") if same else None
        mine = [one for one in running if one["metadata"]["name"] not in deployments.keys() - {name}]
        yield from troubles.deployment(seen, mine, name, least, selector or {})
    for name, fields in services.items():
        yield from troubles.service(seen, running, namespace, name, fields)


def _fresh_log(seen: evidence.Evidence, pod: objects.Object) -> str:
    meta = pod["metadata"]
    try:
        return seen.cluster.text(
            f"/api/v1/namespaces/{meta['namespace']}/pods/{meta['name']}/log?sinceSeconds={FRESH}"
        )
    except (objects.Missing, OSError):
        return ""  # the container has not begun: the caller reports that it says nothing yet


def _capture(seen: evidence.Evidence, pod: objects.Object, seconds: int) -> str:
    """What tcpdump prints of the pod's DNS packets. Raises OSError, TimeoutError."""
    node, address = str(shown.field(pod, "spec.nodeName")), str(shown.field(pod, "status.podIP"))
    found = json.loads(seen.exec(node, ["ip", "-j", "route", "get", address]).stdout or "[{}]")
    device = str(found[0].get("dev", "any"))
    words = ["timeout", "-s", "INT", str(seconds), "tcpdump", "-l", "-nn", "-i", device, "port 53"]
    return seen.exec(node, words, timeout=seconds + 10.0).stdout


def _best_route(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The route with the longest prefix; the default route is none."""
    routes = [route for route in found if route.get("dst", "default") != "default"]
    return max(routes, key=lambda route: int((*route["dst"].split("/"), "32")[1]), default={})


def _missing(seen: evidence.Evidence, expected: str, what: str) -> verdict.Verdict:
    return verdict.Verdict(
        False,
        expected,
        seen.say(en=f"not there: {what}", ko=f"없음: {what}"),
        seen.say(en="Run the step's first command.", ko="이 단계의 첫 명령을 실행해 보세요."),
    )
