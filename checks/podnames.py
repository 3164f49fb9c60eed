"""Names of pods below a Service's: whose they are, what DNS says of them, and that they outlive their pods."""

import functools
import re
from collections.abc import Iterable

from tutor.checkapi import declare, evidence, learner, objects, shown, verdict
from tutor.checkapi.dns import grading, nameservers, questions, servicerecords

ADDRESS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
SERVER_LINE = re.compile(r"@|#53\b|\bserver\b", re.IGNORECASE)
"""Lines in which tools name the server that they asked."""


@declare.check("dns.member", deadline=60, limit=30)
def member(
    seen: evidence.Evidence,
    *,
    namespace: str,
    owner: str = "",
    moved: bool = False,
    server: str = nameservers.CLUSTER,
) -> verdict.Verdict:
    """A pod with a name of its own below a Service's: DNS gives its address, and the learner saw that.

    With `owner` the pod belongs to an object of that kind ("StatefulSet"), without to none that gives names to pods.
    `moved`: in this step the learner saw another address for the name as well.
    """
    world = grading.look(seen, namespace, server)
    field = functools.partial(grading.field, seen, value=..., final=not learner.changes(seen.commands))
    pods = [one for one in objects.alive(world.pods) if _owner(one) == owner]
    judged = [
        verdict.ladder(
            [
                functools.partial(field, pod, "spec.hostname"),
                functools.partial(field, pod, "spec.subdomain"),
                functools.partial(_listed, seen, world, pod),
                functools.partial(_answered, seen, world, pod),
                *([functools.partial(_moved, seen, world, pod)] if moved else []),
            ]
        )
        for pod in pods
    ]
    if judged:
        return grading.earned(seen, verdict.best(judged))
    what = seen.say(
        en=f"no such pod in namespace {namespace}", ko=f"{namespace} 네임스페이스에 그런 파드가 없음"
    )
    return verdict.Verdict(False, grading.fitting(seen), what, grading.compare(seen, "pods", namespace))


def _owner(pod: objects.Object) -> str:
    owners = [one["kind"] for one in pod["metadata"].get("ownerReferences") or ()]
    return "StatefulSet" if "StatefulSet" in owners else ""


def _answered(seen: evidence.Evidence, world: grading.World, pod: objects.Object) -> verdict.Verdict:
    return grading.answered(seen, world, _member(pod))


def _member(pod: objects.Object) -> list[servicerecords.Question]:
    spec, meta = pod["spec"], pod["metadata"]
    name = f"{spec['hostname']}.{spec['subdomain']}.{meta['namespace']}.svc.{servicerecords.ZONE}"
    return [servicerecords.Question(name, "A", frozenset({str(shown.field(pod, "status.podIP"))}))]


def _listed(seen: evidence.Evidence, world: grading.World, pod: objects.Object) -> verdict.Verdict:
    """The Service of the pod's subdomain has the pod among its ready endpoints, under its own name."""
    spec, meta = pod["spec"], pod["metadata"]
    expected = seen.say(
        en=f"{meta['name']} is a ready endpoint of the Service {spec['subdomain']}",
        ko=f"{meta['name']} 파드가 {spec['subdomain']} 서비스의 준비된 엔드포인트",
    )
    mine = [one for one in world.services if grading.named(one, meta["namespace"], spec["subdomain"])]
    ends = [end for one in mine for end in servicerecords.endpoints(one, world.slices)]
    if any(end.pod == meta["name"] and end.name == spec["hostname"] and end.ready for end in ends):
        return verdict.Verdict(True, expected, spec["hostname"])
    what = (
        seen.say(en="that Service does not list it", ko="그 서비스의 엔드포인트에 없음")
        if mine
        else seen.say(en="there is no Service of that name", ko="그런 이름의 서비스가 없음")
    )
    todo = seen.say(
        en="Two things have to fit: the Service's name, and its selector. Is the pod ready?",
        ko="서비스의 이름과 셀렉터, 두 가지가 모두 맞아야 합니다. 파드는 준비되었나요?",
    )
    return verdict.Verdict(False, expected, what, todo, credit=0.5 if mine else 0.0)


def _moved(seen: evidence.Evidence, world: grading.World, pod: objects.Object) -> verdict.Verdict:
    """The learner saw another address for the pod's name before."""
    one = _member(pod)[0]
    before = _addresses(
        record.output for record in seen.commands if questions.asked(record, one.name, world.pods)
    )
    others = sorted(before - one.values - set(world.servers))
    expected = seen.say(
        en=f"{one.name} with two addresses, one after the other", ko=f"{one.name}의 이전 주소와 새 주소"
    )
    if others:
        return verdict.Verdict(True, expected, ", ".join([*others, *one.values]))
    todo = seen.say(
        en="Look the name up, replace its pod, wait until the new one is ready, and look again.",
        ko="이름을 조회하고, 파드를 교체하고, 새 파드가 준비되면 다시 조회해 보세요.",
    )
    return verdict.Verdict(
        False, expected, seen.say(en="only one address", ko="주소 하나뿐"), todo, final=True
    )


def _addresses(outputs: Iterable[str]) -> set[str]:
    """Addresses in these texts, but for those of the servers that were asked."""
    lines = [line for output in outputs for line in output.splitlines() if not SERVER_LINE.search(line)]
    return {address for line in lines for address in ADDRESS.findall(line)}
