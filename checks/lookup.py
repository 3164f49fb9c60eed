"""Look-ups in pods: the questions that they make of a name, and what each tool makes of it."""

import re
from collections.abc import Sequence

from tutor.checkapi import declare, evidence, learner, phrases, shown, verdict
from tutor.checkapi.captures import capturing, packets
from tutor.checkapi.dns import nameservers, podlookups, questions, resolvconf, sections


@declare.check("lookup.questions", deadline=20, limit=30)
def asked(
    seen: evidence.Evidence, *, pod: str, lookup: str, policy: str = "", server: str = nameservers.CLUSTER
) -> verdict.Verdict:
    """The learner saw every question that a look-up of the name makes in the pod ("namespace/name"), in order.

    By a tool that prints its questions (nslookup -debug, dig +search +showsearch, host -v), or in a capture. With
    `policy` any running pod of the namespace that has this dnsPolicy will do, whatever its name.
    """
    expected = seen.say(
        en=f"the DNS questions that looking up {lookup} makes in a pod",
        ko=f"파드에서 {lookup} 이름을 조회할 때 나가는 DNS 질의",
    )
    namespace = pod.partition("/")[0]
    pods = podlookups.having(seen, namespace, policy) if policy else podlookups.pods(seen, pod)
    if not pods:
        return phrases.nothing_there(
            seen, expected, "pods", f"{namespace} (dnsPolicy {policy})" if policy else pod
        )
    records = [
        record for at, record in enumerate(seen.commands) if _asks_for(record, lookup, seen.commands[:at])
    ]
    lists = [*_printed(seen, records), *(_captured(seen) if records else ())]
    try:
        for one in pods:
            wanted = podlookups.asked(seen, one, lookup, server)
            tried = resolvconf.candidates(podlookups.resolv_conf(seen, one), lookup.rstrip("."))
            others = set(tried) - set(wanted)
            if any(sections.holds(names, wanted, others) for names in lists):
                return verdict.Verdict(True, expected, learner.excerpt(" → ".join(wanted)))
    except OSError as error:
        return verdict.Verdict(False, expected, seen.reason(error), nameservers.attempt(seen, lookup, None))
    most: list[str] = max(lists, key=len, default=[])
    what = learner.excerpt(", ".join(most)) or seen.say(
        en="no question was shown in a pod", ko="파드에서 질의가 표시되지 않음"
    )
    todo = seen.say(
        en="nslookup prints its questions with -debug. Mind the dot at the end, and where you stand.",
        ko="nslookup은 -debug를 붙여야 질의를 보여 줍니다. 이름 끝의 점과, 어디에서 실행하는지 확인해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _asks_for(record: evidence.CommandRecord, lookup: str, before: Sequence[evidence.CommandRecord]) -> bool:
    """Whether the name was looked up in a pod as it is written, or by a tool that needs no dot at its end."""
    calls = questions.made(record)
    if not questions.in_pod(record) or not calls:
        return False
    words = [word for call in learner.resolved(record, before) for word in call.words]
    lines = "\n".join([record.text, *questions.typed(record), *words])
    literal = any(
        call.program in questions.LITERAL and not questions.SEARCHING.intersection(call.words)
        for call in calls
    )
    names = {lookup, lookup.rstrip(".")} if literal else {lookup}
    return any(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", lines) for name in names)


def _printed(seen: evidence.Evidence, records: Sequence[evidence.CommandRecord]) -> list[list[str]]:
    """The questions that each of these look-ups printed; typed lines left out."""
    typed = "\n".join(record.text for record in seen.commands)
    found = []
    for record in records:
        lines = [line for line in record.output.splitlines() if line.strip() and line.strip() not in typed]
        found.append(sections.asked("\n".join(lines)))
    return found


def _captured(seen: evidence.Evidence) -> list[list[str]]:
    found = []
    for one in capturing.captures(seen):
        asks = packets.questions(one.packets)
        for kinds in (("A", ""), ("AAAA", "")):  # `getent hosts` asks for IPv6 addresses first
            once = {(ask.ident, ask.src, ask.sport): ask for ask in asks if ask.kind in kinds}
            found.append([ask.name.lower() for ask in once.values()])
    return found


@declare.check("lookup.tools", deadline=20, limit=30)
def tools(
    seen: evidence.Evidence, *, name: str, tools: list[str], server: str = nameservers.CLUSTER
) -> verdict.Verdict:
    """Each of the tools was asked for the name in a pod, and its outcome is the one that `server` gives now."""
    expected = seen.say(
        en=f"{name} looked up in a pod with {', '.join(tools)}",
        ko=f"파드에서 {', '.join(tools)} 명령으로 {name} 조회",
    )
    place = nameservers.servers(seen, server)[0]
    try:
        found, rcode = seen.records(name, "A", server=place)
    except OSError as error:
        return verdict.Verdict(False, expected, seen.reason(error), nameservers.attempt(seen, name, place))
    missing = [
        tool for tool in tools if not any(_used(record, tool, name, rcode) for record in seen.commands)
    ]
    if not missing:
        return verdict.Verdict(True, expected, f"{rcode}: {', '.join(sorted(found))}")
    what = seen.say(
        en=f"no answer to it by {', '.join(missing)}", ko=f"{', '.join(missing)} 명령으로 받은 응답이 없음"
    )
    todo = seen.say(en="Ask for the same name with each of them.", ko="같은 이름을 각 도구로 조회해 보세요.")
    return verdict.Verdict(False, expected, what, todo, final=True, credit=1 - len(missing) / len(tools))


SIGNATURES = {"dig": r"<<>> DiG", "drill": r"QUERY, rcode: ", "kdig": r"QUERY; status: "}
"""What tells the tools' outputs apart where a loop ran them by a variable."""


def _used(record: evidence.CommandRecord, tool: str, name: str, rcode: str) -> bool:
    calls = [*questions.made(record), *learner.resolved(record)]
    by_name = any(
        call.program == tool and any(questions.means(word, name) for word in call.words) for call in calls
    )
    signature = SIGNATURES.get(tool)
    looped = (
        signature is not None
        and shown.shows(record.text, tool)
        and shown.shows(record.text, name.rstrip("."))
        and re.search(signature, record.output) is not None
    )
    if not (by_name or looped) or not questions.in_pod(record):
        return False
    address = re.search(r"^(?:\S+\s+\d+\s+IN\s+A\s+)?\d+(?:\.\d+){3}\s*$", record.output, re.MULTILINE)
    if rcode == "NOERROR" and address:
        return not learner.printed_by_hand(record, address[0].split()[-1])
    return rcode in sections.codes(record.output) and not learner.printed_by_hand(record, rcode)


@declare.check("lookup.literal", deadline=20, limit=30)
def literal(
    seen: evidence.Evidence, *, typed: str, namespace: str = "default", server: str = nameservers.CLUSTER
) -> verdict.Verdict:
    """In a pod, the learner saw one tool find a short name by the search list, and another not find it as typed."""
    expected = seen.say(
        en=f"{typed} looked up in a pod with a tool that uses the search list and with one that does not",
        ko=f"파드에서 검색 도메인을 쓰는 도구와 쓰지 않는 도구로 {typed} 조회",
    )
    place = nameservers.servers(seen, server)[0]
    try:
        rcode = seen.records(typed, "A", server=place)[1]
        found = nameservers.completed(seen, typed, namespace, place)
    except OSError as error:
        return verdict.Verdict(False, expected, seen.reason(error), nameservers.attempt(seen, typed, place))
    records = [record for record in seen.commands if questions.in_pod(record)]
    as_typed = any(_literally(record, typed) and rcode in sections.codes(record.output) for record in records)
    pods = seen.cluster.select("pods")
    searched = any(
        namespace in questions.namespaces(record, typed, pods)
        and questions.answered_well(record)
        and (
            re.search(rf"\b{re.escape(typed)}\.[\w.]*svc\.[\w.]+", record.output)
            or (found and all(learner.sees([record], value) for value in found))
        )
        for record in records
    )
    if as_typed and searched:
        return verdict.Verdict(True, expected, seen.say(en=f"found, and {rcode}", ko=f"찾음, 그리고 {rcode}"))
    what = seen.say(
        en="only one of the two was seen" if as_typed or searched else "neither was seen in a pod",
        ko="둘 중 하나만 확인함" if as_typed or searched else "파드에서 어느 쪽도 확인하지 않음",
    )
    todo = seen.say(
        en="Ask with nslookup and with dig, and compare what becomes of the name.",
        ko="nslookup과 dig로 각각 조회해, 이름이 어떻게 되는지 비교해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True, credit=0.5 * (as_typed + searched))


def _literally(record: evidence.CommandRecord, typed: str) -> bool:
    return any(
        call.program in questions.LITERAL
        and not questions.SEARCHING.intersection(call.words)
        and typed in [word.rstrip(".") for word in call.words]
        for call in questions.made(record)
    )
