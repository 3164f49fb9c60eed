"""Names: what DNS servers answer to the place where the learner stands, and whether the learner saw it."""

from tutor.checkapi import declare, evidence, learner, phrases, verdict
from tutor.checkapi.dns import nameservers, questions


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
    wanted = set(addresses or ()) if not service else {nameservers.service_address(seen, service)}
    expected = f"{name} {kind}: {_listed(seen, wanted)}"
    servers = nameservers.servers(seen, server, pods)
    if not servers:
        return phrases.nothing_there(seen, expected, "pods", pods)
    for one in servers:
        try:
            found, rcode = seen.records(name, kind, server=one)
        except OSError as error:
            why = seen.reason(error)
            what = seen.say(
                en=f"{one or 'DNS'} does not answer ({why})", ko=f"{one or 'DNS'}의 응답이 없음({why})"
            )
            return verdict.Verdict(False, expected, what, nameservers.attempt(seen, name, one), final)
        if found != wanted:
            what = f"{one or 'DNS'}: {_listed(seen, found)} ({rcode})"
            return verdict.Verdict(False, expected, what, nameservers.attempt(seen, name, one), final)
    asked = ", ".join(one or "DNS" for one in servers)
    return verdict.Verdict(True, expected, f"{asked}: {_listed(seen, wanted)}")


@declare.check("dns.asked", deadline=15, limit=30)
def asked(
    seen: evidence.Evidence, *, name: str, kind: str = "A", server: str | None = None
) -> verdict.Verdict:
    """The learner asked for the name with a DNS tool and saw the answer that `server` gives now."""
    place = nameservers.servers(seen, server)[0]
    expected = seen.say(
        en=f"{name} looked up, with the answer of {place or 'the host’s server'}",
        ko=f"{name} 조회 결과가 {place or '호스트의 DNS 서버'}의 응답과 일치",
    )
    try:
        found, rcode = seen.records(name, kind, server=place)
    except OSError as error:
        return verdict.Verdict(False, expected, seen.reason(error), nameservers.attempt(seen, name, place))
    records = [record for record in seen.commands if questions.asked(record, name)]
    if not records:
        what = seen.say(en="no look-up of this name", ko="이 이름을 조회한 명령이 없음")
        return verdict.Verdict(False, expected, what, nameservers.attempt(seen, name, place), final=True)
    if questions.saw(records, found, rcode, servers=nameservers.known(seen, server)):
        return verdict.Verdict(True, expected, ", ".join(sorted(found or {rcode})))
    what = learner.excerpt(records[-1].output) or seen.say(en="an empty answer", ko="빈 응답")
    todo = seen.say(
        en="Which server did you ask? Name it in the command.",
        ko="어느 서버에 물어보았나요? 명령에 서버를 지정해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


@declare.check("dns.completed", deadline=60, limit=30)
def completed(
    seen: evidence.Evidence, *, typed: str, namespace: str, server: str = nameservers.CLUSTER
) -> verdict.Verdict:
    """The learner asked for a short name in a pod of the namespace, and saw what its search list makes of it.

    What no entry of the list completes has to be seen as missing.
    """
    place = nameservers.servers(seen, server)[0]
    expected = seen.say(
        en=f"{typed} looked up in a pod of namespace {namespace}, with the answer that it gets there",
        ko=f"{namespace} 네임스페이스의 파드에서 {typed} 이름을 조회해 그곳에서 얻는 응답 확인",
    )
    try:
        found = nameservers.completed(seen, typed, namespace, place)
    except OSError as error:
        return verdict.Verdict(False, expected, seen.reason(error), nameservers.attempt(seen, typed, place))
    pods = seen.cluster.select("pods")
    records = [one for one in seen.commands if namespace in questions.namespaces(one, typed, pods)]
    if questions.saw(records, found, "NXDOMAIN"):
        return verdict.Verdict(True, expected, ", ".join(sorted(found)) or "NXDOMAIN")
    what = learner.excerpt(records[-1].output) if records else ""
    what = what or seen.say(en="no such look-up in such a pod", ko="그런 파드에서 그렇게 조회한 명령이 없음")
    todo = seen.say(
        en="Mind where you stand: the namespace of the pod completes the name, and dig completes none by itself.",
        ko="어디에서 묻는지 확인해 보세요. 이름은 파드의 네임스페이스로 완성되며, dig는 스스로 완성하지 않습니다.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _listed(seen: evidence.Evidence, values: set[str]) -> str:
    return ", ".join(sorted(values)) or seen.say(en="no address", ko="주소 없음")
