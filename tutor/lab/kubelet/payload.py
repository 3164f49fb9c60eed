"""The files of configMap, secret, downwardAPI and projected volumes (Kubernetes: pkg/volume/*)."""

from collections.abc import Mapping
from typing import NamedTuple

from tutor.lab.client import resources
from tutor.lab.kubelet import downward, environment

DEFAULT_MODE = 0o644
WRITTEN = ("configMap", "secret", "downwardAPI", "projected")
"""The kinds of volume whose files the kubelet writes."""


class MountError(Exception):
    """A volume cannot be set up (event FailedMount)."""


class File(NamedTuple):
    """One file of a volume."""

    content: bytes
    mode: int


Files = dict[str, File]
"""Files by their path inside the volume."""


class TokenSource(NamedTuple):
    """A service account token that a projected volume asks for; audience "" is the API server."""

    path: str
    audience: str
    seconds: int


def references(volume: resources.Object) -> list[environment.Reference]:
    """The config maps and secrets that the volume's files come from."""
    found: list[environment.Reference] = []
    for source in _sources(volume):
        optional = bool((source.get("configMap") or source.get("secret") or {}).get("optional"))
        if "configMap" in source:
            found.append(environment.Reference(resources.CONFIG_MAPS, source["configMap"]["name"], optional))
        if "secret" in source:
            name = source["secret"].get("secretName") or source["secret"].get("name", "")
            found.append(environment.Reference(resources.SECRETS, name, optional))
    return found


def token_sources(volume: resources.Object) -> list[TokenSource]:
    """The tokens that must be asked for before `build`."""
    asked = [source["serviceAccountToken"] for source in _sources(volume) if "serviceAccountToken" in source]
    return [
        TokenSource(ask["path"], ask.get("audience", ""), ask.get("expirationSeconds") or 3600)
        for ask in asked
    ]


def build(
    pod: resources.Object,
    volume: resources.Object,
    objects: environment.Objects,
    *,
    tokens: Mapping[str, str],
    allocatable: dict[str, str],
) -> Files:
    """All files of the volume; `tokens` by path. Raises MountError for what is missing and not optional."""
    mode = _default_mode(volume)
    files: Files = {}
    for source in _sources(volume):
        if "serviceAccountToken" in source:
            path = source["serviceAccountToken"]["path"]
            files[path] = File(tokens[path].encode(), mode)
        elif "downwardAPI" in source:
            files |= _downward(pod, source["downwardAPI"], mode, allocatable)
        elif "configMap" in source or "secret" in source:
            files |= _from_object(pod["metadata"]["namespace"], source, objects, mode)
    return files


def _sources(volume: resources.Object) -> list[resources.Object]:
    if "projected" in volume:
        return list(volume["projected"].get("sources") or [])
    return [{kind: volume[kind]} for kind in WRITTEN if kind in volume]


def _default_mode(volume: resources.Object) -> int:
    for kind in WRITTEN:
        if kind in volume:
            mode = volume[kind].get("defaultMode")
            return DEFAULT_MODE if mode is None else int(mode)
    return DEFAULT_MODE


def _from_object(namespace: str, source: resources.Object, objects: environment.Objects, mode: int) -> Files:
    kind = resources.CONFIG_MAPS if "configMap" in source else resources.SECRETS
    ask = source.get("configMap") or source["secret"]
    name = ask.get("name") or ask.get("secretName", "")
    obj = objects.get((kind.plural, name))
    if obj is None:
        if ask.get("optional"):
            return {}
        raise MountError(environment.missing(kind, name))
    data = environment.data_of(obj)
    if not ask.get("items"):
        return {key: File(value, mode) for key, value in data.items()}
    return _picked(namespace, kind, name, ask, data, mode)


def _picked(
    namespace: str,
    kind: resources.Resource,
    name: str,
    ask: resources.Object,
    data: dict[str, bytes],
    mode: int,
) -> Files:
    files: Files = {}
    for item in ask["items"]:
        if item["key"] in data:
            own = item.get("mode")
            files[item["path"]] = File(data[item["key"]], mode if own is None else own)
        elif not ask.get("optional"):
            what = "configmap" if kind is resources.CONFIG_MAPS else "secret"
            raise MountError(f"{what} references non-existent {what} key: {namespace}/{name} {item['key']}")
    return files


def _downward(pod: resources.Object, ask: resources.Object, mode: int, allocatable: dict[str, str]) -> Files:
    files: Files = {}
    for item in ask.get("items") or []:
        try:
            if "fieldRef" in item:
                text = downward.field(pod, item["fieldRef"]["fieldPath"])
            else:
                text = downward.resource(pod, {}, item["resourceFieldRef"], allocatable)
        except ValueError as error:
            raise MountError(str(error)) from error
        own = item.get("mode")
        files[item["path"]] = File(text.encode(), mode if own is None else own)
    return files
