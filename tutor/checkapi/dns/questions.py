"""Which look-ups a learner's commands made, and what they showed. Pure: works on records.

A name counts as asked for where a DNS tool was given it: in full, as far as a search list completes it, by a
variable, or as an address that is looked up backwards; or where a DNS tool ran and its output names it.
"""

import ipaddress
import re
from collections.abc import Collection, Iterable, Sequence

from tutor.checkapi import evidence, learner, shown
from tutor.checkapi.commandline import kubectl, shell

TOOLS = frozenset(
    {"dig", "nslookup", "host", "drill", "kdig", "delv", "getent", "resolvectl", "dog", "q", "ping", "curl"}
)
LITERAL = frozenset({"dig", "kdig", "drill", "delv"})
"""Tools that ask for the name as it is typed, unless told to use the search list."""
SEARCHING = frozenset({"+search", "+showsearch"})
IN_PODS = frozenset({"exec", "run", "debug"})
"""kubectl's verbs that run a program in a pod."""
VARIABLE = re.compile(r"\$\{[^}]*\}|\$\w+|\$\(.*\)|`[^`]*`")
PROMPT = re.compile(r".*?[#$%>❯➜λ](?:\s|\xa0)+(?P<typed>\S.*)")
URL = re.compile(r"https?://(?P<host>[^/:?]+).*")
NOTHING = {
    "NXDOMAIN": r"NXDOMAIN|[Cc]ould not resolve|not known|bad address",
    "NOERROR": r"NOERROR|No answer|has no \w+ record",
}
"""Response codes of an answer without records, in the words of the tools."""


def made(record: evidence.CommandRecord) -> list[shell.Call]:
    """The calls of DNS tools in a command, also those typed into a shell that it opened inside a pod."""
    found = [*learner.programs(record), *(call for line in typed(record) for call in shell.calls(line))]
    return [call for call in found if call.program in TOOLS]


def typed(record: evidence.CommandRecord) -> list[str]:
    """The lines typed into a shell that kubectl opened, or into nslookup, as the output shows them behind a prompt."""
    opened = [ask.inner for ask in kubectl.asks(record.text) if ask.verb in IN_PODS and ask.inner]
    shells = any(inner[0].rsplit("/", 1)[-1] in shell.SHELLS and "-c" not in inner for inner in opened)
    if not shells and not any(_asks_for_names(call) for call in learner.programs(record)):
        return []
    matches = [PROMPT.match(line) for line in record.output.splitlines()]
    return [match["typed"] for match in matches if match]


def by_hand(record: evidence.CommandRecord, value: object) -> bool:
    """Whether the learner had a shell print the value, also in a shell inside a pod."""
    typed_calls = [call for line in typed(record) for call in shell.calls(line)]
    return learner.printed_by_hand(record, value) or any(
        call.program in learner.PRINTERS and any(shown.shows(word, value) for word in call.words)
        for call in typed_calls
    )


def answered(record: evidence.CommandRecord) -> str:
    """The output without the lines that were typed into a shell inside a pod."""
    lines = set(typed(record))
    kept = [line for line in record.output.splitlines() if not any(line.endswith(one) for one in lines)]
    return "\n".join(kept) if lines else record.output


def _asks_for_names(call: shell.Call) -> bool:
    """Whether it is nslookup without a name, which asks its user for them."""
    return call.program == "nslookup" and all(word.startswith("-") for word in call.words)


def asked(record: evidence.CommandRecord, name: str) -> bool:
    """Whether the command looked the name up (of an address its name under in-addr.arpa)."""
    calls = made(record)
    if any(means(word, name) for call in calls for word in call.words) or _asked_short(record, name):
        return True
    return bool(calls) and learner.sees([record], name)


def _asked_short(record: evidence.CommandRecord, name: str) -> bool:
    """Whether a pod's search list makes this name of a Service of the single word that was asked for."""
    service, namespace, kind, *_ = (*name.lower().split("."), "", "", "")
    return kind == "svc" and namespace in namespaces(record, service)


