"""Asking for a credential, and the answer: the messages and the proof. Pure.

A guest proves that they know the code's secret without saying it, for one public key: who hears the request can do
nothing with it. The answer is sealed, since other guests hear it, and whoever has its return code is the learner.
"""

import base64
import dataclasses
import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from typing import Any

from tutor.base import i18n
from tutor.workshop import code, nkeys, sealing, wire

NAME_LIMIT = 40
RETURN_LENGTH = 10
"""50 bits: who knows the room's code may try them at the desk, a few thousand a second."""
NONCE = re.compile(r"[0-9a-f]{32}")
SERVERS_LIMIT = 16
_SERVER = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\]):[0-9]{1,5}")
_BOX = re.compile(rf"[0-9a-f]{{{2 * sealing.KEY_BYTES}}}")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclasses.dataclass(frozen=True)
class Request:
    """Who wants to join: `returning` is the code of one who comes back from another machine, else "".

    `box` is the key, in hexadecimal, that the answer is sealed for.
    """

    public: str
    name: str
    nonce: str
    box: str
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
    servers: tuple[str, ...] = ()
    """All of the class's, as HOST:PORT, where there are several: one may fail."""
    authorities: str = ""
    """Who vouches for those servers (connection.Link) where they are somebody else's, and the code's is only the
    door."""


def is_server(address: str) -> bool:
    """Whether a learner would call it."""
    return bool(_SERVER.fullmatch(address))


def ask(
    key: nkeys.Key, name: str, secret: int, box: sealing.Box, returning: str = "", *, look: bool = False
) -> Request:
    """A request for that key, with its proof; `box` is to open the answer."""
    request = Request(
        key.public,
        clean(name),
        secrets.token_hex(16),
        box.public.hex(),
        "",
        return_code(returning),
        "yes" if look else "",
    )
    return dataclasses.replace(request, proof=_proof(secret, request))


def is_proved(request: Request, secret: int) -> bool:
    """Whether it comes from somebody who knows the secret."""
    return hmac.compare_digest(_proof(secret, request).encode(), request.proof.encode())


def _proof(secret: int, request: Request) -> str:
    key = hashlib.sha256(
        b"k8stutor workshop join\0" + secret.to_bytes(-(-code.SECRET_BITS // 8), "big")
    ).digest()
    said = "\0".join((request.public, request.nonce, request.box, request.returning, request.look))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


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
    if not NONCE.fullmatch(words["nonce"]) or not _BOX.fullmatch(words["box"]):
        raise wire.Malformed("no nonce, or no key for the answer")
    return Request(**{**words, "name": clean(words["name"]), "returning": return_code(words["returning"])})


def seal(answer: Answer, request: Request) -> bytes:
    """An answer that only who asked can read. Raises ValueError where their key is none."""
    sealed = sealing.seal(write(answer), bytes.fromhex(request.box))
    return json.dumps({"v": wire.VERSION, "sealed": base64.b64encode(sealed).decode()}).encode()


def read_answer(data: bytes, box: sealing.Box) -> Answer:
    """What came for that box; only a refusal may be unsealed. Raises wire.Malformed."""
    found = _object(data)
    if "sealed" not in found:
        return Answer(refused="malformed")
    try:
        opened = box.open(base64.b64decode(str(found["sealed"]), validate=True))
    except ValueError as error:
        raise wire.Malformed("sealed for another") from error
    return _answer(_object(opened))


def _answer(found: dict[str, Any]) -> Answer:
    values: dict[str, Any] = {}
    for field in dataclasses.fields(Answer):
        value = found.get(field.name, field.default)
        if field.name == "servers":
            value = _servers(value)
        if type(value) is not type(field.default):
            raise wire.Malformed(f"{field.name} is not as it must be")
        values[field.name] = value
    return Answer(**values)


def _servers(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or len(value) > SERVERS_LIMIT:
        raise wire.Malformed("servers is not as it must be")
    if not all(isinstance(one, str) and is_server(one) for one in value):
        raise wire.Malformed("a server is not as it must be")
    return tuple(value)


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data) if len(data) <= wire.LIMIT else None
    except (ValueError, RecursionError) as error:
        raise wire.Malformed("not JSON") from error
    if not isinstance(found, dict) or found.get("v") != wire.VERSION:
        raise wire.Malformed("another version")
    return found
