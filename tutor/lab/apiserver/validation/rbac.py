"""Rules for bindings (kubernetes: pkg/apis/rbac/validation). Pure."""

from typing import Any

from tutor.lab.apiserver.validation import field

Object = dict[str, Any]


def binding(obj: Object, errors: field.Errors) -> None:
    """A RoleBinding or ClusterRoleBinding."""
    role = obj.get("roleRef") or {}
    namespaced = bool(obj["metadata"].get("namespace"))
    kinds = ("Role", "ClusterRole") if namespaced else ("ClusterRole",)
    errors.one_of("roleRef.kind", role.get("kind", ""), kinds)
    if not role.get("name"):
        errors.required("roleRef.name")
    for index, subject in enumerate(obj.get("subjects") or ()):
        path = f"subjects[{index}]"
        if not subject.get("name"):
            errors.required(f"{path}.name")
        errors.one_of(f"{path}.kind", subject.get("kind", ""), ("ServiceAccount", "User", "Group"))
        # Of a RoleBinding, a service account without a namespace is one of the binding's own.
        if subject.get("kind") == "ServiceAccount" and not namespaced and not subject.get("namespace"):
            errors.required(f"{path}.namespace")


def binding_update(new: Object, old: Object, errors: field.Errors) -> None:
    """A changed binding: its role stays."""
    binding(new, errors)
    if new.get("roleRef") != old.get("roleRef"):
        errors.invalid("roleRef", new.get("roleRef"), "cannot change roleRef")
