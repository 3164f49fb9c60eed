"""Names that kube-proxy gives to ports, chains and probabilities (pkg/proxy/iptables/proxier.go)."""

import base64
import hashlib

SUFFIX_LENGTH = 16


def port_name(namespace: str, service: str, port: str) -> str:
    """`namespace/service:port`; without a colon where the port has no name."""
    return f"{namespace}/{service}:{port}" if port else f"{namespace}/{service}"


def suffix(service_port_name: str, protocol: str, endpoint: str = "") -> str:
    """What a chain's name ends in: 16 base32 characters of SHA-256 of the parts, joined by nothing.

    `protocol` is lower case; `endpoint` is `ip:port` for a KUBE-SEP- chain, empty for a service's chains.
    """
    digest = hashlib.sha256((service_port_name + protocol + endpoint).encode()).digest()
    return base64.b32encode(digest).decode()[:SUFFIX_LENGTH]


def probability(remaining: int) -> str:
    """The chance of one endpoint among `remaining`, as `--probability` takes it."""
    return f"{1.0 / remaining:0.10f}"


def endpoint_name(address: str, port: int) -> str:
    """`ip:port`, with brackets around an IPv6 address."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
