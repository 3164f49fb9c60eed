"""Names: what DNS servers answer to the place where the learner stands, and whether the learner saw it."""

from tutor.checkapi import declare, evidence, learner, lookups, objects, phrases, shown, verdict


@declare.check("dns.answers", deadline=180, limit=30)
def answers(
    seen: evidence.Evidence,
    *,
    name: str,
    kind: str = "A",
    addresses: list[str] | None = None,
    service: str = "",
    server: str | None = None,
    pods: str = "",
    only_after_change: bool = False,
) -> verdict.Verdict:
    """Servers answer the name with exactly these addresses; an empty list means that it has none.

    Addresses are given, or those of `service` ("namespace/name"). Asked is `server` (address or
    "namespace/name" of a Service), or with `pods` ("namespace/selector") each of these pods, else the server
    that the host uses. `only_after_change` does not wait where nothing in this step changed the cluster.
    """
    final = only_after_change and not learner.changes(seen.commands)
    wanted = set(addresses or ()) if not service else {_service_address(seen, service)}
    expected = f"{name} {kind}: {_listed(seen, wanted)}"
    servers = _servers(seen, server, pods)
    if not servers:
        return phrases.nothing_there(seen, expected, "pods", pods)
    for one in servers:
        try:
            found, rcode = seen.records(name, kind, server=one)
        except OSError as error:
            why = seen.reason(error)
            what = seen.say(en=f"{one} does not answer ({why})", ko=f"{one}이(가) 응답하지 않음({why})")
            return verdict.Verdict(False, expected, what, _try(seen, name, one), final)
        if found != wanted:
            what = f"{one or 'DNS'}: {_listed(seen, found)} ({rcode})"
            return verdict.Verdict(False, expected, what, _try(seen, name, one), final)
    asked = ", ".join(one or "DNS" for one in servers)
    return verdict.Verdict(True, expected, f"{asked}: {_listed(seen, wanted)}")


@declare.check("dns.asked", deadline=15, limit=30)
def asked(
    seen: evidence.Evidence, *, name: str, kind: str = "A", server: str | None = None
) -> verdict.Verdict:
    """The learner asked for the name with a DNS tool and saw the answer that `server` gives now."""
    place = _servers(seen, server, "")[0]
    expected = seen.say(
        en=f"{name} looked up, with the answer of {place or 'the host’s server'}",
        ko=f"{name} 조회 결과가 {place or '호스트의 DNS 서버'}의 응답과 일치",
    )
    try:
        found, rcode = seen.records(name, kind, server=place)
    except OSError as error:
        return verdict.Verdict(False, expected, seen.reason(error), _try(seen, name, place))
    records = [record for record in seen.commands if lookups.asked(record, name)]
    if not records:
        what = seen.say(en="no look-up of this name", ko="이 이름을 조회한 명령이 없음")
        return verdict.Verdict(False, expected, what, _try(seen, name, place), final=True)
    if lookups.saw(records, found, rcode, server=place):
        return verdict.Verdict(True, expected, ", ".join(sorted(found or {rcode})))
    what = learner.excerpt(records[-1].output) or seen.say(en="an empty answer", ko="빈 응답")
    todo = seen.say(
        en="Which server did you ask? Name it in the command.",
        ko="어느 서버에 물어보았나요? 명령에 서버를 지정해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _servers(seen: evidence.Evidence, server: str | None, pods: str) -> list[str | None]:
    if pods:
        namespace, _, selector = pods.partition("/")
        live = objects.alive(seen.cluster.objects("pods", namespace=namespace, selector=selector))
        return [str(address) for pod in live if (address := shown.field(pod, "status.podIP"))]
    if server and "/" in server:
        return [_service_address(seen, server)]
    return [server]


def _service_address(seen: evidence.Evidence, which: str) -> str:
    """A Service's address, or the words for its absence, which match no answer."""
    namespace, _, name = which.partition("/")
    try:
        return str(shown.field(seen.cluster.object("services", name, namespace=namespace), "spec.clusterIP"))
    except objects.Missing:
        return seen.say(en=f"no Service {which}", ko=f"서비스 {which} 없음")


def _listed(seen: evidence.Evidence, values: set[str]) -> str:
    return ", ".join(sorted(values)) or seen.say(en="no address", ko="주소 없음")


def _try(seen: evidence.Evidence, name: str, server: str | None) -> str:
    at = f"@{server} " if server else ""
    return seen.say(en=f"Ask yourself: dig {at}{name}", ko=f"직접 조회해 보세요: dig {at}{name}")
