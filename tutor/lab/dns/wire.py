"""Messages as bytes, sized and ordered as CoreDNS sends them.

dnspython's own `to_wire` shuffles the records of a set and always compresses; the real server keeps the order
that its plugins made, and compresses only what does not fit otherwise (miekg/dns Msg.Truncate).
"""

import io
import struct
from collections.abc import Iterator

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rdata
import dns.rdatatype
import dns.rrset

from tutor.lab.dns import query as query_

Compression = dict[dns.name.Name, int] | None
ECHOED = {dns.edns.OptionType.NSID, dns.edns.OptionType.COOKIE, dns.edns.OptionType.PADDING}


def render(message: dns.message.Message, query: query_.Query) -> bytes:
    """The answer's bytes, cut to what the client can take; TC is set when records had to go."""
    limit = query.buffer
    data, whole = _encode(message, query, limit, None)
    if whole:
        return data
    data, whole = _encode(message, query, limit, {})
    if not whole:
        data = data[:2] + struct.pack("!H", struct.unpack("!H", data[2:4])[0] | dns.flags.TC) + data[4:]
    return data


def _encode(
    message: dns.message.Message, query: query_.Query, limit: int, compression: Compression
) -> tuple[bytes, bool]:
    """As many records as fit, in order, and whether those were all."""
    out = io.BytesIO(b"\0" * 12)
    out.seek(12)
    for question in message.question:
        _name(out, compression, question.name)
        out.write(struct.pack("!HH", question.rdtype, question.rdclass))
    tail = _edns(query)
    counts, whole = [], True
    for section in (message.answer, message.authority, message.additional):
        count = 0
        for name, ttl, rdata in _records(section) if whole else ():
            start = out.tell()
            _record(out, compression, name, ttl, rdata)
            if out.tell() + len(tail) > limit:
                out.seek(start)
                out.truncate()
                whole = False
                break
            count += 1
        counts.append(count)
    counts[2] += bool(tail)
    out.write(tail)
    flags = int(message.flags) | (message.rcode() & 0xF)
    header = struct.pack("!HHHHHH", query.message.id, flags, len(message.question), *counts)
    return header + out.getvalue()[12:], whole


def _records(section: list[dns.rrset.RRset]) -> Iterator[tuple[dns.name.Name, int, dns.rdata.Rdata]]:
    for rrset in section:
        for rdata in rrset:
            yield rrset.name, rrset.ttl, rdata


def _record(
    out: io.BytesIO, compression: Compression, name: dns.name.Name, ttl: int, rdata: dns.rdata.Rdata
) -> None:
    _name(out, compression, name)
    out.write(struct.pack("!HHIH", rdata.rdtype, rdata.rdclass, ttl, 0))
    start = out.tell()
    rdata.to_wire(out, compression)
    end = out.tell()
    out.seek(start - 2)
    out.write(struct.pack("!H", end - start))
    out.seek(end)


def _name(out: io.BytesIO, compression: Compression, name: dns.name.Name) -> None:
    if compression is None:
        out.write(name_bytes(name))
    else:
        name.to_wire(out, compression)


def name_bytes(name: dns.name.Name) -> bytes:
    """An absolute name without compression; dnspython's own way makes an object of every suffix."""
    return b"".join(bytes((len(label),)) + label for label in name.labels)


def _edns(query: query_.Query) -> bytes:
    """The client's own OPT record given back, with the options that the server knows."""
    asked = query.message
    if asked.edns < 0:
        return b""
    options = b""
    for option in asked.options:
        if option.otype in ECHOED and (body := option.to_wire()) is not None:
            options += struct.pack("!HH", option.otype, len(body)) + body
    flags = asked.ednsflags & 0xFFFF & dns.flags.DO
    return b"\0" + struct.pack("!HHIH", dns.rdatatype.OPT, asked.payload, flags, len(options)) + options
