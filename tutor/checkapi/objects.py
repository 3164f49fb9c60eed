"""The live cluster as plain objects, by the words that kubectl takes.

Objects are dicts as the API's JSON has them (`metadata.labels`, not `metadata.labels` of a client's class): a
check reads fields by the names that the learner sees in `-o yaml`.
"""

import functools
import json
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tutor.checkapi.protocols import discoverydoc

if TYPE_CHECKING:
    from kubernetes.client import api_client

Object = dict[str, Any]

SECONDS = 10.0
"""How long the API server may take over one answer."""


class Missing(LookupError):  # noqa: N818 - reads as what it says
    """The cluster has no such kind or object."""


class Cluster:
    """The API server that a kubeconfig names. Safe to share between threads; nothing is sent until asked."""

    def __init__(self, kubeconfig: Callable[[], str]) -> None:
        self._kubeconfig = kubeconfig

    @functools.cached_property
    def api(self) -> "api_client.ApiClient":
        """The official client. Raises OSError for a kubeconfig of no use."""
        # The package takes 0.3 s to import: only who asks the cluster has to wait for it.
        from kubernetes.config import config_exception, kube_config

        try:
            return kube_config.new_client_from_config(config_file=self._kubeconfig())
        except config_exception.ConfigException as error:
            raise OSError(f"no client for the cluster: {error}") from error

    def get(self, path: str, *, accept: str = "application/json") -> Any:
        """The JSON at an API path with its query. Raises Missing for 404, OSError for any other refusal."""
        return json.loads(self._read(path, accept))

    def text(self, path: str) -> str:
        """The plain text at an API path, such as a pod's log. Raises Missing, OSError."""
        return self._read(path, "*/*").decode("utf-8", "replace")

    def _read(self, path: str, accept: str) -> bytes:
        import urllib3.exceptions
        from kubernetes.client import exceptions

        client: Any = self.api
        headers = {"Accept": accept}
        for setting in client.configuration.auth_settings().values():
            headers[setting["key"]] = setting["value"]
        url = client.configuration.host + path
        try:
            answer = client.rest_client.request("GET", url, headers=headers, _request_timeout=SECONDS)
            status, body = answer.status, answer.read() if answer.data is None else answer.data
        except exceptions.ApiException as error:
            status, body = error.status, error.body or b""
        except urllib3.exceptions.HTTPError as error:
            raise OSError(f"the API server does not answer: {error}") from error
        if isinstance(body, str):
            body = body.encode()
        if status == 404:
            raise Missing(path)
        if status != 200:
            raise OSError(f"the API server answers {status} to {path}: {body[:200]!r}")
        return bytes(body)

    @functools.cached_property
    def kinds(self) -> tuple[discoverydoc.Kind, ...]:
        """Every resource that the cluster served when it was asked, the core group first."""
        return self._discovered()

    def _discovered(self) -> tuple[discoverydoc.Kind, ...]:
        return (*self._discover("/api"), *self._discover("/apis"))

    def kind(self, word: str) -> discoverydoc.Kind:
        """What a word such as `po` or `deployments.apps` means here. Raises Missing."""
        if known := discoverydoc.find(self.kinds, word):
            return known
        # The learner may have installed the kind since the cluster was asked.
        self.__dict__["kinds"] = found = self._discovered()
        if kind := discoverydoc.find(found, word):
            return kind
        raise Missing(word)

    def objects(self, resource: str, *, namespace: str | None = None, selector: str = "") -> list[Object]:
        """The objects of a kind; of every namespace where none is named. Raises Missing, OSError."""
        kind = self.kind(resource)
        query = urllib.parse.urlencode({"labelSelector": selector} if selector else {})
        found = self.get(f"{self._home(kind, namespace)}?{query}" if query else self._home(kind, namespace))
        return [{"kind": kind.kind, **item} for item in found.get("items", ())]

    def object(self, resource: str, name: str, *, namespace: str | None = None) -> Object:
        """The object of that name, in namespace `default` where none is named. Raises Missing, OSError."""
        kind = self.kind(resource)
        found: Object = self.get(f"{self._home(kind, namespace or 'default')}/{urllib.parse.quote(name)}")
        return found

    def select(
        self, resource: str, namespace: str | None = None, selector: str = "", name: str = ""
    ) -> list[Object]:
        """The object of that name, or all that the selector chooses; none where kind or name does not exist."""
        try:
            if name:
                return [self.object(resource, name, namespace=namespace)]
            return self.objects(resource, namespace=namespace, selector=selector)
        except Missing:
            return []

    def log(self, pod: Object, *, lines: int = 200) -> str:
        """The last lines of a pod's first container. Raises Missing, OSError."""
        meta = pod["metadata"]
        query = urllib.parse.urlencode(
            {"tailLines": lines, "container": pod["spec"]["containers"][0]["name"]}
        )
        return self.text(f"/api/v1/namespaces/{meta['namespace']}/pods/{meta['name']}/log?{query}")

    def _home(self, kind: discoverydoc.Kind, namespace: str | None) -> str:
        if kind.namespaced and namespace:
            return f"{kind.path}/namespaces/{urllib.parse.quote(namespace)}/{kind.plural}"
        return f"{kind.path}/{kind.plural}"

    def _discover(self, path: str) -> list[discoverydoc.Kind]:
        found: Mapping[str, Any] = self.get(path, accept=discoverydoc.ACCEPT)
        if found.get("kind") == "APIGroupDiscoveryList":
            return discoverydoc.aggregated(found)
        if path == "/api":
            homes = [f"/api/{version}" for version in found.get("versions", ())]
        else:
            versions = [group.get("preferredVersion", {}) for group in found.get("groups", ())]
            homes = [f"/apis/{version['groupVersion']}" for version in versions if version]
        return [kind for home in homes for kind in discoverydoc.listed(self.get(home))]


def describe(resource: str, selector: str, name: str) -> str:
    """`services/kube-dns`, `pods (k8s-app=kube-dns)`, `nodes`."""
    return f"{resource}/{name}" if name else f"{resource} ({selector})" if selector else resource


def alive(items: Iterable[Object]) -> list[Object]:
    """Those that are not on their way out."""
    return [item for item in items if "deletionTimestamp" not in item["metadata"]]
