"""token: a TokenRequest for a service account."""

import datetime
from typing import Any

from tutor.base import clock
from tutor.lab.apiserver import state
from tutor.lab.apiserver.auth import tokens
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import field
from tutor.lab.apiserver.verbs import answer, incoming, read, writing

GVK = ("authentication.k8s.io", "v1", "TokenRequest")
DEFAULT_SECONDS, LEAST_SECONDS, MOST_SECONDS = 3600, 600, 1 << 32


def create(call: state.Call, one: kind.Kind) -> answer.Plain:
    """A token that speaks for the service account until it expires or its pod is gone."""
    request = incoming.read(call, one, GVK)
    account = read.existing(call, one).object["metadata"]
    spec: dict[str, Any] = request.setdefault("spec", {})
    seconds = spec.setdefault("expirationSeconds", DEFAULT_SECONDS)
    _check(seconds)
    request.setdefault("metadata", {})
    managed = writing.track(call, one, request, None, "token", names=GVK)["metadata"].get("managedFields")
    ends = call.now + datetime.timedelta(seconds=seconds)
    claims = tokens.Claims(
        account["namespace"],
        account["name"],
        account["uid"],
        call.now,
        ends,
        tuple(spec.get("audiences") or ()),
    )
    text = call.state.tokens.sign(claims, spec.get("boundObjectRef"))
    return answer.Plain(
        {
            "kind": "TokenRequest",
            "apiVersion": "authentication.k8s.io/v1",
            "metadata": {
                "name": account["name"],
                "namespace": account["namespace"],
                "creationTimestamp": clock.rfc3339(call.now),
                **({"managedFields": managed} if managed else {}),
            },
            "spec": {
                "audiences": list(claims.audiences) or [call.state.config.issuer],
                "expirationSeconds": seconds,
                "boundObjectRef": spec.get("boundObjectRef"),
            },
            "status": {"token": text, "expirationTimestamp": clock.rfc3339(ends)},
        },
        201,
    )


def _check(seconds: int) -> None:
    found = field.Errors()
    if seconds < LEAST_SECONDS:
        found.invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes")
    elif seconds > MOST_SECONDS:
        found.invalid(
            "spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds"
        )
    # The real server checks it before it looks whose it is.
    found.raise_for("authentication.k8s.io", "TokenRequest", "")
