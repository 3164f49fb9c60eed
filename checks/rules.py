"""kube-proxy's rules for a Service: what the kernel has, and whether the learner saw it (iptables mode)."""

from tutor.checkapi import declare, evidence, learner, phrases, shown, verdict
from tutor.checkapi.services import backends, iptables

MASQUERADE = "KUBE-MARK-MASQ"


@declare.check("rules.chain", deadline=15)
def chain(seen: evidence.Evidence, *, service: str, namespace: str | None = None) -> verdict.Verdict:
    """The learner saw the rule that leads to the Service's own chain, and each jump in there with its probability."""
    expected = seen.say(
        en=f"the way of a connection to {service}: the rule in KUBE-SERVICES, and all rules that choose an endpoint",
        ko=f"{service} 서비스로 가는 연결의 경로: KUBE-SERVICES의 규칙과 엔드포인트를 고르는 모든 규칙",
    )
    backed = backends.find(seen.cluster, service, namespace)
    if backed is None:
        return phrases.nothing_there(seen, expected, "services", service)
    live = _jumps(_nat(seen), backed)
    if not live or len(live) != len(backed.endpoints):
        return _not_written(seen, expected, len(live), len(backed.endpoints))
    rules = _shown(seen)
    way = any(_leads(rule, backed) for rule in rules)
    missing = [rule for rule in live if (rule.target, rule.probability) not in _choices(rules, backed)]
    return verdict.together(
        [
            _part(
                seen,
                way,
                seen.say(en="the rule that the Service's address meets", ko="서비스 주소와 일치하는 규칙"),
                seen.say(
                    en="KUBE-SERVICES has a rule for each Service; its target is the Service's own chain.",
                    ko="KUBE-SERVICES에는 서비스마다 규칙이 있고, 그 타깃이 서비스의 체인입니다.",
                ),
            ),
            _part(seen, not missing, _jumps_text(seen, len(live)), _list_it(seen)),
        ]
    )


@declare.check("rules.balanced", deadline=15)
def balanced(
    seen: evidence.Evidence, *, service: str, endpoints: int, namespace: str | None = None
) -> verdict.Verdict:
    """So many endpoints get an equal part of the connections each, and the learner saw by what rules."""
    expected = seen.say(
        en=f"{endpoints} rules that give each endpoint of {service} an equal part, seen as they are now",
        ko=f"{service} 서비스의 엔드포인트에 고르게 나누는 현재 규칙 {endpoints}개 확인",
    )
    backed = backends.find(seen.cluster, service, namespace)
    if backed is None:
        return phrases.nothing_there(seen, expected, "services", service)
    live = _jumps(_nat(seen), backed)
    if len(backed.endpoints) != endpoints or not iptables.even(live, endpoints):
        what = seen.say(
            en=f"{len(backed.endpoints)} ready endpoints, {len(live)} rules",
            ko=f"준비된 엔드포인트 {len(backed.endpoints)}개, 규칙 {len(live)}개",
        )
        todo = seen.say(
            en="Which pods does the Service select, and are they ready?",
            ko="서비스가 어떤 파드를 선택하고 있고, 그 파드는 준비되었나요?",
        )
        return verdict.Verdict(False, expected, what, todo, final=not learner.changes(seen.commands))
    choices = _choices(_shown(seen), backed)
    if all((rule.target, rule.probability) in choices for rule in live):
        chances = ", ".join("1" if one.probability is None else f"{one.probability:.3f}" for one in live)
        return verdict.Verdict(True, expected, chances)
    return _part(seen, False, _jumps_text(seen, endpoints), _list_it(seen))


