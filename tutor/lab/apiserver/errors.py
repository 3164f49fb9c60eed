"""Failures as the API states them: one tree, rendered as `metav1.Status`.

ApiError
├── BadRequest 400            ├── NotAcceptable 406        ├── Invalid 422
├── Unauthorized 401          ├── Conflict 409             ├── TooManyRequests 429
├── Forbidden 403             ├── AlreadyExists 409        ├── InternalError 500
├── NotFound 404              ├── Expired 410              ├── ServiceUnavailable 503
├── MethodNotSupported 405    └── UnsupportedMediaType 415 └── TooLargeVersion 504

Words and codes follow apimachinery: pkg/api/errors/errors.go.
"""

# ruff: noqa: N818 - the names are the reasons that the API states

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Status = dict[str, Any]


class Cause(NamedTuple):
    """One reason for a failure, at a field's path where there is one."""

    reason: str
    message: str
    field: str = ""

    def as_json(self) -> dict[str, str]:
        """As `details.causes` carries it."""
        found = {"reason": self.reason, "message": self.message, "field": self.field}
        return {key: value for key, value in found.items() if value}


def qualified(group: str, name: str) -> str:
    """A resource or kind with its group, as error messages name it: `deployments.apps`, `pods`."""
    return f"{name}.{group}" if group else name


class ApiError(Exception):
    """A failure with its HTTP code and machine-readable reason."""

    code = 500
    reason = ""

    def __init__(self, message: str, *, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        self.headers: dict[str, str] = {}
        self.metadata: dict[str, Any] = {}
        self.bare = False
        """Answered as plain text instead of a Status."""

    def status(self) -> Status:
        """The Status object, keys in the order the real server writes them."""
        found: Status = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": self.metadata,
            "status": "Failure",
            "message": self.message,
        }
        if self.reason:
            found["reason"] = self.reason
        if self.details is not None:
            found["details"] = dict(self.details)
        found["code"] = self.code
        return found


def _details(group: str, kind: str, name: str = "") -> dict[str, Any]:
    found = {"name": name, "group": group, "kind": kind}
    return {key: value for key, value in found.items() if value}


class BadRequest(ApiError):
    """The request cannot be understood."""

    code, reason = 400, "BadRequest"


class Unauthorized(ApiError):
    """The credentials are not known."""

    code, reason = 401, "Unauthorized"

    def __init__(self) -> None:
        super().__init__("Unauthorized")


class Forbidden(ApiError):
    """The caller, or a rule of the server, does not allow it."""

    code, reason = 403, "Forbidden"


def forbidden(group: str, resource: str, name: str, why: str, *, causes: Sequence[Cause] = ()) -> Forbidden:
    """`pods "x" is forbidden: why`."""
    target = qualified(group, resource)
    who = f'{target} "{name}"' if name else target
    details = _details(group, resource, name)
    if causes:
        details["causes"] = [cause.as_json() for cause in causes]
    return Forbidden(f"{who} is forbidden: {why}" if target else f"forbidden: {why}", details=details)


class NotFound(ApiError):
    """There is no such object, or no such resource."""

    code, reason = 404, "NotFound"

    @classmethod
    def resource(cls) -> "NotFound":
        """The URL leads nowhere."""
        return cls("the server could not find the requested resource", details={})

    @classmethod
    def page(cls) -> "NotFound":
        """Nothing at all is served there: a bare page instead of a Status."""
        found = cls("404 page not found")
        found.bare = True
        return found

    @classmethod
    def named(cls, group: str, resource: str, name: str) -> "NotFound":
        """One object is missing."""
        return cls(
            f'{qualified(group, resource)} "{name}" not found', details=_details(group, resource, name)
        )


class MethodNotSupported(ApiError):
    """The verb does not exist here."""

    code, reason = 405, "MethodNotAllowed"

    def __init__(self) -> None:
        super().__init__("the server does not allow this method on the requested resource", details={})


class NotAcceptable(ApiError):
    """None of the wanted representations can be made."""

    code, reason = 406, "NotAcceptable"

    def __init__(self) -> None:
        available = "application/json, application/yaml, application/vnd.kubernetes.protobuf"
        super().__init__(f"406: Not Acceptable\n\nAvailable representations: {available}", details={})


class UnsupportedMediaType(ApiError):
    """The body is of no known type."""

    code, reason = 415, "UnsupportedMediaType"

    def __init__(self, accepted: Sequence[str]) -> None:
        known = ", ".join(accepted)
        super().__init__(
            f"the body of the request was in an unknown format - accepted media types include: {known}"
        )


class Conflict(ApiError):
    """The object is not as the caller thought."""

    code, reason = 409, "Conflict"

    @classmethod
    def on(cls, group: str, resource: str, name: str, why: str) -> "Conflict":
        """`Operation cannot be fulfilled on pods "x": why`."""
        message = f'Operation cannot be fulfilled on {qualified(group, resource)} "{name}": {why}'
        return cls(message, details=_details(group, resource, name))


MODIFIED = "the object has been modified; please apply your changes to the latest version and try again"


class AlreadyExists(ApiError):
    """The name is taken."""

    code, reason = 409, "AlreadyExists"

    def __init__(self, group: str, resource: str, name: str) -> None:
        message = f'{qualified(group, resource)} "{name}" already exists'
        super().__init__(message, details=_details(group, resource, name))


class Expired(ApiError):
    """The resourceVersion is older than what is kept."""

    code, reason = 410, "Expired"


class Invalid(ApiError):
    """The object breaks rules; all of them are named."""

    code, reason = 422, "Invalid"

    def __init__(self, group: str, kind: str, name: str, causes: Sequence[Cause]) -> None:
        details = _details(group, kind, name)
        details["causes"] = [cause.as_json() for cause in causes]
        super().__init__(
            f'{qualified(group, kind)} "{name}" is invalid: {_aggregate(causes)}', details=details
        )


def _aggregate(causes: Sequence[Cause]) -> str:
    """One text of all causes, each once (apimachinery: pkg/util/errors, Aggregate.Error)."""
    lines = list(dict.fromkeys(f"{cause.field}: {cause.message}" for cause in causes))
    return lines[0] if len(lines) == 1 else f"[{', '.join(lines)}]"


class Rejected(ApiError):
    """A JSON patch that cannot be applied: 422 without causes."""

    code, reason = 422, "Invalid"

    def __init__(self) -> None:
        super().__init__("the server rejected our request due to an error in our request", details={})


class TooManyRequests(ApiError):
    """An eviction that a disruption budget does not allow now."""

    code, reason = 429, "TooManyRequests"


class InternalError(ApiError):
    """A fault of the server or of what it called."""

    code, reason = 500, "InternalError"


class Plain(ApiError):
    """500 with a bare message, as an error without a Status becomes."""

    code, reason = 500, ""


class ServiceUnavailable(ApiError):
    """Not now."""

    code, reason = 503, "ServiceUnavailable"


class TooLargeVersion(ApiError):
    """A resourceVersion from the future."""

    code, reason = 504, "Timeout"

    def __init__(self, asked: int, current: int) -> None:
        cause = Cause("ResourceVersionTooLarge", "Too large resource version")
        super().__init__(
            f"Timeout: Too large resource version: {asked}, current: {current}",
            details={"causes": [cause.as_json()], "retryAfterSeconds": 1},
        )
        self.headers["Retry-After"] = "1"
