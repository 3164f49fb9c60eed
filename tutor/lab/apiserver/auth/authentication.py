"""Finds out who calls: a bearer token, a trusted socket's word, impersonation."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tutor.lab.apiserver import errors
from tutor.lab.apiserver.auth import user

if TYPE_CHECKING:
    import multidict

    Headers = multidict.CIMultiDictProxy[str]

SERVICE_ACCOUNT = "system:serviceaccount:"


class Authenticator:
    """Knows static tokens, and asks `verify` of the others (tokens of service accounts)."""

    def __init__(
        self,
        tokens: Mapping[str, user.User],
        verify: Callable[[str], user.User | None],
    ) -> None:
        self._tokens = tokens
        self._verify = verify

    def identify(self, headers: "Headers", *, trusted: bool) -> user.User:
        """The caller. Raises errors.Unauthorized for credentials that are not known."""
        if trusted:
            return _trusted(headers)
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            return user.ANONYMOUS
        found = self.of_token(token.strip())
        if found is None:
            raise errors.Unauthorized
        return found

    def of_token(self, token: str) -> user.User | None:
        """Whose token this is."""
        return self._tokens.get(token) or self._verify(token)


def _trusted(headers: "Headers") -> user.User:
    """On the trusted socket the caller names itself; without a name it is the administrator."""
    name = headers.get("X-Remote-User", "")
    if not name:
        return user.authenticated("system:admin", (user.MASTERS,))
    groups = tuple(headers.getall("X-Remote-Group", []))
    # In-process parts need no roles of their own: the socket's owner is the cluster's owner.
    return user.authenticated(name, groups or (user.MASTERS,))


def impersonated(headers: "Headers") -> user.User | None:
    """Whom the caller wants to act as (`kubectl --as`), if anyone."""
    name = headers.get("Impersonate-User", "")
    groups = tuple(headers.getall("Impersonate-Group", []))
    if not name:
        if groups:
            raise errors.BadRequest("requested [] without impersonating a user")
        return None
    if name == user.ANONYMOUS.name:
        return user.User(name, groups or (user.ALL_UNAUTHENTICATED,))
    if not groups and name.startswith(SERVICE_ACCOUNT):
        namespace = name.removeprefix(SERVICE_ACCOUNT).partition(":")[0]
        groups = ("system:serviceaccounts", f"system:serviceaccounts:{namespace}")
    return user.authenticated(name, groups, headers.get("Impersonate-Uid", ""))