@declare.check("rules.dnat", deadline=15)
def dnat(seen: evidence.Evidence, *, service: str, namespace: str | None = None) -> verdict.Verdict:
    """For each endpoint the learner saw the rule that puts its address in the Service's place."""
    expected = seen.say(
        en=f"for each endpoint of {service}, the rule that rewrites the destination",
        ko=f"{service} 서비스의 엔드포인트마다 목적지를 바꾸는 규칙",
    )
    backed = backends.find(seen.cluster, service, namespace)
    if backed is None:
        return phrases.nothing_there(seen, expected, "services", service)
    live = {(rule.chain, rule.to) for rule in _nat(seen) if rule.target == "DNAT"}
    wanted = {(backed.endpoint_chain(one), one.name) for one in backed.endpoints}
    if not wanted or not wanted <= live:
        return _not_written(seen, expected, len(wanted & live), len(wanted))
    found = {(rule.chain, rule.to) for rule in _shown(seen) if rule.target == "DNAT"}
    missing = [one for one in wanted if one not in found and ("", one[1]) not in found]
    if not missing:
        return verdict.Verdict(True, expected, ", ".join(sorted(to for _, to in wanted)))
    what = seen.say(
        en=f"{len(wanted) - len(missing)} of {len(wanted)} such rules in what you listed",
        ko=f"출력에 나온 규칙: {len(wanted)}개 중 {len(wanted) - len(missing)}개",
    )
    todo = seen.say(
        en="Each KUBE-SEP- chain belongs to one endpoint. List those that the Service's chain jumps to.",
        ko="KUBE-SEP- 체인 하나가 엔드포인트 하나입니다. 서비스 체인이 점프하는 체인들을 조회해 보세요.",
    )
    credit = (len(wanted) - len(missing)) / len(wanted)
    return verdict.Verdict(False, expected, what, todo, final=True, credit=credit)


@declare.check("rules.node_port", deadline=15)
def node_port(seen: evidence.Evidence, *, service: str, namespace: str | None = None) -> verdict.Verdict:
    """The learner saw the rule of the Service's node port, and what the chain for traffic from outside does first."""
    expected = seen.say(
        en=f"the rule for the node port of {service}, and the chain that it leads to",
        ko=f"{service} 서비스의 노드 포트 규칙과 그 규칙이 가리키는 체인",
    )
    backed = backends.find(seen.cluster, service, namespace)
    if backed is None:
        return phrases.nothing_there(seen, expected, "services", service)
    nat = _nat(seen)
    ports = [rule for rule in nat if rule.chain == "KUBE-NODEPORTS" and rule.dport == backed.node_port]
    if not backed.node_port or not ports:
        return _no_node_port(seen, expected)
    rules = _shown(seen)
    met = any(rule.dport == ports[-1].dport and rule.target == ports[-1].target for rule in rules)
    missing = [rule for rule in _behind(nat, ports[-1]) if not any(_same(one, rule) for one in rules)]
    return verdict.together(
        [
            _part(
                seen,
                met,
                seen.say(en="the rule that the port meets", ko="포트와 일치하는 규칙"),
                seen.say(en="It is in KUBE-NODEPORTS.", ko="KUBE-NODEPORTS에 있습니다."),
            ),
            _part(
                seen,
                not missing,
                seen.say(en="the rules of the chain behind it", ko="그 뒤에 이어지는 체인의 규칙"),
                seen.say(
                    en="Which chain is the target of the port's rule? List it.",
                    ko="포트 규칙의 타깃은 어떤 체인인가요? 그 체인을 조회해 보세요.",
                ),
            ),
        ]
    )


def _no_node_port(seen: evidence.Evidence, expected: str) -> verdict.Verdict:
    what = seen.say(en="the Service has no node port", ko="서비스에 노드 포트가 없음")
    todo = seen.say(en="Which type does the Service have?", ko="서비스의 타입은 무엇인가요?")
    return verdict.Verdict(False, expected, what, todo, final=not learner.changes(seen.commands))


def _behind(nat: list[iptables.Rule], port: iptables.Rule) -> list[iptables.Rule]:
    """The rules for traffic from outside in the chain that the rule of a node port leads to."""
    # Up to 1.23 there is no chain for traffic from outside: the port leads straight to the Service's own, where one
    # rule is for it. Rules without a comment are those that grep for the Service's name does not find.
    straight = port.target.startswith("KUBE-SVC-")
    return [
        rule
        for rule in nat
        if rule.chain == port.target and rule.comment and (not straight or rule.dport == port.dport)
    ]


