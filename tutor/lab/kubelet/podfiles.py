"""The files of a pod on its node that are no volumes, and what a container mounts."""

from pathlib import Path

from tutor.lab.client import resources
from tutor.lab.kubelet import context, dnsconfig, environment, expand, hostsfile, rootplan, volumes

MANAGED = {"/etc/hosts": "etc-hosts", "/etc/hostname": "hostname", "/etc/resolv.conf": "resolv.conf"}
"""Files that each container of a pod has from its pod, and their names in the pod's directory."""


def write(scene: context.Scene) -> None:
    """Write /etc/hosts, /etc/hostname and /etc/resolv.conf for the pod, with events for what had to be cut."""
    node = scene.context.node
    directory = Path(scene.context.host.path(scene.directory))
    directory.mkdir(parents=True, exist_ok=True)
    warned = dnsconfig.for_pod(
        scene.pod, scene.context.resolver, cluster_dns=node.cluster_dns, cluster_domain=node.cluster_domain
    )
    for reason, message in warned.events:
        scene.context.events.pod(scene.pod, "Warning", reason, message)
    host_network = bool(scene.pod["spec"].get("hostNetwork"))
    node_file = Path(scene.context.host.path("/etc/hosts")).read_text() if host_network else ""
    hostname = node.name if host_network else hostsfile.hostname_of(scene.pod)
    texts = {
        "etc-hosts": hostsfile.content(scene.pod, scene.address, node.cluster_domain, node_file=node_file),
        "hostname": f"{hostname}\n",
        "resolv.conf": dnsconfig.render(warned.resolver),
    }
    for name, text in texts.items():
        (directory / name).write_text(text)


def mounts(
    scene: context.Scene, spec: resources.Object, held: volumes.Volumes, env: dict[str, str]
) -> tuple[rootplan.Mount, ...]:
    """What a container mounts: the pod's files, then its volumes. Raises environment.ConfigError."""
    found = [rootplan.Mount(f"{scene.directory}/{name}", target) for target, name in MANAGED.items()]
    for mount in spec.get("volumeMounts") or []:
        found.append(_volume(scene, spec, held, mount, env))
    own = {mount.target for mount in found[len(MANAGED) :]}
    return tuple(
        mount for place, mount in enumerate(found) if place >= len(MANAGED) or mount.target not in own
    )


def _volume(
    scene: context.Scene,
    spec: resources.Object,
    held: volumes.Volumes,
    mount: resources.Object,
    env: dict[str, str],
) -> rootplan.Mount:
    try:
        source = held.source(mount["name"])
    except KeyError as error:
        text = f'cannot find volume "{mount["name"]}" to mount into container "{spec["name"]}"'
        raise environment.ConfigError(text) from error
    sub = expand.expand(mount["subPathExpr"], env) if mount.get("subPathExpr") else mount.get("subPath", "")
    if sub:
        if ".." in sub.split("/"):
            raise environment.ConfigError(f"subPath {sub!r} must not contain '..'")
        source = f"{source}/{sub}"
        place = Path(scene.context.host.path(source))
        if not place.exists():
            place.mkdir(parents=True)
    return rootplan.Mount(source, mount["mountPath"].rstrip("/") or "/", bool(mount.get("readOnly")))
