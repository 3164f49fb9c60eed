"""An OpenAPI v2 document without paths, in the protobuf that client-go asks for (gnostic: OpenAPIv2.proto)."""

from tutor.lab.apiserver import wire

ACCEPTED = (
    "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
    "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
)
"""How clients ask for it: client-go by the first, which is no valid media type, others by the second."""
PROTOBUF = ACCEPTED[1]


def encode(title: str, version: str) -> bytes:
    """Document{swagger=1, info=2{title=1, version=2}, paths=8}."""
    info = wire.text(1, title) + wire.text(2, version)
    return wire.text(1, "2.0") + wire.data(2, info) + wire.data(8, b"")
