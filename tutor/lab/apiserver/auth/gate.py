"""Lets a request in: who calls, as whom, and whether they may."""

from tutor.lab.apiserver import errors, request
from tutor.lab.apiserver.auth import authentication, rbac, user
from tutor.lab.apiserver.storage import store


class Gate:
    """Authentication, impersonation and authorization of every request, in this order."""

    def __init__(self, authenticator: authentication.Authenticator, kept: store.Store) -> None:
        self._authenticator = authenticator
        self._store = kept

    def admit(
        self, headers: "authentication.Headers", info: request.RequestInfo, *, trusted: bool
    ) -> user.User:
        """The user whose request this is. Raises errors.Unauthorized or errors.Forbidden."""
        who = self._authenticator.identify(headers, trusted=trusted)
        other = authentication.impersonated(headers)
        if other is not None:
            self._demand(who, rbac.Attributes("impersonate", "", "users", name=other.name))
            for group in other.groups:
                if group not in (user.ALL_AUTHENTICATED, user.ALL_UNAUTHENTICATED):
                    self._demand(who, rbac.Attributes("impersonate", "", "groups", name=group))
            who = other
        self._demand(who, attributes(info))
        return who

    def _demand(self, who: user.User, wanted: rbac.Attributes) -> None:
        if not rbac.decide(self._store, who, wanted).allowed:
            raise refusal(who, wanted)


def attributes(info: request.RequestInfo) -> rbac.Attributes:
    """What a request amounts to."""
    if not info.is_resource:
        return rbac.Attributes(info.verb, path=info.path)
    name = info.name or _selected_name(info)
    return rbac.Attributes(info.verb, info.group, info.resource, info.subresource, info.namespace, name)


def _selected_name(info: request.RequestInfo) -> str:
    """The one name that a list or watch asks for by its field selector, so that a rule can allow that object alone
    (apiserver: pkg/endpoints/request/requestinfo.go)."""
    if info.verb not in ("list", "watch", "deletecollection"):
        return ""
    for term in info.first("fieldSelector").split(","):
        field, equals, value = term.partition("=")
        if equals and field == "metadata.name":
            return value.removeprefix("=")
    return ""


def refusal(who: user.User, wanted: rbac.Attributes) -> errors.Forbidden:
    """The words for what is not allowed (apiserver: pkg/endpoints/handlers/responsewriters/errors.go)."""
    if wanted.path:
        why = f'User "{who.name}" cannot {wanted.verb} path "{wanted.path}"'
        return errors.Forbidden(f"forbidden: {why}", details={})
    scope = f'in the namespace "{wanted.namespace}"' if wanted.namespace else "at the cluster scope"
    target = f'resource "{wanted.full_resource}" in API group "{wanted.group}"'
    why = f'User "{who.name}" cannot {wanted.verb} {target} {scope}'
    return errors.forbidden(wanted.group, wanted.resource, wanted.name, why)
