"""Calico's objects in the Kubernetes datastore: get, list, create, replace, delete (libcalico-go lib/clientv3)."""

import contextlib
from collections.abc import Iterator
from typing import Any

from tutor.lab.calico.calicoctl import api, catalogue, convert, fault, pools
from tutor.lab.client import resources

Object = dict[str, Any]

SERVICE_ACCOUNTS, NAMESPACES = resources.SERVICE_ACCOUNTS, resources.NAMESPACES
KUBERNETES_POLICIES = resources.Resource("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy")


class Store:
    """One cluster's."""

    def __init__(self, kubernetes: api.Api) -> None:
        self.kubernetes = kubernetes

    def every(self, kind: catalogue.Kind, namespace: str = "") -> tuple[list[Object], str]:
        """All objects of a kind, and the resourceVersion of the list. Raises Fault."""
        try:
            return self._every(kind, namespace)
        except api.Refused as error:
            raise fault.Fault(error.message) from error

    def _every(self, kind: catalogue.Kind, namespace: str) -> tuple[list[Object], str]:
        if kind is catalogue.PROFILE:
            return self._profiles()
        if kind is catalogue.ENDPOINT:
            found = self.kubernetes.list(resources.PODS, namespace)
            made = [convert.endpoint(pod) for pod in found["items"] if convert.is_endpoint(pod)]
        elif kind is catalogue.NODE:
            found = self.kubernetes.list(resources.NODES)
            made = [convert.node(node) for node in found["items"]]
        else:
            found = self.kubernetes.list(_stored(kind), namespace)
            made = [convert.stored(kind.name, obj, tiered=kind.tiered) for obj in found["items"]]
        if kind is catalogue.POLICY:
            others = self.kubernetes.list(KUBERNETES_POLICIES, namespace)["items"]
            made += [convert.kubernetes_policy(one) for one in others]
        return made, found["metadata"]["resourceVersion"]

    def _profiles(self) -> tuple[list[Object], str]:
        spaces = self.kubernetes.list(NAMESPACES)
        accounts = self.kubernetes.list(SERVICE_ACCOUNTS)
        versions = "/".join(one["metadata"]["resourceVersion"] for one in (spaces, accounts))
        made = [convert.allow_profile(), *map(convert.namespace_profile, spaces["items"])]
        return [*made, *map(convert.account_profile, accounts["items"])], versions

    def get(self, kind: catalogue.Kind, name: str, namespace: str = "") -> Object:
        """One object. Raises Missing, Fault."""
        with _errors(kind, name, namespace):
            if kind is catalogue.NODE:
                return convert.node(self.kubernetes.get(resources.NODES, name))
            if kind is catalogue.ENDPOINT:
                return self._endpoint(name, namespace)
            if kind is catalogue.PROFILE or name.startswith("knp.default."):
                return self._among(kind, name, namespace)
            stored = self.kubernetes.get(_stored(kind), self._stored_name(kind, name), namespace)
            return convert.stored(kind.name, stored, tiered=kind.tiered)

    def _among(self, kind: catalogue.Kind, name: str, namespace: str) -> Object:
        """One of those that are made from other objects."""
        for one in self._every(kind, namespace)[0]:
            if one["metadata"]["name"] == name:
                return one
        raise api.Refused(404, "NotFound", f'{kind.name.lower()} "{name}" not found')

    def _endpoint(self, name: str, namespace: str) -> Object:
        pod = convert.pod_of(name)
        if not pod:
            raise api.Refused(404, "NotFound", f"malformed workload endpoint name {name!r}")
        found = convert.endpoint(self.kubernetes.get(resources.PODS, pod, namespace))
        if found["metadata"]["name"] != name:
            raise api.Refused(404, "NotFound", f'pods "{pod}" not found')
        return found

    def create(self, kind: catalogue.Kind, obj: Object) -> Object:
        """Make a new object. Raises Exists, Fault."""
        name, namespace = _names(obj)
        _writable(kind, "Create", name, namespace)
        body = self._body(kind, obj, None)
        with _errors(kind, name, namespace):
            path = _stored(kind).path(namespace)
            return convert.stored(kind.name, self.kubernetes.request("POST", path, body), tiered=kind.tiered)

    def replace(self, kind: catalogue.Kind, obj: Object) -> Object:
        """Replace the whole spec; labels and annotations are added to. Raises Missing, Conflict, Fault."""
        name, namespace = _names(obj)
        if kind is catalogue.NODE:
            return self._note(name, obj)
        _writable(kind, "Update", name, namespace)
        with _errors(kind, name, namespace):
            path = _stored(kind).path(namespace, self._stored_name(kind, name))
            old = self.kubernetes.request("GET", path)
            _up_to_date(kind, obj, old)
            body = self._body(kind, obj, old)
            return convert.stored(kind.name, self.kubernetes.request("PUT", path, body), tiered=kind.tiered)

    def delete(self, kind: catalogue.Kind, name: str, namespace: str) -> None:
        """Raises Missing, Fault."""
        _writable(kind, "Delete", name, namespace)
        with _errors(kind, name, namespace):
            path = _stored(kind).path(namespace, self._stored_name(kind, name))
            self.kubernetes.request("DELETE", path)

    def _note(self, name: str, obj: Object) -> Object:
        with _errors(catalogue.NODE, name):
            path = resources.NODES.path("", name)
            patch = convert.node_notes(obj)
            return convert.node(self.kubernetes.request("PATCH", path, patch, content_type=api.MERGE_PATCH))

    def _body(self, kind: catalogue.Kind, obj: Object, old: Object | None) -> Object:
        """The object as it is stored: new, or `old` with another spec."""
        if kind is catalogue.IP_POOL:
            obj = pools.checked(obj, self._every(kind, "")[0], old)
        resource = _stored(kind)
        meta: Object = {"name": self._stored_name(kind, obj["metadata"]["name"])}
        if old is not None:
            meta = dict(old["metadata"])
        for part in ("labels", "annotations"):
            if given := obj["metadata"].get(part):
                meta[part] = {**meta.get(part, {}), **given}
        if "namespace" in obj["metadata"]:
            meta["namespace"] = obj["metadata"]["namespace"]
        return {
            "apiVersion": resource.api_version,
            "kind": resource.kind,
            "metadata": meta,
            "spec": obj.get("spec") or {},
        }

    @staticmethod
    def _stored_name(kind: catalogue.Kind, name: str) -> str:
        return convert.TIER + name if kind.tiered and not name.startswith(convert.TIER) else name


