"""From a CustomResourceDefinition to the kinds that it defines. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from tutor.lab.apiserver import objects
from tutor.lab.apiserver.custom import defaulting, rules
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.schema import custom
from tutor.lab.apiserver.validation import field

Object = dict[str, Any]

GROUP, PLURAL = "apiextensions.k8s.io", "customresourcedefinitions"
_CHECKED_ELSEWHERE = ("apiVersion", "kind", "metadata")


def kinds(definition: Object) -> Iterator[kind.Kind]:
    """One kind for each version that is served."""
    spec = definition["spec"]
    stored = next(
        (one["name"] for one in spec["versions"] if one.get("storage")), spec["versions"][0]["name"]
    )
    for version in spec["versions"]:
        if version.get("served"):
            yield _kind(spec, version, stored)


def _kind(spec: Object, version: Object, stored: str) -> kind.Kind:
    names, schema = spec["names"], (version.get("schema") or {}).get("openAPIV3Schema") or {}
    subresources = version.get("subresources") or {}
    api_version = f"{spec['group']}/{version['name']}"
    stored_version = f"{spec['group']}/{stored}"
    return kind.Kind(
        group=spec["group"],
        version=version["name"],
        plural=names["plural"],
        kind=names["kind"],
        singular=names.get("singular", ""),
        list_kind=names.get("listKind", ""),
        namespaced=spec.get("scope") == "Namespaced",
        short_names=tuple(names.get("shortNames") or ()),
        categories=tuple(names.get("categories") or ()),
        subresources=tuple(_subresources(subresources)),
        strategy=_strategy(schema),
        stored_as=stored_version,
        conversion=None if stored_version == api_version else _conversion(api_version, stored_version),
        has_status="status" in subresources,
        counts_generation=True,
        custom=True,
        columns=version.get("additionalPrinterColumns") or [],
        scale=_scale(subresources.get("scale") or {}),
        schema=schema,
        type=custom.of(api_version, names["kind"], schema or None),
        warning=_warning(spec, version),
    )


def _warning(spec: Object, version: Object) -> str:
    if not version.get("deprecated"):
        return ""
    default = f"{spec['group']}/{version['name']} {spec['names']['kind']} is deprecated"
    return str(version.get("deprecationWarning") or default)


def _subresources(found: Mapping[str, Any]) -> Iterator[kind.Subresource]:
    if "scale" in found:
        yield kind.SCALE
    if "status" in found:
        yield kind.STATUS


def _path(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(".") if part)


def _scale(found: Object) -> kind.ScalePaths:
    return kind.ScalePaths(
        _path(found.get("specReplicasPath", ".spec.replicas")),
        _path(found.get("statusReplicasPath", ".status.replicas")),
        _path(found.get("labelSelectorPath", "")),
    )


def _conversion(api_version: str, stored_version: str) -> kind.Conversion:
    """Between versions of one definition nothing changes but the apiVersion (strategy None)."""
    return kind.Conversion(
        lambda obj: {**obj, "apiVersion": api_version},
        lambda obj: {**obj, "apiVersion": stored_version},
    )


def _strategy(schema: Object) -> kind.Strategy:
    properties = schema.get("properties") or {}
    own = {
        **schema,
        "properties": {key: one for key, one in properties.items() if key not in _CHECKED_ELSEWHERE},
    }

    def defaults(obj: Object) -> None:
        defaulting.fill(obj, own)

    def validate(obj: Object, errors: field.Errors) -> None:
        body = {key: value for key, value in obj.items() if key not in _CHECKED_ELSEWHERE}
        rules.check(body, own, "", errors)

    def validate_update(new: Object, _: Object, errors: field.Errors) -> None:
        validate(new, errors)

    return kind.Strategy(
        defaults=defaults, validate=validate, validate_update=validate_update, validate_status=validate_update
    )


def established(definition: Object, now: str) -> Object | None:
    """The definition with the status of one that is served; None where it says so already."""
    conditions = objects.dig(definition, "status", "conditions") or []
    if any(one["type"] == "Established" and one["status"] == "True" for one in conditions):
        return None
    names = objects.copy(definition["spec"]["names"])
    stored = [one["name"] for one in definition["spec"]["versions"] if one.get("storage")]
    found = objects.copy(definition)
    found["status"] = {
        "conditions": [
            _condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
            _condition("Established", "InitialNamesAccepted", "the initial names have been accepted", now),
        ],
        "acceptedNames": names,
        "storedVersions": stored,
    }
    return found


def _condition(sort: str, reason: str, message: str, now: str) -> Object:
    return {"type": sort, "status": "True", "lastTransitionTime": now, "reason": reason, "message": message}
