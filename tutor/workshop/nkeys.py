"""NATS keys: Ed25519 pairs in base32 with a letter that says what they are for. Pure.

The encoding is that of https://github.com/nats-io/nkeys: prefix byte(s), 32 bytes of key, CRC-16/XMODEM (little
endian), in base32 without padding. The signatures are `cryptography`'s.
"""

import base64
import binascii
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ed25519

Kind = Literal["O", "A", "U"]
"""Operator, account, user: the first letter of the public key."""

_PREFIX: dict[Kind, int] = {"O": 14 << 3, "A": 0, "U": 20 << 3}
_SEED = 18 << 3


class Key:
    """A pair of keys of one kind."""

    def __init__(self, kind: Kind, private: ed25519.Ed25519PrivateKey) -> None:
        self.kind = kind
        self._private = private

    @classmethod
    def new(cls, kind: Kind) -> "Key":
        """A fresh pair."""
        return cls(kind, ed25519.Ed25519PrivateKey.generate())

    @classmethod
    def of_seed(cls, seed: str) -> "Key":
        """The pair of a seed. Raises ValueError for anything else."""
        raw = _decode(seed)
        if len(raw) != 34 or raw[0] & 0xF8 != _SEED:
            raise ValueError("no seed of a key")
        prefix = (raw[0] & 7) << 5 | raw[1] >> 3
        kind = next((kind for kind, byte in _PREFIX.items() if byte == prefix), None)
        if kind is None:
            raise ValueError("a seed of another kind of key")
        return cls(kind, ed25519.Ed25519PrivateKey.from_private_bytes(raw[2:]))

    @property
    def public(self) -> str:
        """The public key, 56 characters."""
        return _encode(bytes([_PREFIX[self.kind]]) + self._private.public_key().public_bytes_raw())

    @property
    def seed(self) -> str:
        """The private key, 58 characters; whoever has it is its owner."""
        prefix = _PREFIX[self.kind]
        head = bytes([_SEED | prefix >> 5, (prefix & 31) << 3])
        return _encode(head + self._private.private_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """64 bytes."""
        return self._private.sign(data)


def is_public(text: str, kind: Kind) -> bool:
    """Whether this is a public key of that kind, with the right checksum."""
    try:
        raw = _decode(text)
    except ValueError:
        return False
    return len(raw) == 33 and raw[0] == _PREFIX[kind]


def _encode(raw: bytes) -> str:
    checked = raw + binascii.crc_hqx(raw, 0).to_bytes(2, "little")
    return base64.b32encode(checked).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError as error:
        raise ValueError("no base32") from error
    if len(raw) < 3 or binascii.crc_hqx(raw[:-2], 0).to_bytes(2, "little") != raw[-2:]:
        raise ValueError("a wrong checksum")
    return raw[:-2]
