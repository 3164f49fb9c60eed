"""The Kubernetes API over HTTPS, one request after the other."""

import http.client
import json
import os
import socket
import ssl
import tempfile
import time
import urllib.parse
from collections.abc import Mapping
from typing import Any

from tutor.lab.calico.calicoctl import fault, kubeconfig
from tutor.lab.client import resources

Object = dict[str, Any]

SECONDS = 10.0
FRESH_SECONDS = 5.0
"""So long a lab that has just started may take to define Calico's kinds."""
MERGE_PATCH = "application/merge-patch+json"


class Refused(Exception):  # noqa: N818 - it is what the API answered
    """A failure that the API answered: its code, its machine-readable reason, its message."""

    def __init__(self, code: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.code, self.reason, self.message = code, reason, message


class Api:
    """One connection, opened at the first request."""

    def __init__(self, access: kubeconfig.Access) -> None:
        self._access = access
        parts = urllib.parse.urlsplit(access.server)
        self._where = (parts.hostname or "", parts.port or 443)
        self._plain = parts.scheme == "http"
        self._connection: http.client.HTTPConnection | None = None

    def get(self, kind: resources.Resource, name: str, namespace: str = "") -> Object:
        """One object. Raises Refused, Fault."""
        return self.request("GET", kind.path(namespace, name))

    def list(self, kind: resources.Resource, namespace: str = "") -> Object:
        """A whole collection; of all namespaces when none is named. Raises Refused, Fault."""
        return self.request("GET", kind.path(namespace))

    def request(
        self, method: str, path: str, body: Object | None = None, *, content_type: str = "application/json"
    ) -> Object:
        """One call. Raises Refused for a failure, Fault where nothing answers."""
        until = time.monotonic() + FRESH_SECONDS
        while True:
            status, content = self._exchange(method, path, body, content_type)
            answer = _read(content)
            if status < 400:
                return answer
            # A path that is not served at all: the kinds of a lab that is still starting.
            unknown = status == 404 and "details" not in answer
            if not unknown or "/crd.projectcalico.org/" not in path or time.monotonic() > until:
                raise Refused(status, answer.get("reason", ""), answer.get("message", content.decode()))
            time.sleep(0.05)

    def _exchange(self, method: str, path: str, body: Object | None, content_type: str) -> tuple[int, bytes]:
        headers = {"Accept": "application/json", "User-Agent": "calicoctl"}
        if self._access.token:
            headers["Authorization"] = f"Bearer {self._access.token}"
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            headers["Content-Type"] = content_type
        try:
            self._connection = self._connection or self._connect()
            self._connection.request(method, path, body=data, headers=headers)
            answer = self._connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise fault.Fault(self._unreachable(method, path, error)) from error

    def _unreachable(self, method: str, path: str, error: Exception) -> str:
        host, port = self._where
        words: dict[type[Exception], str] = {
            ConnectionRefusedError: f"dial tcp {host}:{port}: connect: connection refused",
            TimeoutError: f"dial tcp {host}:{port}: i/o timeout",
        }
        text = words.get(type(error), str(error))
        return f'{method.capitalize()} "{self._access.server}{path}": {text}'

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self._where
        if self._plain:
            return http.client.HTTPConnection(host, port, timeout=SECONDS)
        made = http.client.HTTPSConnection(host, port, timeout=SECONDS, context=_tls(self._access))
        made.connect()
        # Requests are written in pieces; without this each of them waits for an acknowledgement.
        made.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made


def _read(content: bytes) -> Object:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _tls(access: kubeconfig.Access) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if access.unchecked:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the kubeconfig asks for it
    elif access.authority:
        context.load_verify_locations(cadata=access.authority)
    else:
        context.load_default_certs()
    if access.certificate:
        _load_pair(context, access)
    return context


def _load_pair(context: ssl.SSLContext, access: kubeconfig.Access) -> None:
    """OpenSSL takes a certificate's key from a file only."""
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        os.chmod(file.name, 0o600)
        file.write(access.certificate + "\n" + access.key)
        file.flush()
        context.load_cert_chain(file.name)


def merge(patch: Mapping[str, Any], into: Any) -> Any:
    """JSON merge patch (RFC 7386), which is what a strategic merge patch is for Calico's kinds."""
    if not isinstance(patch, dict):
        return patch
    found = dict(into) if isinstance(into, dict) else {}
    for key, value in patch.items():
        if value is None:
            found.pop(key, None)
        else:
            found[key] = merge(value, found.get(key))
    return found
