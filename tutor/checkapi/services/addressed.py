"""Which shell variables hold a Service's address, as far as the learner's own lines tell. Pure: works on records.

A variable holds it if it was set to it, written out or by asking for this Service, or if it was printed and showed it.
What came last counts.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from tutor.checkapi import evidence, learner, shown
from tutor.checkapi.commandline import kubectl, shell, tokens, variables

FIELDS = {"service": "clusterip", "balancer": "loadbalancer"}
"""What a format has to name for the address of that way, in small letters."""
FORMATS = re.compile("jsonpath|go-template|template|custom-columns")
INSIDE = re.compile(r"\$\((?P<dollar>.+)\)|`(?P<tick>.+)`", re.DOTALL)
PRINTENV = "printenv"


def holding(
    records: Sequence[evidence.CommandRecord], host: str, way: str, service: str, places: Collection[str]
) -> set[str]:
    """The variables of the host's shell that hold one of `places` after these records.

    `service` is "namespace/name", `way` a key of FIELDS.
    """
    found: set[str] = set()
    for record in records:
        if record.host != host:
            continue
        for name, holds in _set(record, way, service, places):
            found = found | {name} if holds else found - {name}
        name = _printed(record)
        if name and not any(learner.printed_by_hand(record, place) for place in places):
            showed = any(shown.shows(record.output, place) for place in places)
            found = found | {name} if showed else found - {name}
    return found


def means(host: str, holding: Collection[str], way: str, service: str) -> bool:
    """Whether a host as it was typed is one of these variables, or $(…) that reads the Service's address."""
    if inner := INSIDE.fullmatch(host):
        return _asks_for(inner["dollar"] or inner["tick"], way, service)
    variable = variables.USE.fullmatch(host)
    return variable is not None and set(variables.used(host)) <= set(holding)


def _set(
    record: evidence.CommandRecord, way: str, service: str, places: Collection[str]
) -> Iterator[tuple[str, bool]]:
    """Each variable that the line sets, and whether to such an address."""
    for words, nested in tokens.commands(record.text):
        for word in words:
            made = variables.ASSIGNMENT.fullmatch(word)
            if made and variables.SUBSTITUTION.search(made["value"]):
                yield made["name"], any(_asks_for(inner, way, service) for inner in nested)
            elif made:
                yield made["name"], any(shown.shows(made["value"], place) for place in places)


def _asks_for(line: str, way: str, service: str) -> bool:
    """Whether a line inside $(…) reads the Service's address: by kubectl, or by its name from DNS."""
    namespace, _, name = service.partition("/")
    if any(_reads(ask, way, namespace, name) for ask in kubectl.asks(line)):
        return True
    return way == "service" and any(
        word == name or word.startswith(f"{name}.{namespace}")
        for call in shell.calls(line)
        if call.program in ("dig", "getent", "host", "nslookup", "drill", "kdig")
        for word in call.words
    )


def _reads(ask: kubectl.Ask, way: str, namespace: str, name: str) -> bool:
    kinds = [named for kind, named in ask.targets() if kind.lower().startswith(("svc", "service"))]
    if ask.verb not in ("get", "describe") or not {name, ""} & set(kinds):
        return False
    if (ask.flag("-n", "--namespace") or "default") != namespace:
        return False
    form = (ask.flag("-o", "--output") or "").lower()
    return not FORMATS.match(form) or FIELDS[way] in form


def _printed(record: evidence.CommandRecord) -> str:
    """The one variable that the line prints; "" where it prints none, or several."""
    names = {
        name
        for call in shell.calls(record.text)
        for word in call.words
        for name in _names(call.program, word)
    }
    return names.pop() if len(names) == 1 else ""


def _names(program: str, word: str) -> list[str]:
    if program == PRINTENV:
        return [word]
    return variables.used(word) if program in learner.PRINTERS else []
