"""What the learner ran and what it showed them. Pure: works on records.

A value counts as seen if it is in the output of a command that ended well and that was not told to print it.
"""

import re
import shlex
from collections.abc import Callable, Sequence

from tutor.checkapi import evidence, shown
from tutor.checkapi.commandline import kubectl, shell, variables

INTERRUPTED = 130
TIMED_OUT = 124
CTRL_C = "^C"
FOLLOWING = re.compile(r"(?:--follow|--watch|--watch-only)(?:=true)?|-[AitqR]*[fw]\w*(?:=true)?")
"""Flags with which a program goes on until it is stopped, also where several short ones are one word (-fl, -Aw)."""
MONITORING = frozenset({"monitor", "mon"})
"""With which `ip` prints what changes until it is stopped."""
TALKING = frozenset({"redis-cli", "nc", "ncat", "netcat", "telnet"})
"""Programs that go on by themselves: they talk with their user, or with the other end."""
LEFT = re.compile(r"command terminated with exit code|^pod \S+ terminated", re.MULTILINE)
"""What kubectl says where a shell in a pod did open, and its last command failed."""
CHANGING = frozenset(
    (
        "apply",
        "replace",
        "create",
        "patch",
        "edit",
        "delete",
        "scale",
        "set",
        "rollout",
        "run",
        "expose",
        "label",
    )
)
PRINTERS = frozenset({"echo", "printf", "print"})
COMPARERS = frozenset({"diff", "sdiff", "colordiff", "cmp"})
TESTS = frozenset({"grep", "egrep", "fgrep", "zgrep", "pgrep", "test", "[", "[["})
SAYS_NO = 1
"""How comparers end where there is something to show, and tests that do not hold."""
WATCHED = re.compile(r"(?:^\s*|[|;&(]\s*|\bsudo\s+)watch\s")


def ended_well(record: evidence.CommandRecord) -> bool:
    """Exit code 0, or stopped where a command only ends that way (`kubectl logs -f`), or repeats something.

    A newer kubectl takes the signal itself and ends with 1; the terminal shows the key all the same. A shell inside a
    pod ends with the code of whatever was run in it last. Where a grep or a test at the end finds nothing, the line
    has shown what it showed before.
    """
    if record.exit_code == 0 or (_opens_shell(record) and LEFT.search(record.output)):
        return True
    if record.exit_code == SAYS_NO and _says_no(record):
        return True
    timed = record.exit_code == TIMED_OUT and "timeout" in record.text
    if not timed and record.exit_code != INTERRUPTED and CTRL_C not in record.output:
        return False
    return _goes_on(record) or loops(record)


def _says_no(record: evidence.CommandRecord) -> bool:
    """Whether exit code 1 is an answer: two things differ, or the last test does not hold."""
    calls = shell.calls(record.text)
    return any(call.program in COMPARERS for call in calls) or (bool(calls) and calls[-1].program in TESTS)


def _goes_on(record: evidence.CommandRecord) -> bool:
    """Whether the line runs something that has to be stopped."""
    return WATCHED.search(record.text) is not None or any(
        call.program in TALKING
        or any(FOLLOWING.fullmatch(word) for word in call.words)
        or (call.program == "ip" and not MONITORING.isdisjoint(call.words))
        for call in programs(record)
    )


def _opens_shell(record: evidence.CommandRecord) -> bool:
    """Whether the line opens a shell inside a pod that the learner types into."""
    return any(ask.opens_shell() for ask in kubectl.asks(record.text))


def loops(record: evidence.CommandRecord) -> bool:
    """Whether the line has a loop, also one that kubectl runs inside a pod."""
    inside = [shlex.join(ask.inner) for ask in kubectl.asks(record.text) if ask.inner]
    return any(shell.loops(line) for line in (record.text, *inside))


def printed_by_hand(record: evidence.CommandRecord, value: object) -> bool:
    """Whether the line has the shell print the value itself: `echo 10.96.0.10`."""
    return any(
        call.program in PRINTERS and any(shown.shows(word, value) for word in call.words)
        for call in shell.calls(record.text)
    )


def since(
    records: Sequence[evidence.CommandRecord], begins: Callable[[evidence.CommandRecord], bool]
) -> tuple[evidence.CommandRecord, ...]:
    """The records from the first one that `begins` accepts, as far as they ended well."""
    for index, record in enumerate(records):
        if ended_well(record) and begins(record):
            return tuple(later for later in records[index:] if ended_well(later))
    return ()


def sees(records: Sequence[evidence.CommandRecord], value: object) -> bool:
    """Whether one of these commands showed the value."""
    return any(
        shown.shows(_screen(record), value) and not printed_by_hand(record, value) for record in records
    )


def _screen(record: evidence.CommandRecord) -> str:
    """The output; where `watch` drew it, with its lines once more as one: it breaks them where the screen ends."""
    joined = WATCHED.search(record.text) is not None
    return record.output + "\n" + "".join(record.output.splitlines()) if joined else record.output


def changes(records: Sequence[evidence.CommandRecord]) -> bool:
    """Whether one of these commands had kubectl change something, so that waiting for the cluster makes sense."""
    # Who changes something and waits for it in one line may well interrupt the waiting.
    done = [record for record in records if ended_well(record) or record.exit_code == INTERRUPTED]
    asks = [ask for record in done for ask in kubectl.asks(record.text)]
    return any(ask.verb in CHANGING and ask.flag("--dry-run") is None for ask in asks)


def programs(record: evidence.CommandRecord) -> list[shell.Call]:
    """Every program that a command ran, also those that kubectl ran inside a pod."""
    found = shell.calls(record.text)
    for ask in kubectl.asks(record.text):
        found.extend(inner(ask))
    return found


def resolved(
    record: evidence.CommandRecord, before: Sequence[evidence.CommandRecord] = ()
) -> list[shell.Call]:
    """As `programs`, with the values of variables that this line, or one of those before it on its host, sets."""
    known: variables.Known = {}
    for earlier in before:
        if earlier.host == record.host:
            shell.calls(earlier.text, known=known)
    found = shell.calls(record.text, known=known)
    for call in found:
        if call.program in kubectl.PROGRAMS:
            found = [*found, *inner(kubectl.parse(call.words), known)]
    return found


def inner(ask: kubectl.Ask, known: variables.Known | None = None) -> list[shell.Call]:
    """Every program that one kubectl command runs inside a pod."""
    return shell.calls(shlex.join(ask.inner), known=known) if ask.inner else []


def excerpt(text: str, most: int = 160) -> str:
    """The text in one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
