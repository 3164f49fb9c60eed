"""What the parts of one kubelet share."""

import asyncio
import dataclasses
import hashlib
import secrets
import select
from collections.abc import Callable, Mapping

from tutor.lab.client import resources, rest
from tutor.lab.kubelet import config, dnsconfig, events, hosted, identity, nodeobject, objects
from tutor.lab.kubelet.images import image

SOURCE, MIRROR = "kubernetes.io/config.source", "kubernetes.io/config.mirror"

Images = Callable[[str], image.Image | None]
"""Finds an image by its reference; None when the lab has none of that name (`images.registry.find`)."""


@dataclasses.dataclass(frozen=True)
class Context:
    """One kubelet's settings and neighbours."""

    node: config.NodeConfig
    host: config.HostInit
    client: rest.Client
    cni: config.Cni
    images: Images
    sources: objects.Sources
    events: events.Recorder
    machine: nodeobject.Machine
    resolver: dnsconfig.Resolver
    agents: hosted.Agents = dataclasses.field(default_factory=dict)

    @property
    def allocatable(self) -> dict[str, str]:
        """What the node has to give, by resource."""
        return nodeobject.capacity(self.node, self.machine)

    @property
    def net_namespace(self) -> str:
        """The path of the node's net namespace."""
        return f"/proc/{self.host.pid}/ns/net"


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a command of a container runs; a hosted container has no root, and no command runs in it."""

    pod: str
    root: str
    env: Mapping[str, str]
    cwd: str
    user: identity.User | None = None


@dataclasses.dataclass
class Scene:
    """What a pod's containers need to know of it while it runs; `changed` asks for its status to be written."""

    context: Context
    pod: resources.Object
    changed: Callable[[bool], None]
    sandbox: config.Sandbox | None = None
    address: str = ""
    mirror: resources.Object | None = None
    """What stands in the API for a pod of a manifest."""
    standing: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    """Set while sandbox, network and volumes are there for containers to start in."""

    def check(self) -> None:
        """See whether the sandbox has ended by itself just now, before anybody was told."""
        if self.sandbox is None:
            return
        ended = select.poll()  # select(2) knows no descriptor above 1023, and a hundred pods have more
        ended.register(self.sandbox.pidfd, select.POLLIN)
        if ended.poll(0):
            self.standing.clear()

    @property
    def hosted(self) -> bool:
        """Whether every container is hosted, on the node's own network: such a pod needs no sandbox."""
        spec = self.pod["spec"]
        every = [*spec["containers"], *(spec.get("initContainers") or [])]
        return bool(spec.get("hostNetwork")) and all(self._hosts(item["image"]) for item in every)

    def _hosts(self, name: str) -> bool:
        try:
            found = self.context.images(name)
        except ValueError:
            return False
        return found is not None and bool(found.agent)

    @property
    def reported(self) -> resources.Object | None:
        """The object whose status tells of the pod: its own, a manifest's mirror, None while there is none."""
        return self.mirror if is_static(self.pod) else self.pod

    @property
    def uid(self) -> str:
        """The pod's uid, which is also its sandbox's id."""
        uid: str = self.pod["metadata"]["uid"]
        return uid

    @property
    def full_name(self) -> str:
        """The pod as the kubelet's messages name it."""
        meta = self.pod["metadata"]
        return f"{meta['name']}_{meta['namespace']}({meta['uid']})"

    @property
    def directory(self) -> str:
        """The pod's directory on the node."""
        return f"{self.context.node.state_dir}/pods/{self.uid}"


def is_static(pod: resources.Object) -> bool:
    """Whether the pod comes from a manifest on its node (kubernetes: pkg/kubelet/types/pod_update.go)."""
    notes = pod["metadata"].get("annotations") or {}
    return notes.get(SOURCE, "api") != "api" and MIRROR not in notes


def new_container_id() -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(secrets.token_bytes(32)).hexdigest()
