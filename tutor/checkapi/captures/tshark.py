"""The one-line summaries of tshark and termshark's list. Pure.

Wireshark 3 and 4: number, time, source, destination, protocol, length, and what the dissector says of it. The
arrow between the addresses is "→", or "->" where the terminal has no UTF-8.
"""

import re

from tutor.checkapi.captures import packets

LINE = re.compile(
    r"^\s*(?:\d+\s+)?[\d.:-]+(?:\s[\d.:]+)?\s+(?P<src>\S+)\s+(?:→|->)\s+(?P<dst>\S+)\s+(?P<protocol>[\w.-]+)\s+\d+\s"
    r"(?P<info>.*)$"
)
DNS = re.compile(
    r"Standard query (?P<response>response )?(?P<ident>0x[0-9a-f]+)"
    r"(?: (?P<error>No such name|Server failure|Refused|Format error|Not implemented))?"
    r" (?P<kind>[A-Z]+) (?P<name>\S+)(?P<data>.*)"
)
CODES = {
    "No such name": "NXDOMAIN",
    "Server failure": "SERVFAIL",
    "Refused": "REFUSED",
    "Format error": "FORMERR",
    "Not implemented": "NOTIMP",
}
PORTS = re.compile(
    r"(?:\[[^\]]*\] )?(?P<sport>\d+) (?:→|->) (?P<dport>\d+)(?: \[(?P<flags>[A-Z, ]+)\])?(?P<rest>.*)"
)
LONGEST = 2000
"""Characters of a line that are looked at."""

WELL_KNOWN = {"BGP": 179, "HTTP": 80}
"""Protocols whose messages are summed up without ports, and the port at one of the ends."""

LETTERS = {"SYN": "S", "FIN": "F", "RST": "R", "PSH": "P", "ACK": ".", "URG": "U"}
ASK = re.compile(r"Who has (?P<target>[\d.]+)\??(?: \([^)]*\))? Tell (?P<sender>[\d.]+)")
HAS = re.compile(r"(?P<owner>[\d.]+) is at (?P<mac>[\w:]+)")
ANNOUNCED = re.compile(r"(?:Gratuitous ARP|ARP Announcement) for (?P<owner>[\d.]+)(?P<reply> \(Reply\))?")


def read(text: str) -> list[packets.Packet]:
    """The packets of a capture, oldest first."""
    return packets.paired(
        _packet(found) for line in text.splitlines() if (found := LINE.match(line[:LONGEST]))
    )


def _packet(line: re.Match[str]) -> packets.Packet:
    src, dst, protocol, info = line["src"], line["dst"], line["protocol"], line["info"]
    if protocol == "ARP":
        return _arp(src, info)
    if found := DNS.match(info):
        return _dns(src, dst, found)
    if protocol.startswith("ICMP"):
        what = (
            "echo " + ("reply" if "reply" in info else "request")
            if "Echo" in info
            else info.partition("(")[2]
        )
        return packets.Icmp("icmp", src, dst, what=what.rstrip(")"))
    ports = PORTS.match(info)
    sport, dport = (int(ports["sport"]), int(ports["dport"])) if ports else (0, 0)
    if protocol == "UDP":
        return packets.Packet("udp", src, dst, sport, dport)
    if not ports and protocol in WELL_KNOWN:
        # Its summary has no ports, and only who carries a message is called so.
        return packets.Tcp("tcp", src, dst, 0, WELL_KNOWN[protocol], length=1)
    flags = (
        "".join(LETTERS.get(word, "") for word in re.findall(r"[A-Z]+", ports["flags"] or ""))
        if ports
        else ""
    )
    length = re.search(r"Len=(\d+)", info)
    return packets.Tcp("tcp", src, dst, sport, dport, flags=flags, length=int(length[1]) if length else 0)


def _dns(src: str, dst: str, found: re.Match[str]) -> packets.Dns:
    response = bool(found["response"])
    # The summary has no ports: the well-known one is the server's.
    return packets.Dns(
        "udp",
        src,
        dst,
        53 if response else 0,
        0 if response else 53,
        ident=int(found["ident"], 16),
        response=response,
        name=found["name"].rstrip("."),
        kind=found["kind"],
        rcode=CODES.get(found["error"] or "", "NOERROR") if response else "",
        data=tuple(found["data"].split()) if response else (),
    )


def _arp(src: str, info: str) -> packets.Packet:
    if found := ASK.match(info):
        return packets.Arp("arp", src=found["sender"], dst=found["target"])
    if found := HAS.match(info):
        return packets.Arp("arp", src=found["owner"], reply=True, mac=found["mac"].lower())
    if found := ANNOUNCED.match(info):
        reply = bool(found["reply"])
        target = "" if reply else found["owner"]
        return packets.Arp("arp", src=found["owner"], dst=target, reply=reply, unasked=reply)
    return packets.Arp("arp", src=src)
