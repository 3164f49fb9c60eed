"""A Status as Kubernetes protobuf: what a caller gets that accepts nothing else, or accepts it first.

Field numbers: apimachinery, pkg/apis/meta/v1/generated.proto; envelope: pkg/runtime/generated.proto (Unknown).
"""

from typing import Any

from tutor.lab.apiserver import wire

MAGIC = b"k8s\x00"


def encode(status: dict[str, Any]) -> bytes:
    """The Status in its envelope."""
    kind = wire.text(1, status["apiVersion"]) + wire.text(2, status["kind"])
    unknown = wire.data(1, kind) + wire.data(2, _status(status)) + wire.text(3, "") + wire.text(4, "")
    return MAGIC + unknown


def _status(status: dict[str, Any]) -> bytes:
    meta = wire.text(1, "") + wire.text(2, "") + wire.text(3, "")
    found = (
        wire.data(1, meta) + wire.text(2, status.get("status", "")) + wire.text(3, status.get("message", ""))
    )
    found += wire.text(4, status.get("reason", ""))
    if "details" in status:
        found += wire.data(5, _details(status["details"]))
    return found + wire.integer(6, status.get("code", 0))


def _details(details: dict[str, Any]) -> bytes:
    found = (
        wire.text(1, details.get("name", ""))
        + wire.text(2, details.get("group", ""))
        + wire.text(3, details.get("kind", ""))
    )
    for cause in details.get("causes", ()):
        inner = (
            wire.text(1, cause.get("reason", ""))
            + wire.text(2, cause.get("message", ""))
            + wire.text(3, cause.get("field", ""))
        )
        found += wire.data(4, inner)
    return found + wire.integer(5, details.get("retryAfterSeconds", 0)) + wire.text(6, details.get("uid", ""))
