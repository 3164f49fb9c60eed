"""rewrite: changes questions on their way in, and answers on their way out (plugin/rewrite)."""

import dataclasses
import re
from collections.abc import Callable

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from tutor.lab.dns import dispenser, names, query
from tutor.lab.dns import setup as setup_

LONGEST_TTL, TTL_LIMIT = 2**31 - 1, 2**32
_TARGETS = ("target", "exchange", "mname")
"""What dnspython calls the name that a record points at."""
KINDS = ("exact", "prefix", "suffix", "substring", "regex")
_GROUP = re.compile(r"\{\d{1,2}\}")
Change = Callable[[str], str | None]
"""A name or type in, another out; None where the rule does not apply."""


@dataclasses.dataclass
class Rule:
    """One rule: what it does to the question, and to the answers of a question that it changed."""

    field: str
    change: Change
    stop: bool = True
    auto: bool = False
    """Names in answers go back to what was asked."""
    answers: list[tuple[str, Change]] = dataclasses.field(default_factory=list)
    """("name" or "value", change) to apply to answers."""
    ttl: tuple[int, int] = (-1, -1)
    rcodes: tuple[int, int] = (-1, -1)
    """The response code that is replaced, and the one that takes its place."""


def setup(controller: setup_.Controller) -> None:
    """rewrite [continue|stop] FIELD ARGUMENTS..., or the same words inside braces."""
    rules = []
    tokens = controller.tokens
    while tokens.next():
        words = tokens.rest()
        if len(words) < 2:
            for _ in tokens.block():
                words += [tokens.value, *tokens.rest()]
        rules.append(_rule(words))

    def wrap(following: query.Handler) -> query.Handler:
        async def serve(asked: query.Query) -> dns.message.Message:
            changed, applied = apply(rules, asked)
            if not applied:
                return await following(asked)
            answer = await following(changed)
            asked.answered_by = changed.answered_by
            revert(applied, asked, changed, answer)
            return answer

        return serve

    controller.add("rewrite", wrap)


def apply(rules: list[Rule], asked: query.Query) -> tuple[query.Query, list[Rule]]:
    """The question after the rules, and the rules that had their part in it."""
    changed, applied = asked, list[Rule]()
    for rule in rules:
        made = _changed(rule, changed)
        if made is None:
            continue
        changed = made
        applied.append(rule)
        if rule.stop:
            break
    return changed, applied


def _changed(rule: Rule, asked: query.Query) -> query.Query | None:
    question = asked.message.question[0]
    old = {"type": asked.type, "class": dns.rdataclass.to_text(question.rdclass)}.get(rule.field, asked.name)
    new = rule.change(old)
    if new is None:
        return None
    name, rdclass, rdtype = question.name, question.rdclass, question.rdtype
    if rule.field == "type":
        rdtype = dns.rdatatype.from_text(new)
    elif rule.field == "class":
        rdclass = dns.rdataclass.from_text(new)
    elif rule.field == "name":
        name = _name(new)
    message = dns.message.Message(asked.message.id)
    message.flags, message.question = asked.message.flags, [dns.rrset.RRset(name, rdclass, rdtype)]
    if asked.message.edns >= 0:
        message.use_edns(0, asked.message.ednsflags, asked.message.payload)
    return dataclasses.replace(asked, message=message)


def _name(text: str) -> dns.name.Name:
    """Raises Failure for what is no name."""
    try:
        return dns.name.from_text(text)
    except dns.exception.DNSException as error:
        raise query.Failure(dns.rcode.SERVFAIL, f"invalid name after rewrite: {text}") from error


