"""The packets that ngrep prints. Pure.

ngrep 1.47: a line `U 10.0.0.1:40000 -> 10.0.0.2:53 #1` (T with its flags; I with type:code), with -t the time in it,
and the payload behind or below it, every byte that is no letter as a dot: by lines (-W byline), in rows with two
blanks in front (-W normal), behind the addresses (-W single), or as bytes (-x).
"""

import re
from collections.abc import Iterator

from tutor.checkapi.captures import dnsbytes, packets

HEAD = re.compile(
    r"^#*(?P<protocol>[TUI]) (?:[+-]?\d\S* (?:[\d:.]+ )?)??(?P<src>[0-9a-fA-F.:]+?)(?::(?P<sport>\d+))? -> "
    r"(?P<dst>[0-9a-fA-F.:]+?)(?::(?P<dport>\d+))?(?=\s|$)(?P<rest>.*)$"
)
END = re.compile(r"#+|#*(?:\^C|(?:\^C)?exit)\s*")
"""Marks of packets that did not match, and the end, behind the echo of Ctrl-C; with -q there is nothing but that."""

FLAGS = re.compile(r"\s*\[(?P<flags>[A-Z]*)\]")
NUMBER = re.compile(r"\s*#\d+\s*$")
BYTES = re.compile(r"^  ((?:[0-9a-f]{2} +){1,16})")
ROW = "  "
DNS_HEAD = 12
NAME = re.compile(r"(?P<name>[\w-]+(?:\.[\w-]+)*)\.[.\w!]{4}", re.ASCII)
ICMP = {"8:0": "echo request", "0:0": "echo reply"}


def read(text: str) -> list[packets.Packet]:
    """The packets of a capture, oldest first."""
    return packets.paired(_packet(head, payload) for head, payload in _blocks(text))


def _blocks(text: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Each head with the lines of its payload."""
    head: re.Match[str] | None = None
    payload: list[str] = []
    for line in text.splitlines():
        found = HEAD.match(line)
        # An empty line ends a packet, unless it is the line feed with which a payload begins.
        begins = head is not None and not payload and not NUMBER.sub("", head["rest"]).strip()
        if found or END.fullmatch(line) or not (line.strip() or begins):
            if head:
                yield head, payload
            head, payload = found, []
        else:
            payload.append(line)
    if head:
        yield head, payload


def _packet(head: re.Match[str], payload: list[str]) -> packets.Packet:
    ends = (head["src"], head["dst"], int(head["sport"] or 0), int(head["dport"] or 0), "")
    rest = NUMBER.sub("", head["rest"])
    if head["protocol"] == "I":
        return packets.Icmp(
            "icmp", *ends, what=ICMP.get(rest.split()[0] if rest.split() else "", rest.strip())
        )
    flags = FLAGS.match(rest)
    inline = rest[flags.end() :] if flags else rest
    shown = _payload([inline[1:], *payload] if inline else payload)
    if head["protocol"] == "T":
        letters = (flags["flags"] if flags else "").replace("A", ".")
        return packets.Tcp("tcp", *ends, flags="".join(sorted(letters, reverse=True)), length=len(shown))
    if 53 in (ends[2], ends[3]):
        return _dns(ends, payload, shown)
    return packets.Packet("udp", *ends)


def _payload(lines: list[str]) -> str:
    """One character for each byte, as far as the layout lets them be known."""
    if lines and all(line.startswith(ROW) for line in lines):
        return "".join(line.removeprefix(ROW) for line in lines).rstrip()
    # A line ends where the payload has a line feed.
    return ".".join(lines)


def _dns(ends: packets.Ends, lines: list[str], shown: str) -> packets.Dns:
    response = ends[2] == 53
    if lines and all(BYTES.match(line) for line in lines):
        data = b"".join(
            bytes.fromhex(found[1].replace(" ", "")) for line in lines if (found := BYTES.match(line))
        )
        if said := dnsbytes.read(data):
            return packets.Dns(
                "udp",
                *ends,
                ident=said.ident,
                response=said.response,
                name=said.name,
                kind=said.kind,
                rcode=said.rcode,
            )
    # The first label's length stands in front of the name, as a dot; the name ends with the root's dot.
    found = NAME.match(shown, DNS_HEAD + 1)
    return packets.Dns("udp", *ends, response=response, name=found["name"] if found else "")
