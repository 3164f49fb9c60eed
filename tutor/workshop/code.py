"""The code by which learners join: where the server is, what its certificate is, and a secret. Pure.

Five groups of five characters for an IPv4 address at the usual port, four characters more at another one; a host name
or an IPv6 address stands in front: `HOST/CODE` or `HOST:PORT/CODE`. Characters are those of Crockford's base32
(https://www.crockford.com/base32.html), which are hard to mistake for each other; the last checks the rest, so that a
typo is told as one. From the high end: 1 bit whether an address follows, 1 bit whether a port does, 1 spare bit,
[32 bits IPv4], [16 bits port], 50 bits of the certificate's fingerprint, 35 bits of secret.
"""

import ipaddress
import secrets
from typing import NamedTuple

from tutor.base import errors
from tutor.workshop import certificate

PORT = 7422
SECRET_BITS = 35
"""Only the host can say whether a secret is right, and it is asked over the network: nobody tries 2^35 of them."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", " ": None, "-": None, "\t": None})
_GROUP = 5


class Invitation(NamedTuple):
    """What a code says."""

    host: str
    port: int
    fingerprint: int
    secret: int


def new_secret() -> int:
    """For a new code."""
    return secrets.randbits(SECRET_BITS)


def encode(invitation: Invitation) -> str:
    """The code, in groups."""
    address = _ipv4(invitation.host)
    bits, value = 1, int(address is not None)
    has_port = address is not None and invitation.port != PORT
    fields = [(1, int(has_port)), (1, 0)]
    if address is not None:
        fields.append((32, address))
    if has_port:
        fields.append((16, invitation.port))
    fields += [(certificate.FINGERPRINT_BITS, invitation.fingerprint), (SECRET_BITS, invitation.secret)]
    for width, field in fields:
        bits, value = bits + width, value << width | field
    value <<= -bits % 5
    length = -(-bits // 5)
    digits = "".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(length)))
    code = _grouped(digits + _check(digits))
    return code if address is not None else f"{_where(invitation)}/{code}"


def decode(text: str) -> Invitation:
    """Read it back, forgiving case, spaces, dashes, and letters that look like digits. Raises UsageError."""
    where, _, rest = text.strip().rpartition("/")
    digits = rest.upper().translate(_FORGIVEN)
    if len(digits) < 2 or not set(digits) <= set(_ALPHABET):
        raise _mistyped("a code has letters and digits in groups of five")
    if _check(digits[:-1]) != digits[-1]:
        raise _mistyped("its last character, which checks the others, does not fit them")
    value = 0
    for char in digits[:-1]:
        value = value << 5 | _ALPHABET.index(char)
    return _read(value, 5 * (len(digits) - 1), where)


def encode_return(returning: str) -> str:
    """A learner's return code as it is shown."""
    return _grouped(returning)


def _read(value: int, left: int, where: str) -> Invitation:
    def take(width: int) -> int:
        nonlocal left
        left -= width
        if left < 0:
            raise _mistyped("it is too short")
        return value >> left & (1 << width) - 1

    has_address, has_port, _ = take(1), take(1), take(1)
    host, port = _parted(where)
    if has_address:
        host = str(ipaddress.IPv4Address(take(32)))
        port = take(16) if has_port else PORT
    elif not host:
        raise _mistyped("it begins with the server's name and a slash")
    found = Invitation(host, port, take(certificate.FINGERPRINT_BITS), take(SECRET_BITS))
    if left >= 5:
        raise _mistyped("it is too long")
    return found


def _parted(where: str) -> tuple[str, int]:
    host, colon, port = where.rpartition(":")
    if where.endswith("]") or not colon or (":" in host and not where.startswith("[")):
        return where.strip("[]"), PORT
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 1 << 16:
        raise _mistyped(f"{port!r} is no port")
    return host.strip("[]"), int(port)


def _where(invitation: Invitation) -> str:
    host = f"[{invitation.host}]" if ":" in invitation.host else invitation.host
    return host if invitation.port == PORT else f"{host}:{invitation.port}"


def _ipv4(host: str) -> int | None:
    try:
        return int(ipaddress.IPv4Address(host))
    except ValueError:
        return None


def _grouped(digits: str) -> str:
    return "-".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def _check(digits: str) -> str:
    """One that differs for every single wrong character and every two neighbours exchanged.

    Its weights are powers of 2 in the field of 32 elements (x^5 + x^2 + 1), of which no two neighbours are equal.
    """
    total = 0
    for char in digits:
        total = _doubled(total) ^ _ALPHABET.index(char)
    return _ALPHABET[_doubled(total)]


def _doubled(element: int) -> int:
    element <<= 1
    return element ^ 0b100101 if element & 32 else element


def _mistyped(why: str) -> errors.UsageError:
    return errors.UsageError(
        "that is no join code", why=why, todo="type it again as the instructor's screen shows it"
    )
