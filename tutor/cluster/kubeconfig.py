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
    file: Path
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
    current = ""
    servers: dict[str, str] = {}
    named: dict[str, tuple[str, Path]] = {}
    for file in found:
        content = _read(file)
        current = current or str(content.get("current-context") or "")
        for name, cluster in _named(content, "clusters", "cluster"):
            servers.setdefault(name, str(cluster.get("server", "")))
        for name, context in _named(content, "contexts", "context"):
            named.setdefault(name, (str(context.get("cluster", "")), file))
    known = [
        Context(name, cluster, servers[cluster], file, name == current)
        for name, (cluster, file) in named.items()
        if servers.get(cluster)
    ]
    return sorted(known, key=lambda context: not context.current)


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
