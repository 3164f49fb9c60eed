"""The lines of tcpdump. Pure.

Read from the printers of tcpdump 4.99: print-ip.c, print-domain.c (DNS), print-tcp.c, print-arp.c, print-icmp.c;
with and without -n, -e, -q, -v, -t and on the interface `any`.
"""

import re
from collections.abc import Iterator

from tutor.checkapi.captures import packets

CODES = {
    "": "NOERROR",
    "FormErr": "FORMERR",
    "ServFail": "SERVFAIL",
    "NXDomain": "NXDOMAIN",
    "NotImp": "NOTIMP",
    "Refused": "REFUSED",
}

BETWEEN = re.compile(r"(?:^|[\s:,])(?P<src>[\w.:%-]+) > (?P<dst>[\w.:%-]+): (?P<rest>.*)$")
ANY = re.compile(r"(?P<interface>[\w.@-]+) +(?:In|Out|B|M|P)\s+(?=[\w:]+ )")
FRAME = re.compile(
    r"(?P<src>(?:[0-9a-f]{2}:){5}[0-9a-f]{2})(?: \(oui [^)]*\))? > (?P<dst>[\w:]+), .*?length \d+: ",
    re.IGNORECASE,
)
ARP = re.compile(
    r"(?:(?P<ask>Request) who-has (?P<target>[\w.-]+)(?: \([^)]*\))? tell (?P<sender>[\w.-]+?)(?=,|\s|$)"
    r"|Announcement (?P<announced>[\d.]+)"
    r"|(?P<reply>Reply) (?P<owner>[\w.-]+) is-at (?P<mac>[\w:]+))"
)
QUESTION = re.compile(
    r"(?P<ident>\d+)[+%*|$-]*(?: \[[^\]]*\])* (?P<kind>[\w-]+)\? (?P<name>\S+) .*\(\d+\)\s*$"
)
RESPONSE = re.compile(
    r"(?P<ident>\d+)(?P<code> [A-Z]\w+)?[*|$-]*(?: \[[^\]]*\])*"
    r"(?: q: (?P<kind>[\w-]+)\? (?P<name>\S+))? \d+/\d+/\d+ ?(?P<data>.*)\(\d+\)\s*$"
)
TCP = re.compile(r"Flags \[(?P<flags>[^\]]*)\].*?length (?P<length>\d+)(?P<more>.*)$")
QUIET = re.compile(r"(?P<protocol>tcp|UDP),?(?: length)? (?P<length>\d+)")
LONGEST = 2000
"""Characters of a line that are looked at."""

CHECKSUM = re.compile(r"(?:\[[^\]]*\] )+")


def read(text: str) -> list[packets.Packet]:
    """The packets of a capture, oldest first; lines that are none are passed over."""
    return packets.paired(packet for line in text.splitlines() for packet in line_packets(line[:LONGEST]))


def line_packets(line: str) -> Iterator[packets.Packet]:
    """The packet of a line, if it is one; its answers are not yet named."""
    found = ANY.search(line[:80])
    interface = found["interface"] if found else ""
    frame = FRAME.search(line)
    if arp := ARP.search(line):
        yield _arp(arp, frame, interface)
        return
    # Behind the frame's own addresses stand the packet's.
    if between := BETWEEN.search(line[frame.end() :] if frame else line):
        src, sport = packets.end(between["src"])
        dst, dport = packets.end(between["dst"])
        yield _packet(CHECKSUM.sub("", between["rest"], count=1), (src, dst, sport, dport, interface))


def _arp(found: re.Match[str], frame: re.Match[str] | None, interface: str) -> packets.Arp:
    mac, to = (frame["src"].lower(), frame["dst"].lower()) if frame else ("", "")
    to = packets.BROADCAST if to == "broadcast" else to
    if found["reply"]:
        mac = found["mac"].lower()
        return packets.Arp("arp", src=found["owner"], interface=interface, reply=True, mac=mac, to=to)
    sender, target = found["sender"] or found["announced"], found["target"] or found["announced"]
    return packets.Arp("arp", src=sender, dst=target, interface=interface, mac=mac, to=to)


def _packet(rest: str, ends: packets.Ends) -> packets.Packet:
    if tcp := TCP.match(rest):
        # A DNS message over TCP is printed behind the length.
        said = _dns("tcp", tcp["more"].strip(), ends)
        return said or packets.Tcp("tcp", *ends, flags=tcp["flags"], length=int(tcp["length"]))
    if rest.startswith("ICMP"):
        what = re.split(r",? (?:id|seq|length) ", rest.partition(" ")[2])[0].rstrip(",")
        return packets.Icmp("icmp", *ends, what=what)
    if quiet := QUIET.match(rest):
        if quiet["protocol"] == "tcp":
            return packets.Tcp("tcp", *ends, length=int(quiet["length"]))
        return packets.Packet("udp", *ends)
    return _dns("udp", rest, ends) or packets.Packet("udp", *ends)


def _dns(protocol: str, rest: str, ends: packets.Ends) -> packets.Dns | None:
    if found := QUESTION.match(rest):
        name = found["name"].rstrip(".")
        return packets.Dns(protocol, *ends, ident=int(found["ident"]), name=name, kind=found["kind"])
    if found := RESPONSE.match(rest):
        code = (found["code"] or "").strip()
        return packets.Dns(
            protocol,
            *ends,
            ident=int(found["ident"]),
            response=True,
            name=(found["name"] or "").rstrip("."),
            kind=found["kind"] or "",
            rcode=CODES.get(code, code.upper()),
            data=tuple(word for word in re.split(r"[\s,]+", found["data"]) if word),
        )
    return None
