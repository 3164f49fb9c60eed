"""Starts all controllers and the scheduler, each under its own name, and ends them together."""

import asyncio
import dataclasses
from collections.abc import Callable, Sequence

from tutor.base import aio
from tutor.lab.client import rest
from tutor.lab.controllers import (
    accounts,
    autoscaler,
    caches,
    disruption,
    lifecycle,
    namespaces,
    quotas,
    recorder,
    stillness,
    volumes,
    world,
)
from tutor.lab.controllers.cronjob import controller as cronjob
from tutor.lab.controllers.daemonset import controller as daemonset
from tutor.lab.controllers.deployment import controller as deployment
from tutor.lab.controllers.endpoints import controller as endpoints
from tutor.lab.controllers.endpoints import mirror
from tutor.lab.controllers.garbage import controller as garbage
from tutor.lab.controllers.job import controller as job
from tutor.lab.controllers.replicaset import controller as replicaset
from tutor.lab.controllers.scheduler import controller as scheduler
from tutor.lab.controllers.statefulset import controller as statefulset

CONTROLLERS, SCHEDULER = COMPONENTS = ("kube-controller-manager", "kube-scheduler")

ClientFactory = Callable[[str], rest.Client]
"""Makes a client for a component: "kube-controller-manager" or "kube-scheduler"."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """What the controllers must be told."""

    ca: str
    """The cluster's CA certificate (PEM), for the ConfigMap kube-root-ca.crt of each namespace."""
    node_grace: float = lifecycle.GRACE_SECONDS
    """Seconds without a sign of life after which a node is lost."""


async def run(
    client_factory: ClientFactory,
    settings: Settings,
    ready: asyncio.Event | None = None,
    *,
    components: Sequence[str] = COMPONENTS,
    still: stillness.Stillness | None = None,
) -> None:
    """Run for ever; `ready` is set once all caches are filled. Raises what a part failed with.

    `components` that run together share their caches. They stand still when `still` says so.
    """
    still = still or stillness.Stillness()
    async with aio.tasks() as owner:
        clients = {name: client_factory(name) for name in components}
        shared = caches.Caches(clients[components[0]], owner)
        worlds = {name: _world(client, shared, owner, still) for name, client in clients.items()}
        try:
            if CONTROLLERS in worlds:
                _controllers(worlds[CONTROLLERS], settings)
            if SCHEDULER in worlds:
                scheduler.Controller(worlds[SCHEDULER])
            with still.follows(shared):
                await shared.start()
                if ready is not None:
                    ready.set()
                raise await owner.failed
        finally:
            for one in worlds.values():
                one.close()
            await owner.close()
            await asyncio.gather(*(client.close() for client in clients.values()))


def _world(
    client: rest.Client, shared: caches.Caches, owner: aio.Tasks, still: stillness.Stillness
) -> world.World:
    events = recorder.Recorder(client)
    owner.start(events.run(), name="events")
    return world.World(client, shared, events, owner, still)


def _controllers(of: world.World, settings: Settings) -> None:
    """Each says what it watches when it is made, and is kept by its handlers."""
    accounts.Controller(of, settings.ca)
    namespaces.Controller(of)
    deployment.Controller(of)
    replicaset.Controller(of)
    daemonset.Controller(of)
    statefulset.Controller(of)
    job.Controller(of)
    cronjob.Controller(of)
    endpoints.Controller(of)
    mirror.Controller(of)
    garbage.Controller(of)
    lifecycle.Controller(of, settings.node_grace)
    disruption.Controller(of)
    autoscaler.Controller(of)
    quotas.Controller(of)
    volumes.Controller(of)
