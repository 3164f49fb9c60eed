"""Which look-ups a learner's commands made, and what they showed. Pure: works on records.

A name counts as asked for where a DNS tool was given it: in full, as far as a search list completes it, by a
variable, or as an address that is looked up backwards; or where a DNS tool ran and its output names it.
"""

import ipaddress
import re
from collections.abc import Collection, Iterable, Sequence

from tutor.checkapi import evidence, learner, objects, shown
from tutor.checkapi.commandline import kubectl, shell

ASKERS = frozenset({"dig", "nslookup", "host", "drill", "kdig", "delv", "getent", "resolvectl", "dog", "q"})
USERS = frozenset({"ping", "curl", "wget", "nc", "ncat", "telnet", "traceroute", "tracepath", "mtr", "nmap"})
"""Programs that look a name up in order to use it, and tell its address or that there is none."""
TOOLS = ASKERS | USERS
LITERAL = frozenset({"dig", "kdig", "drill", "delv"})
"""Tools that ask for the name as it is typed, unless told to use the search list."""
SEARCHING = frozenset({"+search", "+showsearch"})
VARIABLE = re.compile(r"\$\{[^}]*\}|\$\w+|\$\(.*\)|`[^`]*`|\{\}")
"""What stands for any text: a variable, a substitution, and what xargs reads."""
PROMPT = re.compile(r".*?[#$%>❯➜λ](?:\s|\xa0)+(?P<typed>\S.*)")
URL = re.compile(r"(?:https?://(?P<named>[^/:?]+).*|(?P<plain>[^/:?@+-][^/:?]*)(?::\d+)?(?:[/?].*)?)")
GETENT_NOT_FOUND = 2
NOTHING = {
    "NXDOMAIN": r"NXDOMAIN|[Cc]ould not resolve|not known|bad address|does not resolve|[Uu]nable to resolve"
    r"|[Uu]nknown host",
    "NOERROR": r"NOERROR|No answer|has no \w+ record",
}
"""Response codes of an answer without records, in the words of the tools."""


def made(record: evidence.CommandRecord) -> list[shell.Call]:
    """The calls of DNS tools in a command, also those typed into a shell that it opened inside a pod."""
    found = [*learner.programs(record), *(call for line in typed(record) for call in shell.calls(line))]
    return [call for call in found if call.program in TOOLS]


def typed(record: evidence.CommandRecord) -> list[str]:
    """The lines typed into a shell that kubectl opened, or into nslookup, as the output shows them behind a prompt."""
    shells = any(ask.opens_shell() for ask in kubectl.asks(record.text))
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


def asked(record: evidence.CommandRecord, name: str, pods: Sequence[objects.Object] = ()) -> bool:
    """Whether the command looked the name up (of an address its name under in-addr.arpa); `pods` as in `namespaces`."""
    calls = made(record)
    if any(means(word, name) for call in calls for word in call.words) or _asked_short(record, name, pods):
        return True
    return bool(calls) and (learner.sees([record], name) or _fed(record, name))


def _fed(record: evidence.CommandRecord, name: str) -> bool:
    """Whether xargs may hand the name to what it runs: `echo NAME | xargs dig`, or what only the shell knows."""
    if "xargs" not in record.text:
        return False
    printers = [call for call in learner.programs(record) if call.program in learner.PRINTERS]
    words = [word for call in printers for text in call.words for word in text.split()]
    return not printers or any(means(word, name) for word in words)


def _asked_short(record: evidence.CommandRecord, name: str, pods: Sequence[objects.Object]) -> bool:
    """Whether a pod's search list makes this name of a Service of the single word that was asked for."""
    service, namespace, kind, *_ = (*name.lower().split("."), "", "", "")
    return kind == "svc" and namespace in namespaces(record, service, pods)


def means(word: str, name: str) -> bool:
    """Whether a word on a DNS tool's line can stand for the name."""
    if word.startswith(("@", "+", "-")):
        return False
    whole, given = name.rstrip(".").lower(), plain(word).rstrip(".").lower()
    if given == whole or ("." in given and whole.startswith(given + ".")) or reverse(given) == whole:
        return True
    if not VARIABLE.search(given):
        return False
    pattern = ".+".join(re.escape(part) for part in VARIABLE.split(given))
    return re.fullmatch(rf"{pattern}(\..+)?", whole) is not None


