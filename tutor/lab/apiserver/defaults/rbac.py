"""Defaults of bindings (kubernetes: pkg/apis/rbac/v1/defaults.go)."""

from typing import Any

Object = dict[str, Any]

GROUP = "rbac.authorization.k8s.io"


def binding(obj: Object) -> None:
    """The API groups of the role and of the subjects."""
    role = obj.get("roleRef") or {}
    if not role.get("apiGroup"):
        role["apiGroup"] = GROUP
    for subject in obj.get("subjects") or ():
        if subject.get("kind") in ("User", "Group") and not subject.get("apiGroup"):
            subject["apiGroup"] = GROUP