def revert(
    applied: list[Rule], asked: query.Query, changed: query.Query, answer: dns.message.Message
) -> None:
    """Give the client its own question back, and change the answer's records as the rules say."""
    answer.question = list(asked.message.question)
    back = {changed.name: asked.qname}
    for rule in applied:
        if rule.field == "ttl":
            for rrset in (*answer.answer, *answer.authority, *answer.additional):
                rrset.ttl = min(max(rrset.ttl, rule.ttl[0]), rule.ttl[1])
            continue
        if rule.field == "rcode":
            if answer.rcode() == rule.rcodes[0]:
                answer.set_rcode(dns.rcode.Rcode(rule.rcodes[1]))
            continue
        named = [change for where, change in rule.answers if where == "name"]
        valued = [change for where, change in rule.answers if where == "value"]
        if rule.auto:
            named.append(lambda name: back.get(name))
        for section in (answer.answer, answer.authority, answer.additional):
            section[:] = [_renamed(rrset, named, valued) for rrset in section]


def _renamed(rrset: dns.rrset.RRset, named: list[Change], valued: list[Change]) -> dns.rrset.RRset:
    name = dns.name.from_text(_first(named, rrset.name.to_text().lower()) or rrset.name.to_text())
    made = dns.rrset.RRset(name, rrset.rdclass, rrset.rdtype)
    for rdata in rrset:
        field = next((one for one in _TARGETS if hasattr(rdata, one)), "")
        new = _first(valued, getattr(rdata, field).to_text().lower()) if field else None
        made.add(rdata.replace(**{field: dns.name.from_text(new)}) if new else rdata, rrset.ttl)
    return made


def _first(changes: list[Change], text: str) -> str | None:
    return next((new for change in changes if (new := change(text)) is not None), None)


def _rule(words: list[str]) -> Rule:
    """Read one rule. Raises CorefileError in the real words."""
    if not words:
        raise dispenser.CorefileError("no rule type specified for rewrite")
    mode = words[0].lower()
    stop = mode != "continue"
    rest = words[1:] if mode in ("continue", "stop") else list(words)
    field, arguments = (rest[0].lower() if rest else ""), rest[1:]
    if field == "name":
        return _name_rule(arguments, stop=stop)
    if field == "ttl":
        return _ttl_rule(arguments, stop=stop)
    if field in ("type", "class"):
        if len(arguments) != 2:
            raise dispenser.CorefileError(f"{field} rules must have exactly two arguments")
        old, new = (_constant(field, word) for word in arguments)
        return Rule(field, lambda text: new if text == old else None, stop)
    if field == "answer":
        raise dispenser.CorefileError("response rewrites must begin with a name rule")
    if field == "rcode":
        return _rcode_rule(arguments, stop=stop)
    if field in ("edns0", "cname"):
        raise dispenser.CorefileError(f'rule type "{field}" is not part of the lab\'s CoreDNS')
    raise dispenser.CorefileError(f'invalid rule type "{words[0]}"')


def _constant(field: str, word: str) -> str:
    known = dns.rdatatype.from_text if field == "type" else dns.rdataclass.from_text
    try:
        known(word)
    except dns.exception.DNSException as error:
        raise dispenser.CorefileError(f'invalid {field} "{word.upper()}"') from error
    return word.upper()


def _name_rule(arguments: list[str], *, stop: bool) -> Rule:
    if len(arguments) < 2:
        raise dispenser.CorefileError("too few arguments for a name rule")
    kind = arguments[0].lower() if arguments[0].lower() in KINDS and len(arguments) > 2 else "exact"
    first = 1 if kind == arguments[0].lower() and len(arguments) > 2 else 0
    old, new, *rest = arguments[first:]
    rule = Rule("name", change(kind, old, new), stop, auto=kind == "exact")
    if rest:
        _read_answers(rule, rest)
    return rule


def _read_answers(rule: Rule, words: list[str]) -> None:
    """Read `answer auto`, or `answer name|value PATTERN NEW`, which may be followed by more, `answer` or not."""
    if words[0].lower() != "answer":
        raise dispenser.CorefileError(f"invalid arguments for name rule: {words[0]}")
    while words:
        words = words[1:] if words[0].lower() == "answer" else words
        if not words:
            raise dispenser.CorefileError("invalid arguments for name rule: answer")
        where, *words = words
        if where.lower() == "auto" and not words:
            rule.auto = True
            return
        if where.lower() not in ("name", "value"):
            raise dispenser.CorefileError(f"invalid arguments for name rule: {where}")
        if len(words) < 2:
            raise dispenser.CorefileError("exceeded the number of arguments for a name rule")
        rule.answers.append((where.lower(), change("regex", words[0], words[1])))
        words = words[2:]


