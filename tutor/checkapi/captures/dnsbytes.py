"""The head and the first question of a DNS message, from its bytes. Pure.

For captures that print bytes (ngrep -x). RFC 1035, section 4.1; numbers of types: IANA's registry.
"""

from dataclasses import dataclass

KINDS = {
    1: "A",
    2: "NS",
    5: "CNAME",
    6: "SOA",
    12: "PTR",
    15: "MX",
    16: "TXT",
    28: "AAAA",
    33: "SRV",
    65: "HTTPS",
}
CODES = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}
HEAD = 12


@dataclass(frozen=True)
class Message:
    """`rcode` is "" in a question."""

    ident: int
    response: bool
    rcode: str
    name: str
    kind: str


def read(data: bytes) -> Message | None:
    """The message; None where the bytes are none, or break off before the question's end."""
    if len(data) < HEAD or int.from_bytes(data[4:6]) != 1:
        return None
    labels, at = [], HEAD
    while at < len(data) and data[at]:
        size = data[at]
        if size > 63:
            return None
        labels.append(data[at + 1 : at + 1 + size].decode("ascii", "replace"))
        at += 1 + size
    if at + 5 > len(data):
        return None
    kind = int.from_bytes(data[at + 1 : at + 3])
    response = bool(data[2] & 0x80)
    code = data[3] & 0x0F
    rcode = CODES.get(code, str(code)) if response else ""
    name = ".".join(labels)
    return Message(int.from_bytes(data[:2]), response, rcode, name, KINDS.get(kind, f"TYPE{kind}"))
