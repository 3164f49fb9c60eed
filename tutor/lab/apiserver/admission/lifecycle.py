"""NamespaceLifecycle: nothing is created in a namespace that is missing or going away."""

from typing import Any

from tutor.lab.apiserver import errors, objects, state
from tutor.lab.apiserver.kinds import kind

Object = dict[str, Any]

IMMORTAL = frozenset({"default", "kube-system", "kube-public"})
_NAMESPACES = ("", "namespaces")


def check_create(call: state.Call, one: kind.Kind, meta: Object) -> None:
    """Raises errors.NotFound for a missing namespace, errors.Forbidden for one that is being terminated."""
    if not one.namespaced:
        return
    name = meta["namespace"]
    found = call.state.store.get(_NAMESPACES, "", name)
    if found is None:
        raise errors.NotFound.named("", "namespaces", name)
    if objects.deleting(found.object):
        cause = errors.Cause(
            "NamespaceTerminating", f"namespace {name} is being terminated", "metadata.namespace"
        )
        why = f"unable to create new content in namespace {name} because it is being terminated"
        raise errors.forbidden(one.group, one.plural, meta.get("name", ""), why, causes=[cause])


def check_delete(one: kind.Kind, obj: Object) -> None:
    """Raises errors.Forbidden for the namespaces that a cluster cannot do without."""
    name = obj["metadata"]["name"]
    if one.key == _NAMESPACES and name in IMMORTAL:
        raise errors.forbidden("", "namespaces", name, "this namespace may not be deleted")
