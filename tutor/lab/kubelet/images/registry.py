"""Finds an image by its reference."""

from tutor.lab.kubelet.images import (
    agents,
    coredns,
    guestbook,
    image,
    metallb,
    nginx,
    pause,
    redis,
    reference,
    toolbox,
    whoami,
)

IMAGES = (
    coredns.IMAGE,
    nginx.IMAGE,
    pause.IMAGE,
    whoami.IMAGE,
    *agents.IMAGES,
    *toolbox.IMAGES,
    *redis.IMAGES,
    *guestbook.IMAGES,
    *metallb.IMAGES,
)

ALIASES = {
    "docker.io/coredns/coredns": coredns.IMAGE.name,
    "registry.k8s.io/coredns": coredns.IMAGE.name,
    "k8s.gcr.io/coredns/coredns": coredns.IMAGE.name,
    "docker.io/containous/whoami": whoami.IMAGE.name,
    "ghcr.io/traefik/whoami": whoami.IMAGE.name,
    "k8s.gcr.io/pause": pause.IMAGE.name,
    "public.ecr.aws/nginx/nginx": nginx.IMAGE.name,
    **metallb.ALIASES,
}

PRELOAD = tuple(
    sorted(
        {entry.partition(":")[0] for found in IMAGES if not found.rare for entry in found.programs.values()}
    )
)
"""Modules that a template process should have imported before it forks containers: that shares their memory, and a
container starts sooner. The others are imported before chroot, after which there is no Python library."""


def find(text: str) -> image.Image | None:
    """The image of a reference, whatever its tag; None when the lab has none of that name.

    Raises ValueError for what is no reference.
    """
    name = reference.parse(text).name
    name = ALIASES.get(name, name)
    if name in {item.name for item in redis.IMAGES} and not redis.available():
        return None
    return next((item for item in IMAGES if item.name == name), None)


def names() -> list[str]:
    """The images there are, in the short form that users write."""
    known = [item for item in IMAGES if item not in redis.IMAGES or redis.available()]
    return sorted(item.name.removeprefix("docker.io/library/").removeprefix("docker.io/") for item in known)
