"""A message that one reader can open, though others hear it on its way. Pure.

All guests of a server have the same credential, and hear each other's answers: each names a key for its own. The
sender's key is new for every message (X25519, RFC 7748; HKDF, RFC 5869; ChaCha20-Poly1305, RFC 8439).
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.ciphers import aead
from cryptography.hazmat.primitives.kdf import hkdf

KEY_BYTES = 32
_NONCE = bytes(12)
"""Each key seals one message, so that it needs no other."""


class Box:
    """The reader's pair of keys, for one answer."""

    def __init__(self) -> None:
        self._private = x25519.X25519PrivateKey.generate()
        self.public = self._private.public_key().public_bytes_raw()

    def open(self, sealed: bytes) -> bytes:
        """What was sealed for this box. Raises ValueError for anything else."""
        sender, text = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
        shared = self._private.exchange(x25519.X25519PublicKey.from_public_bytes(sender))
        try:
            return _cipher(shared, sender, self.public).decrypt(_NONCE, text, None)
        except InvalidTag as error:
            raise ValueError("sealed for another, or changed on its way") from error


def seal(data: bytes, public: bytes) -> bytes:
    """For the owner of `public` alone. Raises ValueError for what is no key."""
    own = x25519.X25519PrivateKey.generate()
    shared = own.exchange(x25519.X25519PublicKey.from_public_bytes(public))
    sender = own.public_key().public_bytes_raw()
    return sender + _cipher(shared, sender, public).encrypt(_NONCE, data, None)


def _cipher(shared: bytes, sender: bytes, reader: bytes) -> aead.ChaCha20Poly1305:
    info = b"k8stutor workshop answer\0" + sender + reader
    return aead.ChaCha20Poly1305(hkdf.HKDF(hashes.SHA256(), 32, salt=None, info=info).derive(shared))
