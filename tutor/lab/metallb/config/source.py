"""Follows the configuration in the API and hands every version of it to its user (controller or speaker).

ConfigMap form: internal/k8s/k8s.go of v0.11. Custom resources: internal/k8s/controllers/{pool,config}_controller.go.
"""

import asyncio
import enum
from collections.abc import Awaitable, Callable, Sequence

from tutor.base import aio
from tutor.lab.client import informer, resources, rest
from tutor.lab.metallb import log as log_
from tutor.lab.metallb import model
from tutor.lab.metallb.config import configmap, custom, invalid, objects

GROUP = "metallb.io"
POOLS = resources.Resource(GROUP, "v1beta1", "ipaddresspools", "IPAddressPool")
L2_ADVERTISEMENTS = resources.Resource(GROUP, "v1beta1", "l2advertisements", "L2Advertisement")
BGP_ADVERTISEMENTS = resources.Resource(GROUP, "v1beta1", "bgpadvertisements", "BGPAdvertisement")
PEERS = resources.Resource(GROUP, "v1beta2", "bgppeers", "BGPPeer")
BFD_PROFILES = resources.Resource(GROUP, "v1beta1", "bfdprofiles", "BFDProfile")
COMMUNITIES = resources.Resource(GROUP, "v1beta1", "communities", "Community")

CONTROLLER_KINDS = (POOLS, COMMUNITIES, resources.NAMESPACES)
"""All that the controller reads: pools without their advertisements."""
SPEAKER_KINDS = (
    *CONTROLLER_KINDS,
    L2_ADVERTISEMENTS,
    BGP_ADVERTISEMENTS,
    PEERS,
    BFD_PROFILES,
    resources.SECRETS,
    resources.NODES,
)

FIRST_PAUSE, LONGEST_PAUSE = 0.005, 1000.0
"""Seconds before custom resources that were refused are tried again; each time twice as many (controller-runtime)."""

Take = Callable[[model.Config | None], Awaitable[bool]]
"""Takes up a configuration, None for one that is gone; False refuses it, and says why in the log itself."""


class Form(enum.Enum):
    """Where the configuration stands."""

    CONFIG_MAP = "ConfigMap"
    CUSTOM_RESOURCES = "custom resources"


def form_of(arguments: Sequence[str]) -> tuple[Form, str]:
    """The form that a program with these arguments reads, and the ConfigMap's name.

    Up to 0.12 the manifests say `--config=NAME`; that flag is gone from 0.13 on.
    """
    for index, word in enumerate(arguments):
        flag, _, value = word.lstrip("-").partition("=")
        if word.startswith("-") and flag == "config":
            return Form.CONFIG_MAP, value or next(iter(arguments[index + 1 :]), "") or "config"
    return Form.CUSTOM_RESOURCES, ""


