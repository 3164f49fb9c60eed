"""A container's environment (Kubernetes: pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables)."""

import base64
from collections.abc import Mapping
from typing import NamedTuple

from tutor.lab.client import resources
from tutor.lab.kubelet import downward, expand

Objects = Mapping[tuple[str, str], resources.Object]
"""Config maps and secrets by (plural, name), fetched before."""

KINDS = {
    "configMapKeyRef": resources.CONFIG_MAPS,
    "secretKeyRef": resources.SECRETS,
    "configMapRef": resources.CONFIG_MAPS,
    "secretRef": resources.SECRETS,
}


class ConfigError(Exception):
    """The container cannot be made of what its spec refers to (waiting reason CreateContainerConfigError)."""


class Reference(NamedTuple):
    """A config map or secret that an environment reads."""

    kind: resources.Resource
    name: str
    optional: bool


def references(container: resources.Object) -> list[Reference]:
    """What must be fetched before `build`."""
    found: list[Reference] = []
    sources = [entry.get("valueFrom") or {} for entry in container.get("env") or []]
    for source in [*sources, *(container.get("envFrom") or [])]:
        for word, kind in KINDS.items():
            if ref := source.get(word):
                found.append(Reference(kind, ref["name"], bool(ref.get("optional"))))
    return found


def build(
    pod: resources.Object,
    container: resources.Object,
    objects: Objects,
    *,
    services: Mapping[str, str],
    allocatable: dict[str, str],
) -> dict[str, str]:
    """All variables: services, then envFrom, then env, each over the ones before. Raises ConfigError."""
    found: dict[str, str] = {}
    for source in container.get("envFrom") or []:
        found |= _from_object(source, objects)
    for entry in container.get("env") or []:
        value = _value(pod, container, entry, objects, {**services, **found}, allocatable)
        if value is not None:
            found[entry["name"]] = value
    return {**services, **found}


def _from_object(source: resources.Object, objects: Objects) -> dict[str, str]:
    word = "configMapRef" if "configMapRef" in source else "secretRef"
    ref = source[word]
    obj = objects.get((KINDS[word].plural, ref["name"]))
    if obj is None:
        if ref.get("optional"):
            return {}
        raise ConfigError(missing(KINDS[word], ref["name"]))
    prefix = source.get("prefix", "")
    return {prefix + key: value.decode(errors="replace") for key, value in data_of(obj).items()}


def _value(
    pod: resources.Object,
    container: resources.Object,
    entry: resources.Object,
    objects: Objects,
    known: Mapping[str, str],
    allocatable: dict[str, str],
) -> str | None:
    source = entry.get("valueFrom")
    if not source:
        return expand.expand(entry.get("value") or "", known)
    try:
        if "fieldRef" in source:
            return downward.field(pod, source["fieldRef"]["fieldPath"])
        if "resourceFieldRef" in source:
            return downward.resource(pod, container, source["resourceFieldRef"], allocatable)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    for word in ("configMapKeyRef", "secretKeyRef"):
        if word in source:
            return _key(pod["metadata"]["namespace"], word, source[word], objects)
    return ""


def _key(namespace: str, word: str, ref: resources.Object, objects: Objects) -> str | None:
    kind = KINDS[word]
    obj = objects.get((kind.plural, ref["name"]))
    if obj is None:
        if ref.get("optional"):
            return None
        raise ConfigError(missing(kind, ref["name"]))
    data = data_of(obj)
    if ref["key"] not in data:
        if ref.get("optional"):
            return None
        raise ConfigError(f"couldn't find key {ref['key']} in {kind.kind} {namespace}/{ref['name']}")
    return data[ref["key"]].decode(errors="replace")


def missing(kind: resources.Resource, name: str) -> str:
    """The words for an object that is not there."""
    return f'{kind.kind.lower()} "{name}" not found'


def data_of(obj: resources.Object) -> dict[str, bytes]:
    """The entries of a config map or secret as bytes."""
    if obj.get("kind") == "Secret" or "type" in obj:
        return {key: base64.b64decode(value) for key, value in (obj.get("data") or {}).items()}
    plain = {key: value.encode() for key, value in (obj.get("data") or {}).items()}
    return plain | {key: base64.b64decode(value) for key, value in (obj.get("binaryData") or {}).items()}