def _same(printed: iptables.Rule, rule: iptables.Rule) -> bool:
    """Whether what was printed is that rule; a row that grep cut out of -L names no chain, but has its comment."""
    if (printed.target, printed.dport) != (rule.target, rule.dport):
        return False
    return printed.chain == rule.chain or (not printed.chain and printed.comment == rule.comment)


def _nat(seen: evidence.Evidence) -> list[iptables.Rule]:
    """The rules of the table nat on the host where the learner stands. Raises OSError where they cannot be read."""
    done = seen.exec(seen.host, ["iptables-save", "-t", "nat"])
    if done.exit_code:
        raise OSError(f"iptables-save on {seen.host}: {done.stderr.strip()}")
    return iptables.rules(done.stdout)


def _jumps(rules: list[iptables.Rule], backed: backends.Backed) -> list[iptables.Rule]:
    """Those that choose an endpoint, in their order."""
    own = f"KUBE-SVC-{backed.suffix}"
    return [rule for rule in rules if rule.chain == own and rule.target.startswith("KUBE-SEP-")]


def _leads(rule: iptables.Rule, backed: backends.Backed) -> bool:
    return rule.target == f"KUBE-SVC-{backed.suffix}" and rule.destination == backed.address


def _choices(rules: list[iptables.Rule], backed: backends.Backed) -> set[tuple[str, float | None]]:
    """Target and probability of the jumps that the learner saw; a row that grep cut out of -L names no chain."""
    own = ("", f"KUBE-SVC-{backed.suffix}")
    return {(rule.target, rule.probability) for rule in rules if rule.chain in own}


def _shown(seen: evidence.Evidence) -> list[iptables.Rule]:
    """The rules in what the learner had printed since iptables was asked, on whatever host of the cluster."""
    found = []
    for record in learner.since(seen.commands, _asks):
        for rule in iptables.rules(record.output):
            if not any(shown.shows(word, rule.target) for word in _by_hand(record)):
                found.append(rule)
    return found


def _by_hand(record: evidence.CommandRecord) -> list[str]:
    """The words that the line has printed as they are."""
    calls = [call for call in learner.programs(record) if call.program in learner.PRINTERS]
    return [word for call in calls for word in call.words]


def _asks(record: evidence.CommandRecord) -> bool:
    return any(call.program.startswith(("iptables", "xtables", "nft")) for call in learner.programs(record))


def _part(seen: evidence.Evidence, passed: bool, expected: str, todo: str) -> verdict.Verdict:
    if passed:
        return verdict.Verdict(True, expected, seen.say(en="seen", ko="확인함"))
    what = seen.say(en="not in what you listed", ko="출력에서 확인되지 않음")
    return verdict.Verdict(False, expected, what, todo, final=True)


def _jumps_text(seen: evidence.Evidence, count: int) -> str:
    return seen.say(
        en=f"all {count} rules that choose an endpoint, with their probabilities",
        ko=f"엔드포인트를 고르는 규칙 {count}개 전부와 그 확률",
    )


def _list_it(seen: evidence.Evidence) -> str:
    return seen.say(
        en="List the whole chain that belongs to this Service, as it is now (iptables -t nat -S CHAIN).",
        ko="이 서비스에 속한 체인 전체의 현재 내용을 조회해 보세요(iptables -t nat -S 체인).",
    )


def _not_written(seen: evidence.Evidence, expected: str, there: int, wanted: int) -> verdict.Verdict:
    what = seen.say(
        en=f"{seen.host} has {there} rules for {wanted} ready endpoints",
        ko=f"준비된 엔드포인트 {wanted}개에 대한 규칙이 {seen.host}에 {there}개 있음",
    )
    todo = seen.say(
        en="Has the Service endpoints, and does kube-proxy run here in iptables mode?",
        ko="서비스에 엔드포인트가 있고, 이 노드의 kube-proxy가 iptables 모드로 동작하나요?",
    )
    return verdict.Verdict(False, expected, what, todo)
