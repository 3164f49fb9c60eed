"""DefaultTolerationSeconds: pods stay five minutes on a node that fails (plugin/pkg/admission of the same name)."""

from typing import Any

Object = dict[str, Any]

KEYS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
SECONDS = 300


def admit(pod: Object) -> None:
    """Add the tolerations that the pod does not have already."""
    found = list(pod["spec"].get("tolerations") or ())
    for key in KEYS:
        if not any(_covers(one, key) for one in found):
            found.append(
                {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": SECONDS}
            )
    pod["spec"]["tolerations"] = found


def _covers(toleration: Object, key: str) -> bool:
    return toleration.get("key", "") in ("", key) and toleration.get("effect", "") in ("", "NoExecute")