def _stored(kind: catalogue.Kind) -> resources.Resource:
    assert kind.stored is not None, kind.name
    return kind.stored.resource


def _names(obj: Object) -> tuple[str, str]:
    return obj["metadata"]["name"], obj["metadata"].get("namespace", "")


def _writable(kind: catalogue.Kind, operation: str, name: str, namespace: str) -> None:
    words = f"operation {operation} is not supported on {kind.identifier(name, namespace)}"
    if kind is catalogue.CLUSTER_INFORMATION:
        what = f"operation {operation.lower()} is not supported on ClusterInformation"
        raise fault.Fault(f"{what}: resource is readonly")
    if name.startswith("knp.default."):
        raise fault.Fault(f"{words}: kubernetes network policies must be managed through the kubernetes API")
    if kind.stored is None:
        raise fault.Fault(words)


def _up_to_date(kind: catalogue.Kind, obj: Object, old: Object) -> None:
    given = obj["metadata"].get("resourceVersion")
    if given and given != old["metadata"]["resourceVersion"]:
        raise fault.Conflict(f"update conflict: {kind.identifier(*_names(obj))}")


@contextlib.contextmanager
def _errors(kind: catalogue.Kind, name: str, namespace: str = "") -> Iterator[None]:
    """The API's refusals in Calico's words."""
    called = kind.identifier(name, namespace)
    try:
        yield
    except api.Refused as error:
        if error.code == 404:
            words = f"resource does not exist: {called} with error: {error.message}"
            raise fault.Missing(words) from error
        if error.reason == "AlreadyExists":
            raise fault.Exists(f"resource already exists: {called}") from error
        if error.reason == "Conflict":
            raise fault.Conflict(f"update conflict: {called}") from error
        raise fault.Fault(error.message) from error
