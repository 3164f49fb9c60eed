"""token: a TokenRequest for a service account."""

import datetime
from typing import Any

from tutor.base import clock
from tutor.lab.apiserver import state
from tutor.lab.apiserver.auth import tokens
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.verbs import answer, incoming, read

GVK = ("authentication.k8s.io", "v1", "TokenRequest")
DEFAULT_SECONDS = 3600


def create(call: state.Call, one: kind.Kind) -> answer.Plain:
    """A token that speaks for the service account until it expires or its pod is gone."""
    request = incoming.read(call, one, GVK)
    account = read.existing(call, one).object["metadata"]
    spec: dict[str, Any] = request.get("spec") or {}
    seconds = spec.get("expirationSeconds") or DEFAULT_SECONDS
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
