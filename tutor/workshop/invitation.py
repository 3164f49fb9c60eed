"""Asking for a credential, and the answer: the messages and the proof. Pure.

A guest proves that they know the code's secret without saying it, for one public key: who hears the request can do
nothing with it.
"""

import dataclasses
import hashlib
import hmac
import json
import secrets
import unicodedata
from typing import Any

from tutor.base import i18n
from tutor.workshop import code, nkeys, wire

NAME_LIMIT = 40
RETURN_LENGTH = 8
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclasses.dataclass(frozen=True)
class Request:
    """Who wants to join: `returning` is the code of one who comes back from another machine, else ""."""

    public: str
    name: str
    nonce: str
    proof: str
    returning: str = ""
    look: str = ""
    """"yes" from who only wants to know what class it is."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """A credential, or why there is none (`refused`). `returning` is told to newcomers once."""

    refused: str = ""
    learner: str = ""
    name: str = ""
    token: str = ""
    returning: str = ""
    title: str = ""
    class_id: str = ""
    anonymous: bool = False
    keep_days: int = 0


def ask(key: nkeys.Key, name: str, secret: int, returning: str = "", *, look: bool = False) -> Request:
    """A request for that key, with its proof."""
    nonce, plain = secrets.token_hex(16), return_code(returning)
    proof = _proof(secret, key.public, nonce, plain)
    return Request(key.public, clean(name), nonce, proof, plain, "yes" if look else "")


def is_proved(request: Request, secret: int) -> bool:
    """Whether it comes from somebody who knows the secret."""
    wanted = _proof(secret, request.public, request.nonce, request.returning)
    return hmac.compare_digest(wanted.encode(), request.proof.encode())


def _proof(secret: int, public: str, nonce: str, returning: str) -> str:
    key = hashlib.sha256(
        b"k8stutor workshop join\0" + secret.to_bytes(-(-code.SECRET_BITS // 8), "big")
    ).digest()
    return hmac.new(key, "\0".join((public, nonce, returning)).encode(), hashlib.sha256).hexdigest()


def new_return_code() -> str:
    """By which a learner is known on another machine."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(RETURN_LENGTH))


def return_code(written: str) -> str:
    """As a person wrote it, in its one form."""
    forgiven = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
    return "".join(char for char in written.upper().translate(forgiven) if char in _ALPHABET)


def digest(returning: str, key: str) -> str:
    """What is kept of a return code."""
    return hmac.new(key.encode(), return_code(returning).encode(), hashlib.sha256).hexdigest()


def clean(name: str) -> str:
    """A name without what could steer a screen: one line of NAME_LIMIT characters at most."""
    shown = "".join(
        char for char in name if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
    return " ".join(i18n.plain(shown).split())[:NAME_LIMIT].strip()


def write(message: Request | Answer) -> bytes:
    """As JSON."""
    return json.dumps({"v": wire.VERSION, **dataclasses.asdict(message)}).encode()


def read_request(data: bytes) -> Request:
    """Raises wire.Malformed."""
    found = _object(data)
    words = {field.name: found.get(field.name, "") for field in dataclasses.fields(Request)}
    if not all(isinstance(word, str) and len(word) <= 200 for word in words.values()):
        raise wire.Malformed("a field is not as it must be")
    if not nkeys.is_public(words["public"], "U"):
        raise wire.Malformed("no public key")
    return Request(**{**words, "name": clean(words["name"]), "returning": return_code(words["returning"])})


def read_answer(data: bytes) -> Answer:
    """Raises wire.Malformed."""
    found = _object(data)
    values: dict[str, Any] = {}
    for field in dataclasses.fields(Answer):
        value = found.get(field.name, field.default)
        if type(value) is not type(field.default):
            raise wire.Malformed(f"{field.name} is not as it must be")
        values[field.name] = value
    return Answer(**values)


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data) if len(data) <= wire.LIMIT else None
    except (ValueError, RecursionError) as error:
        raise wire.Malformed("not JSON") from error
    if not isinstance(found, dict) or found.get("v") != wire.VERSION:
        raise wire.Malformed("another version")
    return found