def _ttl_rule(arguments: list[str], *, stop: bool) -> Rule:
    kind = arguments[0].lower() if len(arguments) > 2 and arguments[0].lower() in KINDS else "exact"
    if len(arguments) not in (2, 3):
        raise dispenser.CorefileError("too few arguments for a ttl rule")
    low, high = _limits(arguments[-1])
    matches = change(kind, arguments[-2], "")
    rule = Rule("ttl", lambda name: name if matches(name) is not None else None, stop)
    rule.ttl = (low, high)
    return rule


def _limits(text: str) -> tuple[int, int]:
    """The least and the most of `30`, `30-300`, `30-`, `-300`."""
    low, dash, high = text.partition("-")
    least, most = low or "0", high or (str(LONGEST_TTL) if dash else low)
    good = text not in ("", "-") and least.isdigit() and most.isdigit()
    if not good or not int(least) <= int(most) < TTL_LIMIT:
        raise dispenser.CorefileError(f"invalid TTL '{text}' for a ttl rule")
    return int(least), int(most)


def _rcode_rule(arguments: list[str], *, stop: bool) -> Rule:
    if len(arguments) not in (3, 4):
        raise dispenser.CorefileError("too few arguments for a rcode rule")
    kind = arguments[0].lower() if len(arguments) == 4 else "exact"
    if kind not in KINDS:
        raise dispenser.CorefileError(
            "rcode rule supports only exact, prefix, suffix, substring, and regex name matching"
        )
    matches = change(kind, arguments[-3], "")
    rule = Rule("rcode", lambda name: name if matches(name) is not None else None, stop)
    rule.rcodes = (_rcode(arguments[-2]), _rcode(arguments[-1]))
    return rule


def _rcode(text: str) -> int:
    try:
        return int(text) if text.isdigit() else int(dns.rcode.from_text(text.upper()))
    except dns.exception.DNSException as error:
        raise dispenser.CorefileError(f"invalid rcode '{text}' for a rcode rule") from error


def change(kind: str, old: str, new: str) -> Change:
    """A change of names: `exact`, `prefix`, `suffix`, `substring`, or `regex` with `{1}` for its groups.

    Raises CorefileError for a pattern that is none.
    """
    if kind == "regex":
        try:
            pattern = re.compile(old)
        except re.error as error:
            raise dispenser.CorefileError(f"invalid regex matching pattern: {old}") from error
        if len(set(_GROUP.findall(new))) > pattern.groups:
            what = f"the rewrite regex pattern ({new}) uses more subexpressions"
            raise dispenser.CorefileError(f"{what} than its corresponding matching regex pattern ({old})")
        return lambda name: _substitute(pattern, name, new)
    if kind == "exact":
        old, new = names.fqdn(old).lower(), names.fqdn(new)
        return lambda name: new if name == old else None
    old = old.lower()
    if kind == "suffix":
        old, new = names.fqdn(old), names.fqdn(new)
        return lambda name: name.removesuffix(old) + new if name.endswith(old) else None
    if kind == "prefix":
        return lambda name: new + name.removeprefix(old) if name.startswith(old) else None
    return lambda name: name.replace(old, new) if old in name else None


def _substitute(pattern: re.Pattern[str], name: str, new: str) -> str | None:
    """The regular expression speaks of names with or without their last dot."""
    match = pattern.search(name) or pattern.search(name.rstrip("."))
    if match is None:
        return None
    for index, group in enumerate((match[0], *match.groups())):
        new = new.replace("{" + str(index) + "}", group or "")
    return names.fqdn(new)
