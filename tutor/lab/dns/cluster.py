"""Keeps an index true to the API server, from inside a pod (rest.InClusterConfig; plugin/kubernetes/controller.go)."""

import asyncio
import dataclasses
import os
import ssl
import time
from pathlib import Path

from tutor.base import aio
from tutor.lab.client import informer, resources, rest
from tutor.lab.dns import dispenser
from tutor.lab.dns import index as index_

ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
KNOCK_SECONDS = (0.05, 0.05, 0.05, 0.1, 0.1, 0.2, 0.5)
"""Patience of each first attempt to connect: until kube-proxy's rules are there, packets vanish without an answer,
and the kernel would send the next SYN only after a second."""


SERVICE_IMPORTS = resources.Resource("multicluster.x-k8s.io", "v1alpha1", "serviceimports", "ServiceImport")
"""Of the Multi-Cluster Services API: where its CRD is missing, the list never succeeds, as with the real server."""


@dataclasses.dataclass(frozen=True)
class Access:
    """Where the API server is, and how to be known to it."""

    url: str
    token: str = ""
    ca: str = ""
    """The CA's file; empty for plain HTTP."""

    @property
    def host_port(self) -> tuple[str, int]:
        """The address to connect to."""
        host, _, port = self.url.rpartition("://")[2].rpartition(":")
        return host.strip("[]"), int(port)


def in_cluster() -> Access:
    """Read what the kubelet has put into the container. Raises CorefileError in client-go's words."""
    host, port = os.environ.get("KUBERNETES_SERVICE_HOST", ""), os.environ.get("KUBERNETES_SERVICE_PORT", "")
    if not host or not port:
        what = "unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT"
        raise dispenser.CorefileError(f"{what} must be defined")
    try:
        token = (ACCOUNT / "token").read_text().strip()
    except OSError as error:
        raise dispenser.CorefileError(f"open {ACCOUNT}/token: {(error.strerror or '').lower()}") from error
    shown = f"[{host}]" if ":" in host else host
    return Access(f"https://{shown}:{port}", token, str(ACCOUNT / "ca.crt"))


@dataclasses.dataclass(frozen=True)
class Wanted:
    """Which objects to follow; the labels are selectors as text."""

    pods: bool = False
    imports: bool = False
    endpoints: bool = True
    labels: str = ""
    namespace_labels: str = ""


class Connection:
    """Informers that fill one index, and another one with what is imported from other clusters.

    `start` and `stop` own them.
    """

    def __init__(self, access: Access, index: index_.Index, imports: index_.Index, wanted: Wanted) -> None:
        self._access, self._index, self._imports, self._wanted = access, index, imports, wanted
        self._informers: list[informer.Informer] = []
        self._client: rest.Client | None = None
        self._tasks: aio.Tasks | None = None
        self.failure = ""

    @property
    def synced(self) -> bool:
        """Whether every kind has been listed once."""
        return bool(self._informers) and all(each.synced.is_set() for each in self._informers)

    async def start(self) -> None:
        """Begin to connect, list and watch."""
        tls = ssl.create_default_context(cafile=self._access.ca) if self._access.ca else None
        self._client = rest.Client(self._access.url, token=self._access.token, tls=tls)
        kinds = [
            (resources.SERVICES, self._wanted.labels, self._service),
            *(
                [(resources.ENDPOINT_SLICES, self._wanted.labels, self._slice)]
                if self._wanted.endpoints
                else []
            ),
            (resources.NAMESPACES, self._wanted.namespace_labels, self._namespace),
            *([(resources.PODS, "", self._pod)] if self._wanted.pods else []),
            *([(SERVICE_IMPORTS, "", self._import)] if self._wanted.imports else []),
        ]
        for kind, labels, handler in kinds:
            made = informer.Informer(self._client, kind, labels=labels)
            made.on_change(handler)
            self._informers.append(made)
        self._tasks = aio.Tasks()
        self._tasks.start(self._run(), name="dns kubernetes")

    async def stop(self) -> None:
        """Let go of the API server."""
        if self._tasks is not None:
            await self._tasks.close()
        if self._client is not None:
            await self._client.close()

    async def wait(self, seconds: float) -> bool:
        """Wait for the first sync; whether it came in time."""
        try:
            async with asyncio.timeout(seconds):
                for each in self._informers:
                    await each.synced.wait()
        except TimeoutError:
            return False
        return True

    async def _run(self) -> None:
        assert self._tasks is not None
        await self._knock()
        for each in self._informers:
            self._tasks.start(each.run(), name=f"dns {each.kind.plural}")

    async def _knock(self) -> None:
        """Return as soon as something accepts connections at the API server's address."""
        host, port = self._access.host_port
        attempt = 0
        while True:
            patience = KNOCK_SECONDS[min(attempt, len(KNOCK_SECONDS) - 1)]
            began = time.monotonic()
            try:
                async with asyncio.timeout(patience):
                    _, writer = await asyncio.open_connection(host, port)
                writer.close()
                return
            except (OSError, TimeoutError) as error:
                self.failure = str(error) or "i/o timeout"
            attempt += 1
            await asyncio.sleep(max(0.0, patience - (time.monotonic() - began)))

    def _service(self, change: str, obj: resources.Object, _: resources.Object | None) -> None:
        self._touch()
        if change == "DELETED":
            self._index.drop_service((obj["metadata"].get("namespace", ""), obj["metadata"]["name"]))
        else:
            self._index.put_service(index_.service_of(obj))

    def _slice(self, change: str, obj: resources.Object, _: resources.Object | None) -> None:
        self._touch()
        meta = obj["metadata"]
        for known in (self._index, self._imports):
            known.drop_slice(meta.get("namespace", ""), meta["name"])
        if change != "DELETED":
            piece = index_.slice_of(obj)
            (self._imports if piece.cluster else self._index).put_slice(meta["name"], piece)

    def _import(self, change: str, obj: resources.Object, _: resources.Object | None) -> None:
        self._touch()
        if change == "DELETED":
            self._imports.drop_service((obj["metadata"].get("namespace", ""), obj["metadata"]["name"]))
        else:
            self._imports.put_service(index_.import_of(obj))

    def _namespace(self, change: str, obj: resources.Object, _: resources.Object | None) -> None:
        name = obj["metadata"]["name"]
        if change == "DELETED":
            self._index.namespaces.pop(name, None)
        else:
            self._index.namespaces[name] = obj["metadata"].get("labels") or {}

    def _pod(self, change: str, obj: resources.Object, _: resources.Object | None) -> None:
        key = (obj["metadata"].get("namespace", ""), obj["metadata"]["name"])
        self._index.put_pod(key, "" if change == "DELETED" else index_.pod_ip(obj))

    def _touch(self) -> None:
        self._index.serial = int(time.time())
