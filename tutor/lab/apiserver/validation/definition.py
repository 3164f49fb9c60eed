"""Rules for a CustomResourceDefinition (apiextensions-apiserver: pkg/apis/apiextensions/validation). Pure."""

from typing import Any

from tutor.lab.apiserver.validation import field, names

Object = dict[str, Any]


def validate(obj: Object, errors: field.Errors) -> None:
    """Name, group, names, scope and versions."""
    spec, own = obj["spec"], obj["spec"].get("names") or {}
    plural, group = own.get("plural", ""), spec.get("group", "")
    wanted = f"{plural}.{group}"
    if obj["metadata"].get("name") != wanted:
        errors.invalid(
            "metadata.name", obj["metadata"].get("name", ""), 'must be spec.names.plural+"."+spec.group'
        )
    if not group:
        errors.required("spec.group")
    elif "." not in group:
        errors.invalid("spec.group", group, "should be a domain with at least one dot")
    else:
        for words in names.subdomain(group):
            errors.invalid("spec.group", group, words)
    errors.one_of("spec.scope", spec.get("scope", ""), ("Cluster", "Namespaced"))
    for key in ("plural", "singular", "kind", "listKind"):
        if not own.get(key):
            errors.required(f"spec.names.{key}")
        else:
            for words in names.label1035(own[key].lower()):
                errors.invalid(f"spec.names.{key}", own[key], words)
    _versions(spec.get("versions") or (), errors)


def _versions(found: Any, errors: field.Errors) -> None:
    if sum(bool(one.get("storage")) for one in found) != 1:
        errors.invalid("spec.versions", found, "must have exactly one version marked as storage version")
    seen: set[str] = set()
    for index, version in enumerate(found):
        path = f"spec.versions[{index}]"
        if version.get("name") in seen:
            errors.duplicate(f"{path}.name", version["name"])
        seen.add(version.get("name", ""))
        schema = (version.get("schema") or {}).get("openAPIV3Schema")
        if schema is None:
            errors.required(f"{path}.schema.openAPIV3Schema", "schemas are required")
        elif schema.get("type") != "object":
            where = f"{path}.schema.openAPIV3Schema.type"
            if schema.get("type"):
                errors.invalid(where, schema["type"], "must be object at the root")
            else:
                errors.required(where, "must not be empty at the root")


def validate_update(new: Object, old: Object, errors: field.Errors) -> None:
    """A changed definition: what it is called and where it holds stay."""
    validate(new, errors)
    for path in (("group",), ("scope",), ("names", "plural"), ("names", "kind")):
        values = []
        for spec in (new["spec"], old["spec"]):
            found: Any = spec
            for key in path:
                found = (found or {}).get(key)
            values.append(found)
        errors.immutable("spec." + ".".join(path), values[0], values[1])
