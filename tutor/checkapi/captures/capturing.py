"""What the learner's captures showed: programs, hosts, interfaces, and the packets that were printed. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tutor.checkapi import evidence, learner
from tutor.checkapi.captures import ngrep, packets, tcpdump, tshark
from tutor.checkapi.commandline import shell

READERS: Mapping[str, Callable[[str], list[packets.Packet]]] = {
    "tcpdump": tcpdump.read,
    "ngrep": ngrep.read,
    "tshark": tshark.read,
    "termshark": tshark.read,
}
INTERFACE_FLAGS = ("-i", "-d", "--interface")
BANNER = re.compile(
    r"^(?:(?:tcpdump: )?listening on (?P<tcpdump>[^\s,]+)|interface: (?P<ngrep>\S+)"
    r"|Capturing on '?(?P<tshark>[^'\s]+)'?)",
    re.MULTILINE,
)
WAITS = re.compile(r"(?<![&<>])&(?![&>])")
"""A command left running in the background prints into those that follow."""


@dataclass(frozen=True)
class Capture:
    """A run of a capture program. `interface` is "" where neither the command nor its output tells it."""

    host: str
    program: str
    interface: str
    packets: tuple[packets.Packet, ...]
    text: str


def captures(seen: evidence.Evidence) -> list[Capture]:
    """The learner's captures, in the order in which they ended.

    What stands in a line that was typed is not taken for a packet. A capture in the background, or into a file, is
    read from the commands that follow on its host (`fg`, `cat`, `tcpdump -r`).
    """
    typed = "\n".join(record.text for record in seen.commands)
    found: list[Capture] = []
    for record in seen.commands:
        call = next((call for call in learner.programs(record) if call.program in READERS), None)
        if call is not None:
            reads = _reads(READERS[call.program], record.output, typed)
            where = _interface(call, record.output) or _written(found, call)
            found.append(Capture(record.host, call.program, where, tuple(reads), record.text))
        elif earlier := _open(found, record.host):
            reads = _reads(READERS[earlier.program], record.output, typed)
            if reads:
                all_of_them = (*earlier.packets, *reads)
                one = Capture(earlier.host, earlier.program, earlier.interface, all_of_them, earlier.text)
                found[found.index(earlier)] = one
    return found


def _reads(reader: Callable[[str], list[packets.Packet]], output: str, typed: str) -> list[packets.Packet]:
    """The packets of an output; lines that the learner had printed are left out."""
    lines = [line for line in output.splitlines() if len(line.strip()) < 4 or line.strip() not in typed]
    return reader("\n".join(lines))


def _interface(call: shell.Call, output: str) -> str:
    if banner := BANNER.search(output):
        return banner["tcpdump"] or banner["ngrep"] or banner["tshark"] or ""
    words = call.words
    for index, word in enumerate(words):
        for flag in INTERFACE_FLAGS:
            value = ""
            if word == flag and index + 1 < len(words):
                value = words[index + 1]
            elif word.startswith(flag + "="):
                value = word.partition("=")[2]
            elif len(flag) == 2 and word.startswith(flag) and len(word) > 2:
                value = word[2:]
            if value and not re.search(r"[$`]", value):
                return value
    return ""


def _written(found: Sequence[Capture], call: shell.Call) -> str:
    """The interface of the capture that wrote the file which this one reads (-r)."""
    if "-r" not in call.words[:-1]:
        return ""
    file = call.words[call.words.index("-r") + 1]
    return next(
        (one.interface for one in reversed(found) if re.search(rf"-w\s*{re.escape(file)}(?!\S)", one.text)),
        "",
    )


def _open(found: Sequence[Capture], host: str) -> Capture | None:
    """The newest capture of the host that may still print, or that printed into a file."""
    for one in reversed(found):
        if one.host == host:
            return one if WAITS.search(one.text) or ">" in one.text or "tee" in one.text else None
    return None


def everything(found: Iterable[Capture]) -> list[packets.Packet]:
    """All packets of these captures."""
    return [packet for one in found for packet in one.packets]
