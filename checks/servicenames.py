"""Names of Services: DNS says what the API's objects say, and the learner saw it."""

import functools
from typing import Any

from tutor.checkapi import declare, evidence, objects, verdict
from tutor.checkapi.dns import grading, nameservers, servicerecords
from tutor.checkapi.services import backends


@declare.check("dns.matches", deadline=30, limit=30)
def matches(
    seen: evidence.Evidence,
    *,
    namespace: str,
    service: str = "",
    having: dict[str, Any] | None = None,
    kind: str = "A",
    at_least: int = 1,
    at_most: int | None = None,
    unready: int = 0,
    server: str = nameservers.CLUSTER,
) -> verdict.Verdict:
    """A Service's name answers what its kind and its ready endpoints say now, and the learner saw that answer.

    The Service is the one named, else any of the namespace with these fields (dotted paths; null: not there). It has
    `at_least` to `at_most` ready endpoints, and `unready` or more of its endpoints' pods are not ready. Of type PTR
    the question is for its address, or for that of any ready endpoint where it has none of its own.
    """
    world = grading.look(seen, namespace, server)
    found = [one for one in world.services if grading.named(one, namespace, service)]
    if not found:
        return _no_service(seen, namespace, service)
    counted = functools.partial(_endpoints, seen, world, at_least, at_most, unready)
    judged = [
        verdict.ladder(
            [
                *(
                    functools.partial(grading.field, seen, one, path, value)
                    for path, value in (having or {}).items()
                ),
                functools.partial(counted, one),
                functools.partial(grading.answered, seen, world, _about(world, one, kind)),
            ]
        )
        for one in found
    ]
    return grading.earned(seen, verdict.best(judged))


def _no_service(seen: evidence.Evidence, namespace: str, name: str) -> verdict.Verdict:
    expected = seen.say(
        en=f"a Service {name} in namespace {namespace}".replace("  ", " "),
        ko=f"{namespace} 네임스페이스의 서비스 {name}".strip(),
    )
    what = seen.say(
        en=f"no such Service in namespace {namespace}", ko=f"{namespace} 네임스페이스에 그런 서비스가 없음"
    )
    todo = seen.say(
        en=f"Did the command end well, and in the right namespace? kubectl get services -n {namespace}",
        ko=f"명령이 올바른 네임스페이스에서 잘 끝났는지 확인해 보세요: kubectl get services -n {namespace}",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _endpoints(
    seen: evidence.Evidence,
    world: grading.World,
    least: int,
    most: int | None,
    unready: int,
    service: objects.Object,
) -> verdict.Verdict:
    """The Service has ready endpoints in that range, and enough pods behind it that are not ready."""
    if "externalName" in service["spec"]:
        return verdict.Verdict(True, "ExternalName", str(service["spec"]["externalName"]))
    name = service["metadata"]["name"]
    found = servicerecords.endpoints(service, world.slices)
    ready = sum(one.ready for one in found)
    names = {one.pod for one in found}
    down = sum(not backends.ready(pod) for pod in world.pods if pod["metadata"]["name"] in names)
    expected = _bounds(seen, name, least, most)
    what = seen.say(en=f"{ready} ready", ko=f"준비된 것 {ready}개")
    if unready:
        expected += seen.say(
            en=f", {unready} or more pods that are not ready", ko=f", 준비되지 않은 파드 {unready}개 이상"
        )
        what += seen.say(en=f", {down} pods not ready", ko=f", 준비되지 않은 파드 {down}개")
    # Without a pod that the selector fits there is nothing to wait for.
    chosen = any(_selects(service, pod) for pod in world.pods)
    passed = least <= ready and (most is None or ready <= most) and unready <= down
    todo = seen.say(
        en="Does its selector fit the labels of the pods? See their READY column and kubectl get endpointslices.",
        ko="셀렉터가 파드의 레이블과 맞나요? 파드의 READY 열과 kubectl get endpointslices를 확인해 보세요.",
    )
    return verdict.Verdict(passed, expected, what, "" if passed else todo, final=ready < least and not chosen)


def _bounds(seen: evidence.Evidence, name: str, least: int, most: int | None) -> str:
    if most is None:
        return seen.say(
            en=f"{name}: {least} or more ready endpoints", ko=f"{name}: 준비된 엔드포인트 {least}개 이상"
        )
    number = str(least) if least == most else f"{least}-{most}"
    return seen.say(en=f"{name}: {number} ready endpoints", ko=f"{name}: 준비된 엔드포인트 {number}개")


def _selects(service: objects.Object, pod: objects.Object) -> bool:
    labels = pod["metadata"].get("labels") or {}
    selector = service["spec"].get("selector") or {}
    return bool(selector) and all(labels.get(key) == value for key, value in selector.items())


def _about(world: grading.World, service: objects.Object, kind: str) -> list[servicerecords.Question]:
    return servicerecords.about(service, kind, world.services, world.slices)
