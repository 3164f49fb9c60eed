"""The downward API: fields and resources of a pod as text (Kubernetes: pkg/fieldpath, pkg/api/v1/resource)."""

import json
import re

from tutor.lab.client import resources
from tutor.lab.kubelet import quantity

SUBSCRIPT = re.compile(r"metadata\.(labels|annotations)\['([^']+)'\]")


def field(pod: resources.Object, path: str) -> str:
    """The value of a fieldRef. Raises ValueError for a path that the downward API does not offer."""
    meta, spec, status = pod["metadata"], pod["spec"], pod.get("status", {})
    if subscript := SUBSCRIPT.fullmatch(path):
        return str((meta.get(subscript[1]) or {}).get(subscript[2], ""))
    simple = {
        "metadata.name": meta.get("name", ""),
        "metadata.namespace": meta.get("namespace", ""),
        "metadata.uid": meta.get("uid", ""),
        "metadata.labels": _listing(meta.get("labels")),
        "metadata.annotations": _listing(meta.get("annotations")),
        "spec.nodeName": spec.get("nodeName", ""),
        "spec.serviceAccountName": spec.get("serviceAccountName", ""),
        "status.hostIP": status.get("hostIP", ""),
        "status.hostIPs": ",".join(item["ip"] for item in status.get("hostIPs", [])),
        "status.podIP": status.get("podIP", ""),
        "status.podIPs": ",".join(item["ip"] for item in status.get("podIPs", [])),
    }
    if path not in simple:
        raise ValueError(f"unsupported fieldPath: {path}")
    return str(simple[path])


def resource(
    pod: resources.Object, container: resources.Object, ref: resources.Object, node: dict[str, str]
) -> str:
    """The value of a resourceFieldRef; a limit that is not set is the node's allocatable.

    Raises ValueError for an unknown container or resource.
    """
    owner = container
    if name := ref.get("containerName"):
        found = [item for item in _containers(pod) if item["name"] == name]
        if not found:
            raise ValueError(f"container {name} not found")
        owner = found[0]
    kind, _, what = ref["resource"].partition(".")
    given = (owner.get("resources") or {}).get(kind) or {}
    default = node.get(what, "0") if kind == "limits" else "0"
    return str(quantity.in_units(given.get(what, default), str(ref.get("divisor") or "1")))


def _containers(pod: resources.Object) -> list[resources.Object]:
    return [*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or [])]


def _listing(items: dict[str, str] | None) -> str:
    return "\n".join(
        f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in sorted((items or {}).items())
    )
