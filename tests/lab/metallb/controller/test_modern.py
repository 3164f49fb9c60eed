"""The controller of >= 0.13, with the custom resources that the manifest defines."""

import asyncio
import itertools
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.lab.metallb.controller import world
from tutor.base import aio
from tutor.lab.client import resources, rest
from tutor.lab.metallb import log, model
from tutor.lab.metallb.config import source
from tutor.lab.metallb.controller import secret

MANIFEST = Path(__file__).parents[4] / "assets" / "metallb" / "v0.14" / "metallb-native.yaml"
FROM_POOL = "metallb.io/ip-allocated-from-pool"


async def define(client: rest.Client) -> None:
    """Create the manifest's definitions and wait until they are served."""
    for document in yaml.safe_load_all(MANIFEST.read_text()):
        if document and document["kind"] == "CustomResourceDefinition":
            await client.create(resources.CUSTOM_RESOURCE_DEFINITIONS, document)

    async def served() -> bool:
        try:
            for kind in source.SPEAKER_KINDS:
                await client.list(kind)
        except rest.ApiError:
            return False
        return True

    await world.settle(served, bool)


def pool(name: str, address: str, **more: Any) -> dict[str, Any]:
    """An IPAddressPool of one network."""
    meta = {"name": name, "namespace": world.NAMESPACE}
    return {"metadata": meta, "spec": {"addresses": [address], **more}}


async def test_a_changed_pool_moves_its_services(
    client: rest.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    """At once; a pool that cannot be used is told in the log, and the one before goes on."""
    await define(client)
    async with world.controller(client, modern=True):
        await world.create(client, "a")
        made = await client.create(source.POOLS, pool("first", "10.9.0.0/30"))
        await world.until(client, {"a": "10.9.0.0"})
        noted = (await client.get(resources.SERVICES, "a", "default"))["metadata"]["annotations"]
        assert noted == {FROM_POOL: "first"}
        await client.update(source.POOLS, {**made, "spec": {"addresses": ["10.8.0.0/30"]}})
        await world.until(client, {"a": "10.8.0.0"})
        await world.settle(lambda: world.told(client), lambda seen: ("a", "ClearAssignment") in seen)
        await client.create(source.POOLS, pool("second", "10.8.0.0/24"))
        await world.create(client, "b")
        await world.until(client, {"a": "10.8.0.0", "b": "10.8.0.1"})
    out = capfd.readouterr().out
    assert "overlaps with already defined CIDR" in out
    assert '"event":"config reloaded"' in out


async def test_services_of_another_class_are_left_alone(client: rest.Client) -> None:
    """A class of one's own may be set by flag."""
    await define(client)
    await client.create(source.POOLS, pool("p", "10.9.0.0/30"))
    async with world.controller(client, modern=True):
        await world.create(client, "other", loadBalancerClass="example.org/lb")
        await world.create(client, "mine")
        await world.until(client, {"other": "", "mine": "10.9.0.0"})
    async with world.controller(client, modern=True, load_balancer_class="example.org/lb"):
        await world.until(client, {"other": "10.9.0.0", "mine": "10.9.0.0"})


async def test_a_pool_is_kept_for_a_namespace_by_its_labels(client: rest.Client) -> None:
    """The labels may come later."""
    await define(client)
    kept = {"namespaceSelectors": [{"matchLabels": {"team": "x"}}]}
    await client.create(source.POOLS, pool("kept", "10.9.0.0/30", serviceAllocation=kept))
    await client.create(source.POOLS, pool("open", "10.8.0.0/30"))
    async with world.controller(client, modern=True):
        await world.create(client, "a")
        await world.until(client, {"a": "10.8.0.0"})
        await client.patch(resources.NAMESPACES, "default", {"metadata": {"labels": {"team": "x"}}})
        await world.create(client, "b")
        await world.until(client, {"a": "10.8.0.0", "b": "10.9.0.0"})


async def test_the_key_of_the_speakers_is_made_once(client: rest.Client) -> None:
    """It belongs to the Deployment."""
    labels = {"app": "metallb"}
    spec = {
        "selector": {"matchLabels": labels},
        "template": {
            "metadata": {"labels": labels},
            "spec": {"containers": [{"name": "c", "image": "quay.io/metallb/controller:v0.14.9"}]},
        },
    }
    meta = {"name": "controller", "namespace": world.NAMESPACE}
    await client.create(resources.DEPLOYMENTS, {"metadata": meta, "spec": spec})
    await secret.ensure(client, world.NAMESPACE, "memberlist", "controller")
    first = await client.get(resources.SECRETS, "memberlist", world.NAMESPACE)
    await secret.ensure(client, world.NAMESPACE, "memberlist", "controller")
    assert await client.get(resources.SECRETS, "memberlist", world.NAMESPACE) == first
    assert first["metadata"]["ownerReferences"][0]["name"] == "controller"
    assert len(first["data"]["secretkey"]) > 128


async def test_a_configuration_that_is_refused_is_tried_again(client: rest.Client) -> None:
    """Sooner at first, then later and later, until it is taken."""
    await define(client)
    await client.create(source.POOLS, pool("p", "10.9.0.0/30"))
    tried: list[float] = []
    taken = asyncio.Event()

    async def take(config: model.Config | None) -> bool:
        assert config is not None
        tried.append(asyncio.get_running_loop().time())
        if len(tried) == 5:
            taken.set()
        return taken.is_set()

    form = source.Form.CUSTOM_RESOURCES
    followed = source.Source(client, log.Log(), take, form=form, kinds=(source.POOLS,))
    async with aio.tasks() as owner:
        owner.start(followed.run(), name="test configuration")
        async with asyncio.timeout(20):
            await taken.wait()
    pauses = [later - earlier for earlier, later in itertools.pairwise(tried)]
    assert all(pause >= source.FIRST_PAUSE * 2**n for n, pause in enumerate(pauses))
