"""One node's kubelet: registers the node, runs its pods, serves their logs and streams."""

from collections.abc import Callable

from tutor.lab.client import rest
from tutor.lab.kubelet import config, objects
from tutor.lab.kubelet.images import image

Images = Callable[[str], image.Image | None]
"""Finds an image by its reference; None when the lab has none of that name (`images.registry.find`)."""


class Kubelet:
    """Run `run()` as a task; cancelling it ends the node's pods."""

    def __init__(
        self,
        node: config.NodeConfig,
        host_init: config.HostInit,
        client: rest.Client,
        cni: config.Cni,
        images: Images,
        *,
        sources: objects.Sources | None = None,
    ) -> None:
        """`sources`, when given, is shared by several kubelets and run by their owner."""

    async def run(self) -> None:
        """Serve until cancelled."""
        raise NotImplementedError
