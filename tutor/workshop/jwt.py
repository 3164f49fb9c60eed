"""What an operator says of an account, and an account of a user, signed. Pure.

The form is NATS' JWT, version 2 (https://docs.nats.io/running-a-nats-service/configuration/securing_nats/jwt): header,
claims and signature in base64url, signed with the issuer's nkey.
"""

import base64
import hashlib
import json
from typing import Any

from tutor.workshop import nkeys, subjects

_HEADER = {"typ": "JWT", "alg": "ed25519-nkey"}
_FREE = -1
"""NATS' word for no limit."""
PAYLOAD = 65_536
"""Bytes that a learner's message may have."""


def operator(key: nkeys.Key, system: str, now: int) -> str:
    """The operator's word of itself; `system` is the public key of the account that watches the servers."""
    return _signed(key, key.public, "k8stutor", {"type": "operator", "system_account": system}, now)


def account(operator_key: nkeys.Key, public: str, name: str, now: int, *, store: bool) -> str:
    """An account; `store` lets it keep streams."""
    names = ("subs", "conn", "leaf", "imports", "exports", "data", "payload")
    limits: dict[str, Any] = {**dict.fromkeys(names, _FREE), "wildcards": True}
    if store:
        limits |= dict.fromkeys(("mem_storage", "disk_storage", "streams", "consumer"), _FREE)
    return _signed(operator_key, public, name, {"type": "account", "limits": limits}, now)


def user(
    account_key: nkeys.Key,
    public: str,
    name: str,
    may: subjects.Permissions,
    now: int,
    *,
    expires: int = 0,
    bearer: bool = False,
    subs: int = _FREE,
    issuer: str = "",
) -> str:
    """A user of the account, who must prove the key `public` unless `bearer`; `expires` in seconds of Unix time.

    `subs` is how many subscriptions the user may hold; `issuer` the account, where one of its signing keys signs.
    """
    claims: dict[str, Any] = {
        "type": "user",
        "pub": {"allow": list(may.publish)},
        "sub": {"allow": list(may.subscribe)},
        "subs": subs,
        "data": _FREE,
        "payload": _FREE if subs == _FREE else PAYLOAD,
    }
    if bearer:
        claims["bearer_token"] = True
    if issuer:
        claims["issuer_account"] = issuer
    return _signed(account_key, public, name, claims, now, expires)


def claims(token: str) -> dict[str, Any]:
    """What a token says; nobody has looked at the signature. Raises ValueError for what is no token."""
    parts = token.split(".")
    if len(parts) != 3:
        raise ValueError("no token")
    found = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    if not isinstance(found, dict):
        raise ValueError("no claims")
    return found


def _signed(
    issuer: nkeys.Key, subject: str, name: str, said: dict[str, Any], now: int, expires: int = 0
) -> str:
    found: dict[str, Any] = {"iat": now, "iss": issuer.public, "sub": subject, "name": name}
    found["nats"] = {**said, "version": 2}
    if expires:
        found["exp"] = expires
    digest = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).digest()
    found["jti"] = base64.b32encode(digest).rstrip(b"=").decode()
    text = f"{_text(_HEADER)}.{_text(found)}"
    return f"{text}.{_base64(issuer.sign(text.encode()))}"


def _text(value: dict[str, Any]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
