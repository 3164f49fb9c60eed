"""scale: the number of replicas, apart from the rest (kubernetes: pkg/registry/apps/deployment/storage)."""

from typing import Any

from tutor.lab.apiserver import errors, objects, state
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.storage import entry
from tutor.lab.apiserver.validation import field
from tutor.lab.apiserver.verbs import answer, incoming, patching, read
from tutor.lab.apiserver.verbs import update as updating

Object = dict[str, Any]

GVK = ("autoscaling", "v1", "Scale")


def get(call: state.Call, one: kind.Kind) -> answer.Plain:
    """The scale of an object."""
    return answer.Plain(of(one, read.existing(call, one).object))


def of(one: kind.Kind, obj: Object) -> Object:
    """An object's Scale."""
    meta = obj["metadata"]
    kept = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    paths = one.scale
    spec = objects.dig(obj, *paths.spec)
    status: Object = {"replicas": objects.dig(obj, *paths.status) or 0}
    if paths.selector and (selector := selector_text(objects.dig(obj, *paths.selector))):
        status["selector"] = selector
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {key: meta[key] for key in kept if key in meta},
        "spec": {"replicas": spec} if spec else {},
        "status": status,
    }


def selector_text(selector: Any) -> str:
    """A label selector as one text (apimachinery: labels.Selector.String)."""
    if isinstance(selector, str):
        return selector
    if not isinstance(selector, dict):
        return ""
    if "matchLabels" not in selector and "matchExpressions" not in selector:
        return ",".join(f"{key}={value}" for key, value in sorted(selector.items()))
    terms = [(key, f"{key}={value}") for key, value in (selector.get("matchLabels") or {}).items()]
    for found in selector.get("matchExpressions") or ():
        key, operator = found["key"], found["operator"]
        values = ",".join(sorted(found.get("values") or ()))
        words = {"In": f"{key} in ({values})", "NotIn": f"{key} notin ({values})", "Exists": key}
        terms.append((key, words.get(operator, f"!{key}")))
    return ",".join(text for _, text in sorted(terms))


def update(call: state.Call, one: kind.Kind) -> answer.Plain:
    """Set the number of replicas by a whole Scale."""
    return _store(call, one, read.existing(call, one), incoming.read(call, one, GVK))


def patch(call: state.Call, one: kind.Kind) -> answer.Plain:
    """Change the Scale by a patch."""
    media = call.content_type.partition(";")[0].strip().lower()
    if media not in patching.TYPES:
        raise errors.UnsupportedMediaType(patching.TYPES)
    old = read.existing(call, one)
    live = of(one, objects.copy(old.object))
    type_ = call.state.type_of(*GVK)
    changed = patching.changer(call, patching.MERGE if media == patching.APPLY else media, type_)(live)
    return _store(call, one, old, incoming.accept(call, changed, type_, GVK))


def _store(call: state.Call, one: kind.Kind, old: entry.Entry, scale: Object) -> answer.Plain:
    replicas = objects.dig(scale, "spec", "replicas") or 0
    faults = field.Errors()
    faults.not_negative("spec.replicas", replicas)
    faults.raise_for("autoscaling", "Scale", call.info.name)
    new = old.copy()
    given = scale.get("metadata") or {}
    for key in ("uid", "resourceVersion"):
        if key in given:
            new["metadata"][key] = given[key]
        elif key == "resourceVersion":
            new["metadata"].pop(key, None)
    inner = new
    for key in one.scale.spec[:-1]:
        inner = inner.setdefault(key, {})
    inner[one.scale.spec[-1]] = replicas
    stored = updating.replace(call, one, new, old, "scale")
    return answer.Plain(of(one, stored.entry.object))
