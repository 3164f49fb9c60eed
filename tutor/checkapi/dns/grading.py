"""What the checks of Services' and pods' names share: the objects, the question, and whether its answer was seen."""

import dataclasses
from collections.abc import Sequence

from tutor.checkapi import evidence, learner, objects, shown, verdict
from tutor.checkapi.dns import nameservers, questions, servicerecords


@dataclasses.dataclass(frozen=True)
class World:
    """What the API holds now."""

    services: Sequence[objects.Object]
    slices: Sequence[objects.Object]
    pods: Sequence[objects.Object]
    servers: Sequence[str]

    @property
    def server(self) -> str:
        """The address of the DNS Service; its pods' follow in `servers`."""
        return self.servers[0]


def look(seen: evidence.Evidence, namespace: str, server: str) -> World:
    """The cluster's Services and slices, the namespace's pods, and where the DNS Service `server` answers."""
    return World(
        objects.alive(seen.cluster.objects("services")),
        seen.cluster.select("endpointslices"),
        seen.cluster.select("pods", namespace),
        nameservers.known(seen, server),
    )


def named(service: objects.Object, namespace: str, name: str) -> bool:
    """Whether the Service is in the namespace and has this name; any with ""."""
    meta = service["metadata"]
    return meta.get("namespace") == namespace and name in ("", meta["name"])


def earned(seen: evidence.Evidence, found: verdict.Verdict) -> verdict.Verdict:
    """No credit for what was there before: something has to have been done in this step."""
    done = learner.changes(seen.commands) or any(questions.made(record) for record in seen.commands)
    return found if done or found.passed else dataclasses.replace(found, credit=0.0)


def field(
    seen: evidence.Evidence, item: objects.Object, path: str, value: object, *, final: bool = True
) -> verdict.Verdict:
    """The field has the value; with `...` any at all. It is not `final` where a controller may still make another."""
    found, meta = shown.field(item, path), item["metadata"]
    if found == value or (value is ... and found):
        return verdict.Verdict(True, fitting(seen), meta["name"])
    what = seen.say(
        en=f"nothing in namespace {meta['namespace']} is all that; {meta['name']} comes nearest",
        ko=f"{meta['namespace']} 네임스페이스에 모두 맞는 것이 없음. 가장 가까운 것은 {meta['name']}",
    )
    todo = compare(seen, item["kind"].lower(), meta["namespace"])
    return verdict.Verdict(False, fitting(seen), what, todo, final)


def fitting(seen: evidence.Evidence) -> str:
    """What is expected of an object that the learner makes, in words that do not tell how."""
    return seen.say(en="an object as the step asks for it", ko="단계에서 요청한 것과 같은 오브젝트")


def compare(seen: evidence.Evidence, resource: str, namespace: str) -> str:
    """Where to look when an object does not fit."""
    read = f"kubectl get {resource} -n {namespace} -o yaml"
    return seen.say(
        en=f"Compare its spec with what the step asks for: {read}",
        ko=f"spec을 단계의 요청과 비교해 보세요: {read}",
    )


def answered(
    seen: evidence.Evidence, world: World, asked: Sequence[servicerecords.Question]
) -> verdict.Verdict:
    """One of the questions was asked; DNS answers it with what the API says, and the learner saw that answer."""
    made = {
        one: [record for record in seen.commands if questions.asked(record, one.name, world.pods)]
        for one in asked
    }
    tried = [_compared(seen, world, one, records) for one, records in made.items() if records]
    if tried:
        return verdict.best(tried)
    names = ", ".join(one.name for one in asked[:2])
    return verdict.Verdict(
        False,
        seen.say(en=f"{names} looked up ({asked[0].kind if asked else 'A'})", ko=f"{names} 조회"),
        seen.say(en="no look-up of this name", ko="이 이름을 조회한 명령이 없음"),
        seen.say(en="Ask CoreDNS for it, by its full name.", ko="전체 이름으로 CoreDNS에 물어보세요."),
        final=True,
    )


def _compared(
    seen: evidence.Evidence,
    world: World,
    one: servicerecords.Question,
    records: Sequence[evidence.CommandRecord],
) -> verdict.Verdict:
    expected = seen.say(
        en=f"{one.name} {one.kind}: what the cluster's objects say, looked up by you",
        ko=f"{one.name} {one.kind}: 클러스터의 오브젝트와 같은 응답을 직접 조회",
    )
    try:
        found, rcode = seen.records(one.name, one.kind, server=world.server)
    except OSError as error:
        todo = nameservers.attempt(seen, one.name, world.server)
        return verdict.Verdict(False, expected, seen.reason(error), todo)
    if servicerecords.plain(one.kind, found) != one.values:
        what = seen.say(en=f"DNS does not say so yet ({rcode})", ko=f"DNS에 아직 반영되지 않음({rcode})")
        return verdict.Verdict(False, expected, what, seen.say(en="Ask again.", ko="다시 조회해 보세요."))
    if questions.saw(records, one.values, rcode, servers=world.servers, lacks=one.stale):
        return verdict.Verdict(True, expected, ", ".join(sorted(one.values)) or rcode)
    return verdict.Verdict(False, expected, _last(seen, records), _nudge(seen, one), final=True, credit=0.5)


def _last(seen: evidence.Evidence, records: Sequence[evidence.CommandRecord]) -> str:
    return learner.excerpt(records[-1].output) or seen.say(en="an empty answer", ko="빈 응답")


def _nudge(seen: evidence.Evidence, one: servicerecords.Question) -> str:
    if not one.values:
        return seen.say(
            en="An empty answer does not say why it is empty: have the tool show the status as well.",
            ko="빈 응답만으로는 이유를 알 수 없습니다. 상태(status)도 보이도록 조회해 보세요.",
        )
    return seen.say(
        en="Is this the answer of the cluster's DNS, of the right type, and of now? Ask once more.",
        ko="클러스터 DNS의, 올바른 타입의, 지금의 응답인가요? 다시 조회해 보세요.",
    )
