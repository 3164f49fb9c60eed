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


class CalmHost:
    """Takes sandboxes away, and remembers which."""

    def __init__(self) -> None:
        self.removed: list[str] = []

    async def remove_sandbox(self, uid: str) -> None:
        """Remember it."""
        self.removed.append(uid)

    async def remove(self, _namespace: str, name: str) -> None:
        """As a CNI plugin."""
        self.removed.append(name)


@pytest.mark.parametrize(("spec", "lingers"), [({}, True), ({"hostNetwork": True}, False)])
async def test_a_pods_address_outlives_its_containers(
    monkeypatch: pytest.MonkeyPatch, spec: dict[str, object], lingers: bool
) -> None:
    """Who reconnects as a server ends must be refused by somebody; a node's own address stays anyway."""
    monkeypatch.setattr(ground, "TEARDOWN_SECONDS", 3600.0 if lingers else 0.0)
    host = CalmHost()
    scene: Any = SimpleNamespace(
        pod={"metadata": {"name": "web", "namespace": "default"}, "spec": spec},
        uid="7",
        sandbox=object(),
        standing=asyncio.Event(),
        context=SimpleNamespace(host=host, cni=host),
    )
    its = ground.Ground(cast(context.Scene, scene), cast(volumes.Volumes, None))
    retiring = asyncio.create_task(its.retire())
    done, _ = await asyncio.wait((retiring,), timeout=0.1 if lingers else 10)
    assert bool(done) is not lingers
    assert host.removed == ([] if lingers else ["7"])
    await its.clear()
    assert host.removed == (["7", "web"] if lingers else ["7"])
    retiring.cancel()


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
