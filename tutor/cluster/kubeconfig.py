"""Which clusters the machine's kubeconfig knows, read without touching any of them.

Merging follows kubectl (https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/): of
several files in KUBECONFIG the first to set a value wins.
"""

import dataclasses
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from tutor.base import errors

MAX_BYTES = 4 << 20


@dataclasses.dataclass(frozen=True)
class Context:
    """A cluster as a learner knows it: the context's name, the cluster's name and its server."""

    name: str
    cluster: str
    server: str
    files: tuple[Path, ...]
    """All that were merged, in order."""
    current: bool


def files(environ: Mapping[str, str] = os.environ, home: Path | None = None) -> list[Path]:
    """The kubeconfig files that exist, in kubectl's order; kubeadm's own last, as the master node has it."""
    if named := environ.get("KUBECONFIG", ""):
        candidates = [Path(part) for part in named.split(os.pathsep) if part]
    else:
        candidates = [(home or Path.home()) / ".kube" / "config", Path("/etc/kubernetes/admin.conf")]
    return [file for file in candidates if file.is_file() and os.access(file, os.R_OK)]


def contexts(found: Iterable[Path]) -> list[Context]:
    """Every context that names a cluster with a server; the current one first. Raises EnvironmentLacks."""
    merged = _merged(files := tuple(found))
    known = []
    for name, context in merged.entries["context"].items():
        cluster = str(context.get("cluster", ""))
        if server := str(merged.entries["cluster"].get(cluster, {}).get("server") or ""):
            known.append(Context(name, cluster, server, files, name == merged.current))
    return sorted(known, key=lambda context: not context.current)


def alone(context: Context) -> dict[str, Any]:
    """A kubeconfig that knows this context and no other, good in any folder. Raises EnvironmentLacks.

    One file, because readers disagree on several: of their current contexts kubectl takes the first, and the Python
    client the last.
    """
    entries = _merged(context.files).entries
    of = entries["context"].get(context.name, {})
    cluster, user = str(of.get("cluster", "")), str(of.get("user", ""))
    found = entries["cluster"].get(cluster, {})
    if found.get("server") != context.server:
        raise errors.EnvironmentLacks(
            f"the kubeconfig has changed: {context.name} is no longer at {context.server}",
            todo="start again, and look at what is to be confirmed",
        )
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": context.name,
        "contexts": [{"name": context.name, "context": of}],
        "clusters": [{"name": cluster, "cluster": found}],
        "users": [{"name": user, "user": entries["user"].get(user, {})}],
    }


SECTIONS = {"contexts": "context", "clusters": "cluster", "users": "user"}
PATHS = ("certificate-authority", "client-certificate", "client-key", "tokenFile")
"""Fields with a path that counts from the folder of its file (client-go, tools/clientcmd)."""


@dataclasses.dataclass(frozen=True)
class _Merged:
    """Several files as one: section -> name -> entry."""

    current: str
    entries: Mapping[str, Mapping[str, dict[str, Any]]]


def _merged(found: Iterable[Path]) -> _Merged:
    current = ""
    entries: dict[str, dict[str, dict[str, Any]]] = {singular: {} for singular in SECTIONS.values()}
    for file in found:
        content = _read(file)
        current = current or str(content.get("current-context") or "")
        for plural, singular in SECTIONS.items():
            for name, entry in _named(content, plural, singular):
                entries[singular].setdefault(name, _anchored(entry, file.absolute().parent))
    return _Merged(current, entries)


def _anchored(entry: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The entry with its paths made absolute; an exec plugin's too, where it is a path at all."""
    made = {
        key: str(folder / str(value)) if key in PATHS and value else value for key, value in entry.items()
    }
    plugin = made.get("exec")
    if isinstance(plugin, dict) and "/" in str(plugin.get("command", "")):
        made["exec"] = {**plugin, "command": str(folder / str(plugin["command"]))}
    return made


def _read(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise yaml.YAMLError(f"larger than {MAX_BYTES} bytes")
        content = yaml.safe_load(file.read_text())
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise errors.EnvironmentLacks(
            f"the kubeconfig {file} can't be read",
            why=" ".join(str(error).split()),
            todo="mend it, point KUBECONFIG at another, or use the lab: k8stutor --on lab",
        ) from error
    return content if isinstance(content, dict) else {}


def _named(content: dict[str, Any], plural: str, singular: str) -> Iterable[tuple[str, dict[str, Any]]]:
    for entry in content.get(plural) or []:
        if isinstance(entry, dict) and isinstance(entry.get(singular), dict):
            yield str(entry.get("name", "")), entry[singular]
