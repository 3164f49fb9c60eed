"""The UPDATE message: prefixes withdrawn, and prefixes announced with their attributes (RFC 4271 §4.3, §6.3). Pure."""

import dataclasses
import ipaddress

from tutor.lab.metallb.bgp import attributes, notifications


@dataclasses.dataclass(frozen=True)
class Update:
    """`path` is None where nothing is announced."""

    withdrawn: tuple[ipaddress.IPv4Network, ...] = ()
    path: attributes.Attributes | None = None
    announced: tuple[ipaddress.IPv4Network, ...] = ()


def encode(message: Update, *, wide: bool) -> bytes:
    """The body; paths have AS numbers of four octets with `wide`."""
    withdrawn = b"".join(map(_prefix, message.withdrawn))
    described = attributes.encode(message.path, wide=wide) if message.path else b""
    announced = b"".join(map(_prefix, message.announced))
    return (
        len(withdrawn).to_bytes(2, "big")
        + withdrawn
        + len(described).to_bytes(2, "big")
        + described
        + announced
    )


def decode(body: bytes, *, wide: bool) -> Update:
    """Raises Fault."""
    withdrawn, rest = _block(body)
    described, announced = _block(rest)
    gone, here = _prefixes(withdrawn), _prefixes(announced)
    found = attributes.decode(described, wide=wide) if described else None
    if here:
        attributes.require(found or attributes.Attributes())
    return Update(gone, found, here)


def _block(octets: bytes) -> tuple[bytes, bytes]:
    """What stands behind a length of two octets, and the rest."""
    length = int.from_bytes(octets[:2], "big")
    if len(octets) < 2 + length:
        raise notifications.Fault(notifications.UPDATE, notifications.MALFORMED_LIST)
    return octets[2 : 2 + length], octets[2 + length :]


def _prefix(network: ipaddress.IPv4Network) -> bytes:
    used = (network.prefixlen + 7) // 8
    return bytes((network.prefixlen,)) + network.network_address.packed[:used]


def _prefixes(octets: bytes) -> tuple[ipaddress.IPv4Network, ...]:
    found = []
    while octets:
        bits = octets[0]
        used = (bits + 7) // 8
        if bits > 32 or len(octets) < 1 + used:
            raise notifications.Fault(notifications.UPDATE, notifications.INVALID_NETWORK)
        address = octets[1 : 1 + used].ljust(4, b"\0")
        # Bits beyond the length are of no meaning (RFC 4271 §4.3).
        found.append(ipaddress.IPv4Network((address, bits), strict=False))
        octets = octets[1 + used :]
    return tuple(found)
