"""Tokens of service accounts: JSON web tokens signed with the server's own key (RFC 7519, HS256).

A real cluster signs with RSA so that others may verify; here only this server does, so a shared secret is enough.
"""

import base64
import binascii
import dataclasses
import datetime
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from typing import Any

from tutor.lab.apiserver.auth import user
from tutor.lab.apiserver.storage import entry, store

_ACCOUNTS, _PODS = ("", "serviceaccounts"), ("", "pods")


@dataclasses.dataclass(frozen=True)
class Claims:
    """What a token says."""

    namespace: str
    name: str
    uid: str
    issued: datetime.datetime
    expires: datetime.datetime
    audiences: tuple[str, ...] = ()


class Tokens:
    """Signs and verifies; a token is good while its account (and the pod it is bound to) exists."""

    def __init__(self, issuer: str, kept: store.Store, now: Callable[[], datetime.datetime]) -> None:
        self._issuer = issuer
        self._store = kept
        self._now = now
        self._key = secrets.token_bytes(32)

    def sign(self, claims: Claims, bound: dict[str, Any] | None = None) -> str:
        """A token for a service account."""
        inner: dict[str, Any] = {
            "namespace": claims.namespace,
            "serviceaccount": {"name": claims.name, "uid": claims.uid},
        }
        if bound and bound.get("kind") == "Pod":
            inner["pod"] = {"name": bound.get("name", ""), "uid": bound.get("uid", "")}
        payload = {
            "aud": list(claims.audiences) or [self._issuer],
            "exp": int(claims.expires.timestamp()),
            "iat": int(claims.issued.timestamp()),
            "iss": self._issuer,
            "jti": secrets.token_hex(16),
            "kubernetes.io": inner,
            "nbf": int(claims.issued.timestamp()),
            "sub": f"system:serviceaccount:{claims.namespace}:{claims.name}",
        }
        head, body = (_encode(entry.dumps(one)) for one in ({"alg": "HS256", "typ": "JWT"}, payload))
        text = f"{head}.{body}"
        return f"{text}.{self._signature(text)}"

    def _signature(self, text: str) -> str:
        return _encode(hmac.digest(self._key, text.encode(), hashlib.sha256))

    def verify(self, token: str) -> user.User | None:
        """Whose token this is; None for a token that is not, or no longer, good."""
        text, _, signature = token.rpartition(".")
        if not text or not hmac.compare_digest(signature.encode(), self._signature(text).encode()):
            return None
        try:
            payload = json.loads(_decode(text.partition(".")[2]))
        except (ValueError, binascii.Error):
            return None
        inner = payload["kubernetes.io"]
        if payload["exp"] < self._now().timestamp() or not self._exists(inner):
            return None
        return _account(inner)

    def _exists(self, inner: dict[str, Any]) -> bool:
        account = inner["serviceaccount"]
        found = self._store.get(_ACCOUNTS, inner["namespace"], account["name"])
        if found is None or found.object["metadata"]["uid"] != account["uid"]:
            return False
        if pod := inner.get("pod"):
            bound = self._store.get(_PODS, inner["namespace"], pod["name"])
            return bound is not None and bound.object["metadata"]["uid"] == pod["uid"]
        return True


def _account(inner: dict[str, Any]) -> user.User:
    namespace, account = inner["namespace"], inner["serviceaccount"]
    extra = {}
    if pod := inner.get("pod"):
        extra = {
            "authentication.kubernetes.io/pod-name": (pod["name"],),
            "authentication.kubernetes.io/pod-uid": (pod["uid"],),
        }
    groups = ("system:serviceaccounts", f"system:serviceaccounts:{namespace}", user.ALL_AUTHENTICATED)
    return user.User(f"system:serviceaccount:{namespace}:{account['name']}", groups, account["uid"], extra)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
