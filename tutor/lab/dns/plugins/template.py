"""template: answers made from the question by rules (plugin/template).

Of Go's template language the fields and `index .Match N` are known, which is what such rules are made of.
"""

import dataclasses
import re

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from tutor.lab.dns import dispenser, names, query
from tutor.lab.dns import setup as setup_

DEFAULT_TTL = 3600
_CLASSES = ("IN", "CH", "HS", "ANY")
_SECTIONS = ("answer", "additional", "authority")
_ACTION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}")


@dataclasses.dataclass
class Rule:
    """One template stanza."""

    zones: list[str]
    rdclass: str
    rdtype: str
    patterns: list[re.Pattern[str]] = dataclasses.field(default_factory=list)
    lines: dict[str, list[str]] = dataclasses.field(default_factory=lambda: {name: [] for name in _SECTIONS})
    rcode: dns.rcode.Rcode = dns.rcode.NOERROR
    fall: setup_.Fall = dataclasses.field(default_factory=setup_.Fall)

    def covers(self, asked: query.Query) -> bool:
        """Whether the rule speaks of this question's class, type and zone."""
        rdclass = dns.rdataclass.to_text(asked.message.question[0].rdclass)
        fits = self.rdclass in ("ANY", rdclass) or rdclass == "ANY"
        fits = fits and (self.rdtype in ("ANY", asked.type) or asked.type == "ANY")
        return fits and bool(names.best_zone(asked.name, self.zones))

    def match(self, asked: query.Query) -> re.Match[str] | None:
        """The first pattern that the name fits."""
        found = (pattern.search(asked.name) for pattern in self.patterns)
        return next((match for match in found if match), None)


def setup(controller: setup_.Controller) -> None:
    """template CLASS TYPE [ZONES...] { match REGEX...; answer RR...; rcode CODE; fallthrough [ZONES...] }."""
    rules = []
    while controller.tokens.next():
        rules.append(_rule(controller))

    def wrap(following: query.Handler) -> query.Handler:
        async def serve(asked: query.Query) -> dns.message.Message:
            for rule in rules:
                match = rule.match(asked) if rule.covers(asked) else None
                if match:
                    asked.answered_by = "template"
                    return await _followed(controller, asked, _reply(rule, asked, match))
                if rule.covers(asked) and not rule.fall.through(asked.name):
                    return asked.refuse(dns.rcode.NXDOMAIN)
            return await following(asked)

        return serve

    controller.add("template", wrap)


def _rule(controller: setup_.Controller) -> Rule:
    tokens, arguments = controller.tokens, controller.tokens.rest()
    if len(arguments) < 2:
        raise tokens.argument_error()
    rdclass, rdtype, *rest = arguments
    if rdclass not in _CLASSES:
        raise tokens.error(f"invalid query class {rdclass}")
    if not _known_type(rdtype):
        raise tokens.error(f"invalid RR class {rdtype}")
    rule = Rule([z for item in rest for z in setup_.normalize(item)] or controller.zones, rdclass, rdtype)
    for word in tokens.block():
        _option(tokens, rule, word, tokens.rest())
    rule.patterns = rule.patterns or [re.compile(".*")]
    if not any(rule.lines.values()) and rule.rcode == dns.rcode.NOERROR:
        raise tokens.error("no answer section for template found")
    return rule


def _option(tokens: dispenser.Dispenser, rule: Rule, word: str, values: list[str]) -> None:
    if word == "fallthrough":
        rule.fall.set(values)
    elif word == "match" and values:
        rule.patterns += [_compile(tokens, value) for value in values]
    elif word in _SECTIONS and values:
        rule.lines[word] += values
    elif word == "rcode" and values:
        try:
            rule.rcode = dns.rcode.from_text(values[0])
        except dns.exception.DNSException as error:
            raise tokens.error(f"unknown rcode {values[0]}") from error
    elif word not in ("upstream", "ederror"):
        raise tokens.argument_error()


def _compile(tokens: dispenser.Dispenser, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise tokens.error(f"could not parse regex: {pattern}, error parsing regexp: {error}") from error


def _known_type(text: str) -> bool:
    try:
        dns.rdatatype.from_text(text)
    except dns.exception.DNSException:
        return False
    return True


async def _followed(
    controller: setup_.Controller, asked: query.Query, reply: dns.message.Message
) -> dns.message.Message:
    """With what an alias stands for, as the server itself resolves it."""
    if asked.rdtype not in (dns.rdatatype.A, dns.rdatatype.AAAA):
        return reply
    for rrset in [one for one in reply.answer if one.rdtype == dns.rdatatype.CNAME]:
        found = await controller.lookup(asked, rrset[0].target.to_text(), asked.type)
        if found is not None:
            reply.answer += found.answer
            reply.flags |= found.flags & dns.flags.TC
    return reply


def _reply(rule: Rule, asked: query.Query, match: re.Match[str]) -> dns.message.Message:
    if rule.rcode == dns.rcode.SERVFAIL:
        raise query.Failure(rule.rcode)
    reply = asked.reply()
    reply.set_rcode(rule.rcode)
    for name, lines in rule.lines.items():
        section = getattr(reply, name)
        section += [_record(fill(line, asked, match, rule)) for line in lines]
    return reply


def fill(text: str, asked: query.Query, match: re.Match[str], rule: Rule) -> str:
    """Replace `{{ … }}` by what the question says."""
    zone = names.best_zone(asked.name, rule.zones)
    fields = {
        ".Name": asked.qname,
        ".Type": asked.type,
        ".Class": rule.rdclass,
        ".Zone": zone,
        ".Remote": asked.client[0],
    }

    def action(found: re.Match[str]) -> str:
        words = found[1].split()
        if words[:2] == ["index", ".Match"] and len(words) == 3:
            return _match(match, int(words[2]))
        if words[:2] == ["index", ".Group"] and len(words) == 3:
            return match.groupdict().get(words[2].strip('"')) or ""
        if words and words[0].startswith(".Group."):
            return match.groupdict().get(words[0].removeprefix(".Group.")) or ""
        return fields.get(words[0], "") if words else ""

    return _ACTION.sub(action, text)


def _match(match: re.Match[str], index: int) -> str:
    """Raises Failure, in the words of Go's templates, where the pattern has no such part."""
    try:
        return match[index] or ""
    except IndexError as error:
        text = f"error calling index: index out of range: {index}"
        raise query.Failure(dns.rcode.SERVFAIL, text) from error


def _record(line: str) -> dns.rrset.RRset:
    """A record in presentation form, time to live and class where they like. Raises Failure for one that is none."""
    ttl, rdclass = DEFAULT_TTL, "IN"
    try:
        name, rest = line.split(maxsplit=1)
        word, rest = rest.split(maxsplit=1)
        while word.isdigit() or word.upper() in _CLASSES:
            ttl, rdclass = (int(word), rdclass) if word.isdigit() else (ttl, word.upper())
            word, rest = rest.split(maxsplit=1)
        return dns.rrset.from_text(dns.name.from_text(name), ttl, rdclass, word, rest)
    except (ValueError, dns.exception.DNSException) as error:
        raise query.Failure(dns.rcode.SERVFAIL, f"dns: not a record: {line}") from error
