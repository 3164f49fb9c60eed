"""The API's verbs as coroutines over aiohttp."""

import json
import ssl
from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple

import aiohttp

from tutor.lab.client import resources

MERGE_PATCH = "application/merge-patch+json"
STRATEGIC_PATCH = "application/strategic-merge-patch+json"
JSON_PATCH = "application/json-patch+json"

CONNECTIONS = 200
"""At once, those of watches included. A call beyond waits: more than the server's backlog holds would fail, since a
Unix socket refuses them with EAGAIN, which asyncio takes for a connection on its way."""


class ApiError(Exception):
    """The API answered with a Status that is no success; `reason` is its machine-readable word."""

    def __init__(self, code: int, reason: str, message: str, status: resources.Object) -> None:
        super().__init__(message or f"HTTP {code}")
        self.code = code
        self.reason = reason
        self.status = status


class Event(NamedTuple):
    """One line of a watch: ADDED, MODIFIED, DELETED or BOOKMARK, and the object."""

    type: str
    object: resources.Object


def error_of(code: int, body: bytes) -> ApiError:
    """Read a Status out of an answer, or make do with its text."""
    try:
        status = json.loads(body)
    except ValueError:
        status = {"message": body.decode(errors="replace")[:500]}
    return ApiError(code, status.get("reason", ""), status.get("message", ""), status)


class Client:
    """Speaks to one API server; close it when done.

    `socket` reaches it by a Unix socket (plain HTTP), else `base_url` by TCP; `user` names the caller on the
    trusted Unix socket, `token` elsewhere; `agent` is what managedFields will call the writer.
    """

    def __init__(
        self,
        base_url: str = "http://apiserver",
        *,
        socket: str = "",
        token: str = "",
        user: str = "",
        agent: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        connector: aiohttp.BaseConnector
        if socket:
            connector = aiohttp.UnixConnector(path=socket, limit=CONNECTIONS)
        else:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, ssl=tls if tls is not None else True)
        headers = {"User-Agent": agent or user or "k8stutor"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if user:
            headers["X-Remote-User"] = user
        self._base = base_url.rstrip("/")
        self._http = aiohttp.ClientSession(
            connector=connector, headers=headers, timeout=aiohttp.ClientTimeout(30)
        )

    async def close(self) -> None:
        """Let go of all connections."""
        await self._http.close()

    async def request(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Mapping[str, str] | None = None,
        content_type: str = "application/json",
    ) -> resources.Object:
        """One call. Raises ApiError for a failure Status, aiohttp.ClientError where nothing answers."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": content_type} if data is not None else {}
        async with self._http.request(
            method, self._base + path, data=data, params=params, headers=headers
        ) as answer:
            content = await answer.read()
            if answer.status >= 400:
                raise error_of(answer.status, content)
            found: resources.Object = json.loads(content)
            return found

    async def get(self, kind: resources.Resource, name: str, namespace: str = "") -> resources.Object:
        """One object. Raises ApiError with reason NotFound."""
        return await self.request("GET", kind.path(namespace, name))

    async def list(
        self, kind: resources.Resource, namespace: str = "", *, labels: str = "", fields: str = ""
    ) -> resources.Object:
        """The list object: `items` and `metadata.resourceVersion`. All namespaces when none is named."""
        return await self.request("GET", kind.path(namespace), params=_selectors(labels, fields))

    async def create(
        self, kind: resources.Resource, obj: resources.Object, namespace: str = ""
    ) -> resources.Object:
        """Create `obj` (its own namespace, or the one named); apiVersion and kind are filled in."""
        where = namespace or obj.get("metadata", {}).get("namespace", "")
        body = {"apiVersion": kind.api_version, "kind": kind.kind, **obj}
        return await self.request("POST", kind.path(where), body=body)

    async def update(
        self, kind: resources.Resource, obj: resources.Object, *, subresource: str = ""
    ) -> resources.Object:
        """Replace `obj`. Raises ApiError with reason Conflict when its resourceVersion is old."""
        meta = obj["metadata"]
        path = kind.path(meta.get("namespace", ""), meta["name"], subresource)
        return await self.request(
            "PUT", path, body={"apiVersion": kind.api_version, "kind": kind.kind, **obj}
        )

    async def patch(
        self,
        kind: resources.Resource,
        name: str,
        body: Any,
        namespace: str = "",
        *,
        subresource: str = "",
        content_type: str = MERGE_PATCH,
        params: Mapping[str, str] | None = None,
    ) -> resources.Object:
        """Change part of an object."""
        path = kind.path(namespace, name, subresource)
        return await self.request("PATCH", path, body=body, content_type=content_type, params=params)

    async def delete(
        self,
        kind: resources.Resource,
        name: str,
        namespace: str = "",
        *,
        grace: int | None = None,
        propagation: str = "",
        uid: str = "",
    ) -> resources.Object:
        """Delete an object; `grace` in seconds, `propagation` Background, Foreground or Orphan."""
        options: resources.Object = {"apiVersion": "v1", "kind": "DeleteOptions"}
        if grace is not None:
            options["gracePeriodSeconds"] = grace
        if propagation:
            options["propagationPolicy"] = propagation
        if uid:
            options["preconditions"] = {"uid": uid}
        return await self.request("DELETE", kind.path(namespace, name), body=options)

    async def delete_all(self, kind: resources.Resource, namespace: str = "") -> resources.Object:
        """Delete a whole collection. Raises ApiError with code 405 where the kind has no such verb."""
        return await self.request("DELETE", kind.path(namespace), params={"propagationPolicy": "Background"})

    async def watch(
        self,
        kind: resources.Resource,
        namespace: str = "",
        *,
        since: str,
        labels: str = "",
        fields: str = "",
    ) -> AsyncIterator[Event]:
        """Every change after resourceVersion `since`, until the server ends the stream.

        Raises ApiError with code 410 (reason Expired) when `since` is too old.
        """
        params = {
            "watch": "1",
            "resourceVersion": since,
            "allowWatchBookmarks": "true",
            **_selectors(labels, fields),
        }
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=10)
        url = self._base + kind.path(namespace)
        async with self._http.get(url, params=params, timeout=timeout) as answer:
            if answer.status >= 400:
                raise error_of(answer.status, await answer.read())
            async for line in _lines(answer.content):
                event = json.loads(line)
                if event["type"] == "ERROR":
                    status = event["object"]
                    raise ApiError(
                        status.get("code", 500), status.get("reason", ""), status.get("message", ""), status
                    )
                yield Event(event["type"], event["object"])


def _selectors(labels: str, fields: str) -> dict[str, str]:
    wanted = {"labelSelector": labels, "fieldSelector": fields}
    return {key: value for key, value in wanted.items() if value}


async def _lines(stream: aiohttp.StreamReader) -> AsyncIterator[bytes]:
    """Lines of any length (StreamReader.readline has a limit that a large object exceeds)."""
    rest = b""
    async for chunk in stream.iter_any():
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            if line:
                yield line
