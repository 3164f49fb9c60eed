"""Sets up a pod's volumes on the node and keeps what the kubelet writes in them true."""

import asyncio
import datetime
import errno
import os
from pathlib import Path

from tutor.lab.client import resources, rest
from tutor.lab.kubelet import atomicdir, context, environment, payload, rootfs

PLUGINS = {
    "configMap": "kubernetes.io~configmap",
    "secret": "kubernetes.io~secret",
    "downwardAPI": "kubernetes.io~downward-api",
    "projected": "kubernetes.io~projected",
    "emptyDir": "kubernetes.io~empty-dir",
}
ROOT_CA = "kube-root-ca.crt"
REFRESH_SHARE = 0.8
"""A token is asked for anew when this share of its time has passed."""


class Volumes:
    """The volumes of one pod."""

    def __init__(self, scene: context.Scene) -> None:
        self._scene = scene
        self._tokens: dict[tuple[str, str], tuple[str, float]] = {}

    @property
    def _declared(self) -> list[resources.Object]:
        return self._scene.pod["spec"].get("volumes") or []

    def source(self, name: str) -> str:
        """The volume's path on the node. Raises KeyError for a volume that the pod does not declare."""
        volume = next((item for item in self._declared if item["name"] == name), None)
        if volume is None:
            raise KeyError(name)
        if "hostPath" in volume:
            return str(volume["hostPath"]["path"])
        return f"{self._scene.directory}/volumes/{PLUGINS[_kind(volume)]}/{name}"

    def find(self, spec: resources.Object, path: str) -> Path:
        """Where a file of a volume is that a container sees at `path`. Raises FileNotFoundError."""
        for mount in sorted(spec.get("volumeMounts") or [], key=lambda item: -len(item["mountPath"])):
            below = path.removeprefix(mount["mountPath"].rstrip("/"))
            if below != path and (not below or below.startswith("/")):
                inside = f"{self.source(mount['name'])}/{mount.get('subPath') or ''}{below}"
                return Path(self._scene.context.host.path(inside))
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)

    async def set_up(self) -> None:
        """Make every volume. Raises payload.MountError for one that cannot be made."""
        for volume in self._declared:
            try:
                await self._set_up(volume)
            except (payload.MountError, OSError) as error:
                text = f'MountVolume.SetUp failed for volume "{volume["name"]}" : {error}'
                raise payload.MountError(text) from error

    async def refresh(self) -> None:
        """Write anew what has changed; a source that has gone leaves the files as they are."""
        for volume in self._declared:
            if _kind(volume) in payload.WRITTEN:
                try:
                    await self._write(volume)
                except payload.MountError as error:
                    text = f'MountVolume.SetUp failed for volume "{volume["name"]}" : {error}'
                    self._scene.context.events.pod(self._scene.pod, "Warning", "FailedMount", text)

    def refers_to(self, kind: resources.Resource, name: str) -> bool:
        """Whether a volume's files come from that object."""
        refs = [ref for volume in self._declared for ref in payload.references(volume)]
        return any(ref.kind == kind and ref.name == name for ref in refs)

    def next_token_refresh(self) -> float | None:
        """Epoch seconds when the first token is due for renewal; None without tokens."""
        return min((due for _, due in self._tokens.values()), default=None)

    async def _set_up(self, volume: resources.Object) -> None:
        kind = _kind(volume)
        if kind in payload.WRITTEN:
            await self._write(volume)
        elif kind == "emptyDir":
            path = Path(self._scene.context.host.path(self.source(volume["name"])))
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o777)
        elif kind == "hostPath":
            self._host_path(volume["hostPath"])
        else:
            raise payload.MountError(f"the lab's kubelet has no volumes of type {kind}")

    def _host_path(self, ask: resources.Object) -> None:
        # With the links read as the host reads them: the kernel would take /var/run for the supervisor's own /run.
        path = Path(rootfs.inside(self._scene.context.host.path("").rstrip("/"), ask["path"]))
        match ask.get("type") or "":
            case "DirectoryOrCreate":
                path.mkdir(parents=True, exist_ok=True)
            case "FileOrCreate":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
            case "Directory" if not path.is_dir():
                raise payload.MountError(f"hostPath type check failed: {ask['path']} is not a directory")
            case "File" if not path.is_file():
                raise payload.MountError(f"hostPath type check failed: {ask['path']} is not a file")
            case "" if not os.path.lexists(path):
                path.mkdir(parents=True)

    async def _write(self, volume: resources.Object) -> None:
        scene = self._scene
        found = await self._objects(payload.references(volume))
        tokens = {ask.path: await self._token(ask) for ask in payload.token_sources(volume)}
        files = payload.build(scene.pod, volume, found, tokens=tokens, allocatable=scene.context.allocatable)
        atomicdir.write(Path(scene.context.host.path(self.source(volume["name"]))), files)

    async def _objects(self, refs: list[environment.Reference]) -> environment.Objects:
        scene = self._scene
        namespace = scene.pod["metadata"]["namespace"]
        found: dict[tuple[str, str], resources.Object] = {}
        for ref in refs:
            obj = await scene.context.sources.get(ref.kind, namespace, ref.name)
            if obj is None and ref.name == ROOT_CA and scene.context.node.ca_certificate:
                obj = {"data": {"ca.crt": scene.context.node.ca_certificate}}
            if obj is not None:
                found[ref.kind.plural, ref.name] = obj
        return found

    async def _token(self, ask: payload.TokenSource) -> str:
        now = datetime.datetime.now(datetime.UTC).timestamp()
        key = (ask.path, ask.audience)
        if key in self._tokens and self._tokens[key][1] > now:
            return self._tokens[key][0]
        meta = self._scene.pod["metadata"]
        account = self._scene.pod["spec"].get("serviceAccountName") or "default"
        spec: resources.Object = {
            "audiences": [ask.audience] if ask.audience else [],
            "expirationSeconds": ask.seconds,
            "boundObjectRef": {"apiVersion": "v1", "kind": "Pod", "name": meta["name"], "uid": meta["uid"]},
        }
        path = resources.SERVICE_ACCOUNTS.path(meta["namespace"], account, "token")
        body = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec}
        try:
            answer = await self._scene.context.client.request("POST", path, body=body)
        except rest.ApiError as error:
            raise payload.MountError(f"failed to fetch token: {error}") from error
        token: str = answer["status"]["token"]
        self._tokens[key] = (token, now + ask.seconds * REFRESH_SHARE)
        return token


async def until(moment: float) -> None:
    """Sleep until an epoch second."""
    await asyncio.sleep(max(0.0, moment - datetime.datetime.now(datetime.UTC).timestamp()))


def _kind(volume: resources.Object) -> str:
    return next((key for key in volume if key != "name"), "emptyDir")