class Source:
    """Watches the configuration; run `run()` as a task. `synced` is set when the first version was handed over."""

    def __init__(
        self,
        client: rest.Client,
        log: log_.Log,
        take: Take,
        *,
        form: Form,
        namespace: str = "metallb-system",
        name: str = "config",
        kinds: Sequence[resources.Resource] = SPEAKER_KINDS,
    ) -> None:
        self.synced = asyncio.Event()
        self.stale = False
        self.loaded = False
        self._take, self._form, self._namespace, self._name = take, form, namespace, name
        self._log = log
        self._changed: dict[str, None] = {}
        self._wake = asyncio.Event()
        self._known: model.Config | None = None
        self._refused = ""
        """What led to a configuration that was refused, and is tried again; empty where none was."""
        self._refusals = 0
        self._informers = self._watched(client, kinds)

    def _watched(
        self, client: rest.Client, kinds: Sequence[resources.Resource]
    ) -> dict[resources.Resource, informer.Informer]:
        found: dict[resources.Resource, informer.Informer] = {}
        fields = f"metadata.name={self._name}" if self._form is Form.CONFIG_MAP else ""
        for kind in (resources.CONFIG_MAPS,) if self._form is Form.CONFIG_MAP else kinds:
            scope = self._namespace if kind.namespaced else ""
            found[kind] = informer.Informer(client, kind, namespace=scope, fields=fields)
            found[kind].on_change(self._note)
        return found

    def _note(self, change: str, obj: resources.Object, before: resources.Object | None) -> None:
        if change == "MODIFIED" and before is not None and not _matters(obj, before):
            return
        self._changed[informer.key_of(obj)] = None
        self._wake.set()

    async def run(self) -> None:
        """Hand over what there is, and then every change, for ever."""
        async with aio.tasks() as owner:
            for kind, watched in self._informers.items():
                owner.start(watched.run(), name=f"metallb {kind.plural}")
            owner.start(self._hand_over(), name="metallb configuration")
            raise await asyncio.shield(owner.failed)

    async def _hand_over(self) -> None:
        for watched in self._informers.values():
            await watched.synced.wait()
        while True:
            while self._changed:
                key = next(iter(self._changed))
                del self._changed[key]
                await self._load(key)
            self.synced.set()
            await self._rest()

    async def _rest(self) -> None:
        """Until something changes, or what was refused is due again."""
        due = min(FIRST_PAUSE * 2 ** min(self._refusals - 1, 20), LONGEST_PAUSE) if self._refused else None
        try:
            async with asyncio.timeout(due):
                await self._wake.wait()
        except TimeoutError:
            self._changed[self._refused] = None
        self._wake.clear()

    async def _load(self, key: str) -> None:
        if self._form is Form.CONFIG_MAP:
            await self._load_map(key)
        else:
            await self._load_custom(key)

    async def _load_map(self, key: str) -> None:
        log = self._log.having(configmap=key)
        found = self._informers[resources.CONFIG_MAPS].get(self._name, self._namespace)
        if found is None:
            self.stale = True
            await self._take(None)
            return
        reason: str | None = None
        try:
            config = configmap.parse((found.get("data") or {}).get("config", ""))
        except invalid.Invalid as error:
            taken, reason = False, str(error)
        else:
            taken = await self._take(config)
        self.stale, self.loaded = not taken, self.loaded or taken
        if taken:
            log.info(event="configLoaded", msg="config (re)loaded")
        else:
            log.error(event="configStale", error=reason, msg="config (re)load failed, config marked stale")

    async def _load_custom(self, key: str) -> None:
        part = "Config" if PEERS in self._informers else "Pool"
        log = self._log.having(caller=f"{part.lower()}_controller.go:48", controller=f"{part}Reconciler")
        log.info(**{"start reconcile": key})
        refused = not await self._reconcile(log)
        self._refused = key if refused else ""
        self._refusals = self._refusals + 1 if refused else 0
        log.info(**{"end reconcile": key})

    async def _reconcile(self, log: log_.Log) -> bool:
        """Whether there is nothing to try again."""
        try:
            config = custom.parse(self._objects())
        except invalid.Invalid as error:
            self.stale = True
            log.error(error=str(error), event="failed to parse the configuration")
            return True
        if config == self._known:
            return True
        taken = await self._take(config)
        self.stale, self.loaded = not taken, self.loaded or taken
        if not taken:
            log.error(event="reload failed, retry")
            return False
        self._known = config
        log.info(event="force service reload")
        log.info(event="config reloaded")
        return True

    def _objects(self) -> objects.Objects:
        def of(kind: resources.Resource) -> tuple[resources.Object, ...]:
            watched = self._informers.get(kind)
            return tuple(sorted(watched, key=informer.key_of)) if watched is not None else ()

        return objects.Objects(
            pools=of(POOLS),
            communities=of(COMMUNITIES),
            namespaces=of(resources.NAMESPACES),
            l2_advertisements=of(L2_ADVERTISEMENTS),
            bgp_advertisements=of(BGP_ADVERTISEMENTS),
            peers=of(PEERS),
            bfd_profiles=of(BFD_PROFILES),
            secrets=of(resources.SECRETS),
            nodes=of(resources.NODES),
        )


def _matters(obj: resources.Object, before: resources.Object) -> bool:
    """Whether the configuration can read differently: of nodes and namespaces only the labels count."""
    meta, known = obj["metadata"], before["metadata"]
    return "namespace" in meta or meta.get("labels") != known.get("labels")
