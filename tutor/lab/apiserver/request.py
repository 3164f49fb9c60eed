"""What a request is about, read from its method, path and query (apiserver: pkg/endpoints/request/requestinfo.go)."""

import dataclasses
import urllib.parse
from collections.abc import Mapping

NAMESPACE_SUBRESOURCES = frozenset({"status", "finalize"})
_VERBS = {
    "POST": "create",
    "GET": "get",
    "HEAD": "get",
    "PUT": "update",
    "PATCH": "patch",
    "DELETE": "delete",
}
_TRUE = frozenset({"1", "true", "t", "T", "TRUE", "True"})


@dataclasses.dataclass(frozen=True)
class RequestInfo:
    """A path taken apart; `is_resource` is False for /healthz and its like."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    is_resource: bool = False
    verb: str = ""
    group: str = ""
    version: str = ""
    namespace: str = ""
    resource: str = ""
    name: str = ""
    subresource: str = ""
    rest: tuple[str, ...] = ()
    """What follows the subresource: the path of a proxy."""

    def first(self, key: str, default: str = "") -> str:
        """The first value of a query parameter."""
        found = self.query.get(key)
        return found[0] if found else default

    def flag(self, key: str) -> bool:
        """A query parameter read as a boolean."""
        return self.first(key) in _TRUE


def parse(method: str, raw_path: str) -> RequestInfo:
    """Read a request target (path and query, percent-encoded)."""
    path, _, query_text = raw_path.partition("?")
    path = urllib.parse.unquote(path)
    query = urllib.parse.parse_qs(query_text, keep_blank_values=True) if query_text else {}
    parts = [part for part in path.split("/") if part]
    lowered = _VERBS.get(method, method.lower())
    if len(parts) < 3 or parts[0] not in ("api", "apis") or (parts[0] == "apis" and len(parts) < 4):
        return RequestInfo(method, path, query, verb=method.lower())
    if parts[0] == "api":
        group, version, parts = "", parts[1], parts[2:]
    else:
        group, version, parts = parts[1], parts[2], parts[3:]
    return _resource(RequestInfo(method, path, query, True, lowered, group, version), parts)


def _resource(info: RequestInfo, parts: list[str]) -> RequestInfo:
    namespace = ""
    legacy_watch = parts[0] == "watch" and len(parts) > 1
    if legacy_watch:
        parts = parts[1:]
    if parts[0] == "namespaces" and len(parts) > 1:
        namespace = parts[1]
        if len(parts) > 2 and parts[2] not in NAMESPACE_SUBRESOURCES:
            parts = parts[2:]
    resource = parts[0]
    name = parts[1] if len(parts) > 1 else ""
    subresource = parts[2] if len(parts) > 2 else ""
    found = dataclasses.replace(
        info,
        namespace=namespace,
        resource=resource,
        name=name,
        subresource=subresource,
        rest=tuple(parts[3:]),
    )
    return dataclasses.replace(found, verb=_verb(found, legacy_watch))


def _verb(info: RequestInfo, legacy_watch: bool) -> str:
    if info.verb == "get" and not info.subresource and (legacy_watch or info.flag("watch")):
        return "watch"
    if info.verb == "get" and not info.name:
        return "list"
    if info.verb == "delete" and not info.name:
        return "deletecollection"
    return info.verb
