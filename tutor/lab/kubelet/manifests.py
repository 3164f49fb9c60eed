"""Static pods: the manifests of a folder on the node (Kubernetes: pkg/kubelet/config/{file,common}.go)."""

import datetime
import hashlib
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tutor.base import goyaml
from tutor.lab.client import resources
from tutor.lab.kubelet import context

LOG = logging.getLogger(__name__)

FOLDER = "/etc/kubernetes/manifests"
"""Where kubeadm has kubelets look (staticPodPath)."""
PERIOD_SECONDS = 20.0
"""How often the folder is read where nothing tells of a change (fileCheckFrequency)."""

HASH, SEEN = "kubernetes.io/config.hash", "kubernetes.io/config.seen"


class BadManifest(Exception):  # noqa: N818 - reads as what it says
    """A file that is no pod; the message says why."""


def read(folder: Path) -> dict[str, str]:
    """The texts of the manifests by their file names; a file that cannot be read is left out."""
    found: dict[str, str] = {}
    if not folder.is_dir():
        return found
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or not path.is_file():
            continue
        try:
            found[path.name] = path.read_text()
        except (OSError, UnicodeDecodeError) as error:
            LOG.error("could not read the manifest %s: %s", path.name, error)
    return found


def pods(texts: Mapping[str, str], node: str, now: datetime.datetime) -> Iterator[resources.Object]:
    """The pod of each manifest; what is none is logged, as the kubelet does, and left out."""
    for name, text in texts.items():
        try:
            yield parse(name, text, node, now)
        except BadManifest as error:
            LOG.error("could not process the manifest %s of %s: %s", name, node, error)


def parse(file: str, text: str, node: str, now: datetime.datetime) -> resources.Object:
    """The pod of a manifest, named after its node and with the kubelet's annotations. Raises BadManifest."""
    pod = _checked(text)
    meta, spec = dict(pod["metadata"]), dict(pod["spec"])
    digest = hashlib.md5(f"{node}\n{file}\n{text}".encode(), usedforsecurity=False).hexdigest()
    own = {HASH: digest, SEEN: now.isoformat().replace("+00:00", "Z"), context.SOURCE: "file"}
    meta |= {
        "name": f"{meta['name']}-{node}",
        "namespace": meta.get("namespace") or "default",
        "uid": digest,
        "annotations": {**(meta.get("annotations") or {}), **own},
    }
    spec["nodeName"] = node
    spec["tolerations"] = [*(spec.get("tolerations") or []), {"effect": "NoExecute", "operator": "Exists"}]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}


def _checked(text: str) -> dict[str, Any]:
    try:
        pod = yaml.load(text, Loader=goyaml.LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise BadManifest(f"it is no YAML: {error}") from error
    if not isinstance(pod, dict) or pod.get("kind") != "Pod" or pod.get("apiVersion") != "v1":
        raise BadManifest("it is no Pod of v1")
    meta, spec = pod.get("metadata"), pod.get("spec")
    if not isinstance(meta, dict) or not isinstance(meta.get("name"), str):
        raise BadManifest("the pod has no name")
    containers = spec.get("containers") if isinstance(spec, dict) else None
    if not isinstance(containers, list) or not containers:
        raise BadManifest("the pod has no containers")
    for item in containers:
        if not isinstance(item, dict) or not all(isinstance(item.get(key), str) for key in ("name", "image")):
            raise BadManifest("a container needs a name and an image")
    return pod


def mirror_of(pod: resources.Object, node_uid: str) -> resources.Object:
    """What stands for a static pod in the API (pkg/kubelet/pod/mirror_client.go)."""
    meta = {key: value for key, value in pod["metadata"].items() if key != "uid"}
    meta["annotations"] = {**meta["annotations"], context.MIRROR: meta["annotations"][HASH]}
    node = {
        "apiVersion": "v1",
        "kind": "Node",
        "name": pod["spec"]["nodeName"],
        "uid": node_uid,
        "controller": True,
    }
    return {**pod, "metadata": {**meta, "ownerReferences": [node]}}


def is_mirror(pod: resources.Object) -> bool:
    """Whether an object of the API stands for a static pod."""
    return context.MIRROR in (pod["metadata"].get("annotations") or {})


def stands_for(mirror: resources.Object, pod: resources.Object) -> bool:
    """Whether a mirror is that of this very manifest, and to stay."""
    meta = mirror["metadata"]
    same = meta["annotations"][context.MIRROR] == pod["metadata"]["annotations"][HASH]
    return same and not meta.get("deletionTimestamp")
