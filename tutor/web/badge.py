"""Who is admitted: whoever has the token of the printed address gets a badge, and the badge opens all else. Pure."""

import hashlib
import hmac
import secrets

TOKEN_OCTETS = 24
"""Nobody guesses 192 bits, so tries need not be counted."""


class Badges:
    """Makes badges, and knows its own again. A badge names one visitor; nothing about it has to be stored."""

    def __init__(self, token: str = "", secret: bytes = b"") -> None:
        self.token = token or secrets.token_urlsafe(TOKEN_OCTETS)
        self._secret = secret or secrets.token_bytes(32)

    def knows(self, token: str) -> bool:
        """Whether it is the token, found out in the same time for every wrong one."""
        return hmac.compare_digest(token.encode(errors="replace"), self.token.encode())

    def issue(self) -> str:
        """A badge for a new visitor."""
        return self._of(secrets.token_hex(16))

    def holder(self, badge: str) -> str | None:
        """The visitor whom a badge names; None where it is not one of ours."""
        visitor, _, _ = badge.partition(".")
        same = hmac.compare_digest(badge.encode(errors="replace"), self._of(visitor).encode(errors="replace"))
        return visitor if same else None

    def _of(self, visitor: str) -> str:
        mark = hmac.new(self._secret, visitor.encode(errors="replace"), hashlib.sha256).hexdigest()
        return f"{visitor}.{mark}"
