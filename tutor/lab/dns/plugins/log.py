"""log: a line for each query (plugin/log)."""

import dataclasses
import re
import time

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype

from tutor.lab.dns import log as log_
from tutor.lab.dns import names, query, wire
from tutor.lab.dns import setup as setup_

COMMON = (
    '{remote}:{port} - {>id} "{type} {class} {name} {proto} {size} {>do} {>bufsize}" '
    "{rcode} {>rflags} {rsize} {duration}"
)
COMBINED = COMMON + ' "{>opcode}"'
CLASSES = ("all", "success", "denial", "error")
_FIELD = re.compile(r"\{[^{}]*\}")
_FLAGS = (
    ("aa", dns.flags.AA),
    ("tc", dns.flags.TC),
    ("rd", dns.flags.RD),
    ("ra", dns.flags.RA),
    ("ad", dns.flags.AD),
    ("cd", dns.flags.CD),
)
_LOG = log_.Log()


@dataclasses.dataclass
class Rule:
    """Names below `zone` are logged in `form`, if their answers are of one of `classes`."""

    zone: str
    form: str = COMMON
    classes: set[str] = dataclasses.field(default_factory=lambda: {"all"})


def setup(controller: setup_.Controller) -> None:
    """log [NAMES... [FORMAT]] { class CLASSES... }, more than once if wished."""
    rules: list[Rule] = []
    tokens = controller.tokens
    while tokens.next():
        found = _rules(tokens.rest())
        classes = set[str]()
        for word in tokens.block():
            wanted = set(tokens.rest())
            if word != "class" or not wanted or wanted - set(CLASSES):
                raise tokens.argument_error()
            classes |= wanted
        for rule in found:
            rule.classes = classes or rule.classes
        rules += found

    def wrap(following: query.Handler) -> query.Handler:
        async def serve(asked: query.Query) -> dns.message.Message:
            rule = next((rule for rule in rules if names.within(asked.name, rule.zone)), None)
            if rule is None:
                return await following(asked)
            try:
                answer = await following(asked)
            except query.Failure as failure:
                _print(rule, asked, asked.refuse(failure.rcode))
                raise
            _print(rule, asked, answer)
            return answer

        return serve

    controller.add("log", wrap)


def _rules(arguments: list[str]) -> list[Rule]:
    form = COMMON
    if arguments and "{" in arguments[-1]:
        form = arguments.pop().replace("{common}", COMMON).replace("{combined}", COMBINED)
    return [Rule(zone, form) for item in arguments or ["."] for zone in setup_.normalize(item)]


def _print(rule: Rule, asked: query.Query, answer: dns.message.Message) -> None:
    if "all" in rule.classes or _class(answer) in rule.classes:
        fields = _fields(asked, answer)
        _LOG.info(_FIELD.sub(lambda match: _field(match[0], fields), rule.form))


def _field(text: str, fields: dict[str, str]) -> str:
    """What stands for a word in braces: itself where there is no such field, "-" for metadata, which nobody gives."""
    return fields.get(text[1:-1], "-" if text.startswith("{/") else text) or "-"


def _class(answer: dns.message.Message) -> str:
    """As plugin/pkg/response classifies; a denial is one by its SOA."""
    soa = any(rrset.rdtype == dns.rdatatype.SOA for rrset in answer.authority)
    if answer.rcode() == dns.rcode.NOERROR:
        return "denial" if soa and not answer.answer else "success"
    return "denial" if soa and answer.rcode() == dns.rcode.NXDOMAIN else "error"


def _fields(asked: query.Query, answer: dns.message.Message) -> dict[str, str]:
    host, port = asked.client[:2]
    flags = [word for word, flag in _FLAGS if answer.flags & flag]
    return {
        "remote": f"[{host}]" if ":" in host else host,
        "port": str(port),
        "local": asked.local,
        ">id": str(asked.message.id),
        ">opcode": str(int(asked.message.opcode())),
        "type": asked.type,
        "class": dns.rdataclass.to_text(asked.message.question[0].rdclass),
        "name": asked.name,
        "proto": asked.protocol,
        "size": str(asked.size),
        ">do": str(asked.dnssec).lower(),
        ">bufsize": str(asked.buffer),
        "rcode": dns.rcode.to_text(answer.rcode()),
        ">rflags": ",".join(["qr", *flags]),
        "rsize": str(len(wire.render(answer, asked))),
        "duration": f"{time.perf_counter() - asked.began:.9f}".rstrip("0").rstrip(".") + "s",
    }