def plain(word: str) -> str:
    """The host's name where the word is a URL, else the word."""
    found = URL.fullmatch(word)
    return (found["named"] or found["plain"]) if found else word


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

    A look-up that shows one of `lacks` besides is older than the answer, unless other programs printed beside it, or a
    loop went on until that was gone.
    """
    wanted, unwanted = set(values), set(lacks)
    fitting = [record for record in records if _from(record, servers)]
    if not wanted:
        return any(_denied(record, rcode) for record in fitting)
    well = [
        record
        for record in fitting
        if answered_well(record)
        and (
            not any(shown.shows(record.output, value) for value in unwanted)
            or not _alone(record)
            or _went_on(record, wanted, unwanted)
        )
    ]
    return bool(well) and all(learner.sees(well, value) for value in wanted)


def answered_well(record: evidence.CommandRecord) -> bool:
    """Whether the look-up did not fail. What uses a name (ping) may fail at that, and has told its address."""
    return learner.ended_well(record) or any(call.program in USERS for call in made(record))


def _went_on(record: evidence.CommandRecord, wanted: set[str], unwanted: set[str]) -> bool:
    """Whether a loop's newest answers hold every wanted value, and no other.

    Two of each are asked for: behind the last old value stands the rest of the answer that it was in.
    """
    lines = record.output.splitlines()
    old = [at for at, line in enumerate(lines) if any(shown.shows(line, value) for value in unwanted)]
    newest = lines[old[-1] + 1 :] if old else lines
    shown_now = [value for line in newest for value in wanted if shown.shows(line, value)]
    return learner.loops(record) and all(shown_now.count(value) > 1 for value in wanted)


def _denied(record: evidence.CommandRecord, rcode: str) -> bool:
    """A look-up that finds nothing may well end with exit code 1; getent says so with 2 and no word."""
    said = re.search(NOTHING.get(rcode, re.escape(rcode)), record.output)
    silent = rcode == "NXDOMAIN" and record.exit_code == GETENT_NOT_FOUND and _is_getent(record)
    return (
        bool(said or silent) and record.exit_code is not None and not learner.printed_by_hand(record, rcode)
    )


def _is_getent(record: evidence.CommandRecord) -> bool:
    return {call.program for call in made(record)} == {"getent"}


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
    return record.host.startswith("pod/") or any(ask.inside() for ask in kubectl.asks(record.text))


def _alone(record: evidence.CommandRecord) -> bool:
    """Whether nothing but look-ups printed: kubectl's own tables list addresses of every kind."""
    return not any(ask.verb not in kubectl.IN_PODS for ask in kubectl.asks(record.text))


def is_pod(ask: kubectl.Ask, name: str) -> bool:
    """Whether kubectl was told to go to that pod: by its name, or by that of what made it (`deploy/web`)."""
    kind, _, given = ask.words[0].rpartition("/") if ask.words else ("", "", "")
    return bool(given) and (given == name or (bool(kind) and name.startswith(f"{given}-")))


def namespaces(record: evidence.CommandRecord, name: str, pods: Sequence[objects.Object] = ()) -> set[str]:
    """The namespaces of the pods in which the command asked for just this short name with a search list.

    Where kubectl was not told which, it is that of its context: where one of `pods` is the one that it went to.
    """
    if record.host.startswith("pod/"):
        *_, namespace, _ = ("default", *record.host.split("/")[1:])
        return {namespace} if _typed_short(made(record), name) else set()
    found = set()
    inside = [call for line in typed(record) for call in shell.calls(line)]
    for ask in kubectl.asks(record.text):
        if ask.inside() and _typed_short([*learner.inner(ask), *inside], name):
            found |= _homes(ask, pods)
    return found


def _homes(ask: kubectl.Ask, pods: Sequence[objects.Object]) -> set[str]:
    """The namespace that was named, else those that have the pod, else `default`."""
    given = ask.flag("-n", "--namespace")
    if given and "$" not in given:
        return {given}
    metas = [pod["metadata"] for pod in pods]
    return {str(meta["namespace"]) for meta in metas if is_pod(ask, meta["name"])} or {"default"}


def _typed_short(calls: Iterable[shell.Call], name: str) -> bool:
    return any(
        plain(word) == name or ("." in name and plain(word).startswith(name + "."))
        for call in calls
        for word in call.words
        if call.program in TOOLS and (call.program not in LITERAL or SEARCHING.intersection(call.words))
    )
