"""Records of `records` as dnspython's record sets."""

from collections.abc import Iterable
from typing import Any

import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rdtypes.ANY.CNAME
import dns.rdtypes.ANY.NS
import dns.rdtypes.ANY.PTR
import dns.rdtypes.ANY.SOA
import dns.rdtypes.ANY.TXT
import dns.rdtypes.IN.A
import dns.rdtypes.IN.AAAA
import dns.rdtypes.IN.SRV
import dns.rrset

from tutor.lab.dns import records

_CLASSES: dict[str, Any] = {
    "A": dns.rdtypes.IN.A.A,
    "AAAA": dns.rdtypes.IN.AAAA.AAAA,
    "CNAME": dns.rdtypes.ANY.CNAME.CNAME,
    "NS": dns.rdtypes.ANY.NS.NS,
    "PTR": dns.rdtypes.ANY.PTR.PTR,
    "SOA": dns.rdtypes.ANY.SOA.SOA,
    "SRV": dns.rdtypes.IN.SRV.SRV,
    "TXT": dns.rdtypes.ANY.TXT.TXT,
}
_NAMED = {"CNAME", "NS", "PTR", "SOA", "SRV"}


def rdata(kind: str, fields: tuple[str | int, ...]) -> dns.rdata.Rdata:
    """The fields of one record; texts are names where the type has names."""
    values: list[Any] = [
        dns.name.from_text(field) if isinstance(field, str) and kind in _NAMED else field for field in fields
    ]
    if kind == "TXT":
        values = [[str(field).encode() for field in fields]]
    made: dns.rdata.Rdata = _CLASSES[kind](dns.rdataclass.IN, dns.rdatatype.from_text(kind), *values)
    return made


def add(section: list[dns.rrset.RRset], found: Iterable[records.Record]) -> None:
    """Append records; those of the same owner and type become one set."""
    sets: dict[tuple[str, str], dns.rrset.RRset] = {}
    for record in found:
        key = (record.name, record.type)
        if key not in sets:
            name, rdtype = dns.name.from_text(record.name), dns.rdatatype.from_text(record.type)
            sets[key] = dns.rrset.RRset(name, dns.rdataclass.IN, rdtype)
            section.append(sets[key])
        sets[key].add(rdata(record.type, record.data), record.ttl)


def fill(message: dns.message.Message, answer: records.Answer) -> None:
    """Put a whole answer into a message."""
    message.set_rcode(dns.rcode.from_text(answer.rcode))
    add(message.answer, answer.answer)
    add(message.authority, answer.authority)
    add(message.additional, answer.additional)
