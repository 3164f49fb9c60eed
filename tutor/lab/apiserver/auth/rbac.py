"""May this user do this: roles and bindings, read from the store (kubernetes: plugin/pkg/auth/authorizer/rbac)."""

import dataclasses
from collections.abc import Collection, Iterator
from typing import Any

from tutor.lab.apiserver.auth import user
from tutor.lab.apiserver.storage import store

Object = dict[str, Any]
Rule = dict[str, Any]

GROUP = "rbac.authorization.k8s.io"
_ACCOUNT = "system:serviceaccount:"


@dataclasses.dataclass(frozen=True)
class Attributes:
    """What someone wants to do: with a resource, or (`path`) with a URL that is none."""

    verb: str
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    path: str = ""

    @property
    def full_resource(self) -> str:
        """`pods/log`."""
        return f"{self.resource}/{self.subresource}" if self.subresource else self.resource


@dataclasses.dataclass(frozen=True)
class Decision:
    """Allowed or not, and by what."""

    allowed: bool
    reason: str = ""


def decide(kept: store.Store, who: user.User, wanted: Attributes) -> Decision:
    """Whether `who` may do what is wanted."""
    if user.MASTERS in who.groups:
        return Decision(True)
    for reason, rules in granted(kept, who, wanted.namespace):
        if any(covers(rule, wanted) for rule in rules):
            return Decision(True, reason)
    return Decision(False)


def granted(kept: store.Store, who: user.User, namespace: str) -> Iterator[tuple[str, list[Rule]]]:
    """The rules that bindings give to `who` in a namespace, each with the words of why."""
    for found in kept.entries((GROUP, "clusterrolebindings")):
        if subject := _subject(found.object, who, ""):
            yield _reason("ClusterRoleBinding", found.object, subject), _rules(kept, found.object, "")
    if not namespace:
        return
    for found in kept.entries((GROUP, "rolebindings"), namespace):
        if subject := _subject(found.object, who, namespace):
            yield _reason("RoleBinding", found.object, subject), _rules(kept, found.object, namespace)


def _reason(sort: str, binding: Object, subject: str) -> str:
    meta, role = binding["metadata"], binding["roleRef"]
    name = f"{meta['name']}/{meta['namespace']}" if meta.get("namespace") else meta["name"]
    return f'RBAC: allowed by {sort} "{name}" of {role["kind"]} "{role["name"]}" to {subject}'


def _subject(binding: Object, who: user.User, namespace: str) -> str:
    """The subject of the binding that `who` is, as a reason names it; empty for none."""
    for subject in binding.get("subjects") or ():
        kind, name = subject.get("kind"), subject.get("name", "")
        if kind == "User" and name == who.name:
            return f'User "{name}"'
        if kind == "Group" and name in who.groups:
            return f'Group "{name}"'
        where = subject.get("namespace") or namespace
        if kind == "ServiceAccount" and who.name == f"{_ACCOUNT}{where}:{name}":
            return f'ServiceAccount "{name}/{where}"'
    return ""


def _rules(kept: store.Store, binding: Object, namespace: str) -> list[Rule]:
    role = binding["roleRef"]
    if role["kind"] == "ClusterRole":
        found = kept.get((GROUP, "clusterroles"), "", role["name"])
    else:
        found = kept.get((GROUP, "roles"), namespace, role["name"])
    return [] if found is None else list(found.object.get("rules") or [])


def covers(rule: Rule, wanted: Attributes) -> bool:
    """Whether one rule allows it."""
    if not _has(rule.get("verbs"), wanted.verb):
        return False
    if wanted.path:
        return any(_path_matches(pattern, wanted.path) for pattern in rule.get("nonResourceURLs") or ())
    names = rule.get("resourceNames")
    return (
        _has(rule.get("apiGroups"), wanted.group)
        and _resource_matches(rule.get("resources") or (), wanted)
        and (not names or wanted.name in names)
    )


def _has(values: list[str] | None, wanted: str) -> bool:
    return values is not None and ("*" in values or wanted in values)


def _resource_matches(resources: Collection[str], wanted: Attributes) -> bool:
    if "*" in resources or wanted.full_resource in resources:
        return True
    return bool(wanted.subresource) and f"*/{wanted.subresource}" in resources


def _path_matches(pattern: str, path: str) -> bool:
    return pattern == "*" or pattern == path or (pattern.endswith("*") and path.startswith(pattern[:-1]))
