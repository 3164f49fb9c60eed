"""Reaches the kubelet of a node, and says in the real server's words why it cannot."""

import urllib.parse
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from tutor.lab.apiserver import errors, objects, state
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.verbs import read

Object = dict[str, Any]
Query = list[tuple[str, str]]

DEFAULT_PORT = 10250


Dial = Callable[[str, Mapping[str, Any]], aiohttp.ClientSession]
"""From a node's name and object to a session that reaches its kubelet; the session's owner closes it."""


def address(node: Object) -> str:
    """host:port of a node's kubelet."""
    known = {one["type"]: one["address"] for one in objects.dig(node, "status", "addresses") or ()}
    host = known.get("InternalIP") or known.get("Hostname") or node["metadata"]["name"]
    port = objects.dig(node, "status", "daemonEndpoints", "kubeletEndpoint", "Port") or DEFAULT_PORT
    return f"{host}:{port}"


class Target:
    """A container of a pod on a node whose kubelet can be asked."""

    def __init__(self, call: state.Call, one: kind.Kind, *, any_container: bool = False) -> None:
        self._call = call
        self.pod = read.existing(call, one).object
        self.container = "" if any_container else _container(self.pod, call.info.first("container"))
        name = objects.dig(self.pod, "spec", "nodeName") or ""
        self._node_name = name
        found = call.state.store.get(("", "nodes"), "", name) if name else None
        if name and found is None:
            raise errors.NotFound.named("", "nodes", name)
        self._node: Object = {} if found is None else found.object

    @property
    def scheduled(self) -> bool:
        """Whether the pod has a node."""
        return bool(self._node_name)

    def session(self) -> aiohttp.ClientSession:
        """A session to the kubelet."""
        return self._call.state.kubelet(self._node_name, self._node)

    def url(self, verb: str, query: Query, *, scheme: str = "http") -> str:
        """Where the kubelet serves `verb` for the container."""
        meta = self.pod["metadata"]
        text = f"?{urllib.parse.urlencode(query)}" if query else ""
        place = "/".join(part for part in (meta["namespace"], meta["name"], self.container) if part)
        return f"{scheme}://{address(self._node)}/{verb}/{place}{text}"

    def unreachable(self, error: OSError, verb: str, query: Query) -> errors.Plain:
        """The words for a kubelet that does not answer, as Go's dialer says it."""
        why = words(error, address(self._node))
        return errors.Plain(f'Get "{self.url(verb, query, scheme="https")}": {why}')

    def undialled(self, error: OSError, verb: str, query: Query) -> errors.InternalError:
        """The words for a kubelet that an exec or attach did not reach."""
        where, why = self.url(verb, sorted(query), scheme="https"), words(error, address(self._node))
        return errors.InternalError(f'Internal error occurred: error sending request: Post "{where}": {why}')


def words(error: OSError, where: str) -> str:
    """Why nothing answers at `where`, as Go's dialer says it."""
    inner = getattr(error, "os_error", error)
    if isinstance(inner, ConnectionRefusedError):
        return f"dial tcp {where}: connect: connection refused"
    if isinstance(inner, TimeoutError):
        return f"dial tcp {where}: i/o timeout"
    words = (inner.strerror or str(inner)).lower()
    return f"dial tcp {where}: connect: {words}"


def _container(pod: Object, asked: str) -> str:
    """The container that is meant. Raises errors.BadRequest where it is unknown or not clear."""
    name = pod["metadata"]["name"]
    spec = pod["spec"]
    names = [one["name"] for one in spec["containers"]]
    first = [one["name"] for one in spec.get("initContainers") or ()]
    others = [one["name"] for one in spec.get("ephemeralContainers") or ()]
    if not asked:
        if len(names) == 1:
            return str(names[0])
        default = objects.dig(pod, "metadata", "annotations", "kubectl.kubernetes.io/default-container")
        if default in names:
            return str(default)
        inits = f" or one of the init containers: [{' '.join(first)}]" if first else ""
        raise errors.BadRequest(
            f"a container name must be specified for pod {name}, choose one of: [{' '.join(names)}]{inits}"
        )
    if asked not in (*names, *first, *others):
        raise errors.BadRequest(f"container {asked} is not valid for pod {name}")
    return asked
