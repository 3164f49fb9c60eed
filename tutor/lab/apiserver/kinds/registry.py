"""Finds the served kinds: those in this package, and those that users define."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator

from tutor.lab.apiserver import kinds
from tutor.lab.apiserver.kinds import kind

GROUP_ORDER = (
    "",
    "apiregistration.k8s.io",
    "apps",
    "events.k8s.io",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "networking.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "scheduling.k8s.io",
    "coordination.k8s.io",
    "node.k8s.io",
    "discovery.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "resource.k8s.io",
)
"""As discovery lists them (kube-apiserver: the priorities of its APIServices); users' groups follow."""


def builtin() -> Iterator[kind.Kind]:
    """Every kind that has a file in this package."""
    for group in pkgutil.iter_modules(kinds.__path__, f"{kinds.__name__}."):
        if not group.ispkg:
            continue
        package = importlib.import_module(group.name)
        for found in pkgutil.iter_modules(package.__path__, f"{group.name}."):
            module = importlib.import_module(found.name)
            if hasattr(module, "KIND"):
                yield module.KIND


class Registry:
    """Kinds by (group, version, plural); changes as CustomResourceDefinitions come and go."""

    def __init__(self, served: Iterable[kind.Kind]) -> None:
        self._kinds: dict[tuple[str, str, str], kind.Kind] = {}
        self.changes = 0
        for one in served:
            self.add(one)

    def add(self, one: kind.Kind) -> None:
        """Serve a kind, in place of what was served under its names."""
        self._kinds[one.group, one.version, one.plural] = one
        self.changes += 1

    def remove(self, group: str, plural: str) -> None:
        """Serve a kind no more, in any version."""
        for key in [key for key in self._kinds if key[0] == group and key[2] == plural]:
            del self._kinds[key]
        self.changes += 1

    def find(self, group: str, version: str, plural: str) -> kind.Kind | None:
        """The kind at a place in the URL space."""
        return self._kinds.get((group, version, plural))

    def by_kind(self, group: str, version: str, name: str) -> kind.Kind | None:
        """The kind that objects call themselves."""
        return next(
            (one for one in self if (one.group, one.version, one.kind) == (group, version, name)), None
        )

    def __iter__(self) -> Iterator[kind.Kind]:
        return iter(sorted(self._kinds.values(), key=lambda one: (group_rank(one.group), one.plural)))

    def groups(self) -> dict[str, list[str]]:
        """Groups in the order of discovery, each with its versions, the preferred one first."""
        found: dict[str, list[str]] = {}
        for one in self:
            versions = found.setdefault(one.group, [])
            if one.version not in versions:
                versions.append(one.version)
        return {group: sorted(versions, key=_version_rank) for group, versions in found.items()}


def group_rank(group: str) -> tuple[int, str]:
    """Where a group stands in discovery."""
    known = GROUP_ORDER.index(group) if group in GROUP_ORDER else len(GROUP_ORDER)
    return known, group


def _version_rank(version: str) -> tuple[int, int, int]:
    """Stable before beta before alpha, newer before older (apimachinery: pkg/version/helpers.go)."""
    for rank, mark in enumerate(("beta", "alpha"), start=1):
        major, found, minor = version[1:].partition(mark)
        if found:
            return rank, -int(major or 0), -int(minor or 0)
    return 0, -int(version[1:]) if version[1:].isdigit() else 0, 0
