"""One HTTP GET over a socket that someone else makes."""

import http.client
import ipaddress
import socket
import ssl
import urllib.parse
from collections.abc import Callable, Mapping
from typing import NamedTuple

SECONDS = 5.0
MOST = 4 * 1024 * 1024
"""Bytes of a body that are read; the rest is left."""


class Answer(NamedTuple):
    """Status code, header fields (names in lower case) and body as text."""

    status: int
    headers: Mapping[str, str]
    body: str


def get(opener: Callable[[int, int], socket.socket], url: str, resolve: Callable[[str], str]) -> Answer:
    """The answer of `url`'s server. Raises OSError, http.client.HTTPException, ValueError for another scheme.

    `resolve` turns a host name into an address.
    """
    parts = urllib.parse.urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is no http or https URL")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = parts.hostname if is_address(parts.hostname) else resolve(parts.hostname)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with opener(family, socket.SOCK_STREAM) as stream:
        stream.settimeout(SECONDS)
        stream.connect((address, port))
        if parts.scheme == "https":
            stream = ssl.create_default_context().wrap_socket(stream, server_hostname=parts.hostname)
        connection = http.client.HTTPConnection(parts.hostname, port, timeout=SECONDS)
        connection.sock = stream
        path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        connection.request("GET", path, headers={"User-Agent": "k8stutor-check", "Connection": "close"})
        answer = connection.getresponse()
        body = answer.read(MOST).decode("utf-8", "replace")
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, body)


def is_address(name: str) -> bool:
    """Whether the name is an IP address already."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
