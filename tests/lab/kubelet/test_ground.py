"""What a pod stands on, with a host that is ending."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tutor.base import errors
from tutor.lab.kubelet import context, ground, volumes


class EndingHost:
    """Takes the request for a sandbox, and ends before it answers."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.ended = asyncio.Event()

    async def create_sandbox(self, *_: object, **__: object) -> None:
        """Raises LabError once the host has ended."""
        self.asked.set()
        await self.ended.wait()
        raise errors.LabError("the host has gone")

    async def remove_sandbox(self, *_: object) -> None:
        """Nothing is there."""


async def test_a_pod_that_is_cancelled_while_its_host_ends_does_not_try_again() -> None:
    """The host's failure comes after the cancellation, and does not take its place."""
    host = EndingHost()
    scene: Any = SimpleNamespace(
        pod={"metadata": {"name": "web", "namespace": "default"}, "spec": {"containers": []}},
        uid="7",
        hosted=False,
        sandbox=None,
        standing=asyncio.Event(),
        context=SimpleNamespace(host=host, events=SimpleNamespace(pod=lambda *_: None)),
    )
    laying = asyncio.create_task(
        ground.Ground(cast(context.Scene, scene), cast(volumes.Volumes, None)).lay(asyncio.sleep)
    )
    async with asyncio.timeout(10):
        await host.asked.wait()
        laying.cancel()
        await asyncio.sleep(0)
        host.ended.set()
        with pytest.raises(asyncio.CancelledError):
            await laying


def test_only_ports_that_ask_for_one_are_the_nodes() -> None:
    """In small letters, as the CNI plugin has them."""
    ports = [
        {"containerPort": 80},
        {"containerPort": 53, "hostPort": 5353, "protocol": "UDP", "hostIP": "10.0.2.15"},
        {"containerPort": 8080, "hostPort": 80, "protocol": "TCP"},
    ]
    pod = {"spec": {"containers": [{"name": "a", "ports": ports[:2]}, {"name": "b", "ports": ports[2:]}]}}
    found = [(one.host, one.container, one.protocol, one.host_ip) for one in ground.host_ports(pod)]
    assert found == [(5353, 53, "udp", "10.0.2.15"), (80, 8080, "tcp", "")]
