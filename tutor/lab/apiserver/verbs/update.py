"""update: replace an object, or its status."""

from typing import Any

from tutor.lab.apiserver import errors, objects, state
from tutor.lab.apiserver.admission import chain
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.storage import entry
from tutor.lab.apiserver.validation import field
from tutor.lab.apiserver.validation import meta as meta_rules
from tutor.lab.apiserver.verbs import answer, create, incoming, read, writing

Object = dict[str, Any]


def update(call: state.Call, one: kind.Kind) -> answer.One:
    """Replace the object that the URL names with the body."""
    new = incoming.read(call, one)
    if one.conversion is not None:
        new = one.conversion.to_stored(new)
    meta = new.setdefault("metadata", {})
    create.place(call, one, meta)
    if meta.get("name", "") != call.info.name:
        _refuse_name(meta.get("name", ""), call.info.name)
    old = read.existing(call, one)
    return replace(call, one, new, old, call.info.subresource)


def _refuse_name(given: str, wanted: str) -> None:
    if not given:
        raise errors.BadRequest("name must be provided")
    raise errors.BadRequest(f"the name of the object ({given}) does not match the name on the URL ({wanted})")


def replace(
    call: state.Call, one: kind.Kind, new: Object, old: entry.Entry, subresource: str, *, owned: bool = False
) -> answer.One:
    """Store `new` over `old` by the rules of the kind; `owned`: managedFields are already right."""
    writing.check_preconditions(one, new, old)
    before = old.object
    if subresource in one.strategy.parts:
        return _replace_part(call, one, new, old, subresource)
    if subresource == "status":
        new = _status_only(new, before)
    elif one.has_status:
        _keep_status(new, before)
    _keep_server_owned(new["metadata"], before["metadata"])
    one.strategy.defaults(new)
    if not owned:
        new = writing.track(call, one, new, before, subresource)
    if subresource != "status":
        one.strategy.prepare_update(new, before, call)
        writing.bump_generation(one, new, before)
    new["metadata"]["resourceVersion"] = str(old.version)
    if subresource == "status":
        _check_status(one, new, before)
    else:
        chain.mutate(call, one, new, before)
        writing.check_changed(call, one, new, before)
        chain.validate(call, one, new, before)
    return writing.save(call, one, new, old)


def _replace_part(call: state.Call, one: kind.Kind, sent: Object, old: entry.Entry, name: str) -> answer.One:
    """Store what a subresource of its own changes; the object's rules for updates are not about it."""
    new = old.copy()
    one.strategy.parts[name](new, sent)
    one.strategy.defaults(new)
    found = field.Errors()
    one.strategy.validate(new, found)
    found.raise_for(one.group, one.kind, old.object["metadata"]["name"])
    writing.bump_generation(one, new, old.object)
    return writing.save(call, one, writing.track(call, one, new, old.object, name), old)


def _status_only(new: Object, old: Object) -> Object:
    """The old object with the new status, labels, annotations, finalizers and owners."""
    found = objects.copy({key: value for key, value in old.items() if key not in ("status", "metadata")})
    found["metadata"] = new["metadata"]
    if "status" in new:
        found["status"] = new["status"]
    return found


def _keep_status(new: Object, old: Object) -> None:
    new.pop("status", None)
    if "status" in old:
        new["status"] = objects.copy(old["status"])


_KEPT = (
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "generation",
    "generateName",
)


def _keep_server_owned(meta: Object, old: Object) -> None:
    """Metadata that a writer may leave out but not change."""
    for key in _KEPT:
        if key in old:
            meta[key] = old[key]
        else:
            meta.pop(key, None)
    meta.pop("selfLink", None)


def _check_status(one: kind.Kind, new: Object, old: Object) -> None:
    found = field.Errors()
    meta_rules.validate_update(new["metadata"], old["metadata"], found)
    one.strategy.validate_status(new, old, found)
    found.raise_for(one.group, one.kind, old["metadata"]["name"])