def means(word: str, name: str) -> bool:
    """Whether a word on a DNS tool's line can stand for the name."""
    if word.startswith(("@", "+", "-")):
        return False
    whole, given = name.rstrip(".").lower(), plain(word).rstrip(".").lower()
    if given == whole or ("." in given and whole.startswith(given + ".")) or reverse(given) == whole:
        return True
    if "$" not in given and "`" not in given:
        return False
    pattern = ".+".join(re.escape(part) for part in VARIABLE.split(given))
    return re.fullmatch(rf"{pattern}(\..+)?", whole) is not None


def plain(word: str) -> str:
    """The host's name where the word is a URL, else the word."""
    found = URL.fullmatch(word)
    return found["host"] if found else word


def reverse(address: str) -> str:
    """The name under which an address is looked up backwards; "" for what is no address."""
    try:
        return ipaddress.ip_address(address).reverse_pointer
    except ValueError:
        return ""


def saw(
    records: Sequence[evidence.CommandRecord],
    values: Iterable[str],
    rcode: str,
    *,
    servers: Collection[str] = (),
    lacks: Iterable[str] = (),
) -> bool:
    """Whether these look-ups, of one of these servers if any are given, showed every value or that there is none.

    A look-up that shows one of `lacks` besides is older than the answer, unless other programs printed beside it.
    """
    wanted, unwanted = set(values), set(lacks)
    fitting = [record for record in records if _from(record, servers)]
    if not wanted:
        return any(_denied(record, rcode) for record in fitting)
    well = [
        record
        for record in fitting
        if learner.ended_well(record)
        and (not any(shown.shows(record.output, value) for value in unwanted) or not _alone(record))
    ]
    return bool(well) and all(learner.sees(well, value) for value in wanted)


def _denied(record: evidence.CommandRecord, rcode: str) -> bool:
    """A look-up that finds nothing may well end with exit code 1."""
    said = re.search(NOTHING.get(rcode, re.escape(rcode)), record.output)
    return bool(said) and record.exit_code is not None and not learner.printed_by_hand(record, rcode)


def _from(record: evidence.CommandRecord, servers: Collection[str]) -> bool:
    """Whether one of them was asked: it is named on the line or in the output, or a pod asked its own."""
    if not servers or in_pod(record) or any(shown.shows(record.output, server) for server in servers):
        return True
    words = [word.lstrip("@") for call in made(record) for word in call.words if word.startswith("@")]
    plain = [word for call in made(record) for word in call.words[1:]]
    return any(word in servers for word in [*words, *plain]) or any(
        "$" in word for word in [*words, *plain[-1:]]
    )


def in_pod(record: evidence.CommandRecord) -> bool:
    """Whether the command, or what kubectl ran by it, ran inside a pod."""
    return record.host.startswith("pod/") or any(
        ask.verb in IN_PODS and ask.inner for ask in kubectl.asks(record.text)
    )


def _alone(record: evidence.CommandRecord) -> bool:
    """Whether nothing but look-ups printed: kubectl's own tables list addresses of every kind."""
    return not any(ask.verb not in IN_PODS for ask in kubectl.asks(record.text))


def namespaces(record: evidence.CommandRecord, name: str) -> set[str]:
    """The namespaces of the pods in which the command asked for just this short name with a search list."""
    if record.host.startswith("pod/"):
        *_, namespace, _ = ("default", *record.host.split("/")[1:])
        return {namespace} if _typed_short(made(record), name) else set()
    found = set()
    inside = [call for line in typed(record) for call in shell.calls(line)]
    for ask in kubectl.asks(record.text):
        if ask.verb in IN_PODS and ask.inner:
            calls = [*learner.inner(ask), *inside]
            if _typed_short(calls, name):
                found.add(ask.flag("-n", "--namespace") or "default")
    return found


def _typed_short(calls: Iterable[shell.Call], name: str) -> bool:
    return any(
        plain(word) == name or ("." in name and plain(word).startswith(name + "."))
        for call in calls
        for word in call.words
        if call.program in TOOLS and (call.program not in LITERAL or SEARCHING.intersection(call.words))
    )
