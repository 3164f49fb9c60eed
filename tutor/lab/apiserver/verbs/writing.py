"""What create, update and patch have in common: ownership of fields, validation, and the store."""

from typing import Any

from tutor.base import clock
from tutor.lab.apiserver import errors, objects, state
from tutor.lab.apiserver.admission import chain
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.patch import managed
from tutor.lab.apiserver.storage import entry
from tutor.lab.apiserver.validation import field, meta
from tutor.lab.apiserver.verbs import answer

Object = dict[str, Any]


def track(
    call: state.Call,
    one: kind.Kind,
    new: Object,
    old: Object | None,
    subresource: str = "",
    *,
    names: tuple[str, str, str] | None = None,
) -> Object:
    """`new` with managedFields that say who wrote what; `names`: group, version and kind of a subresource's own."""
    group, version, name = names or (one.group, one.version, one.kind)
    api_version = f"{group}/{version}" if group else version
    type_, now = call.state.type_of(group, version, name), clock.rfc3339(call.now)
    return managed.update(old, new, call.manager, "Update", type_, api_version, subresource, now)


def check_new(call: state.Call, one: kind.Kind, obj: Object) -> None:
    """All rules for a new object. Raises errors.Invalid with every cause."""
    found = field.Errors()
    meta.validate(
        obj["metadata"],
        found,
        namespaced=one.namespaced,
        rule=one.name_rule,
        qualified_finalizers=not one.custom,
    )
    one.strategy.validate(obj, found)
    if not found:
        one.strategy.allocate(obj, None, call, found)
    found.raise_for(one.group, one.kind, obj["metadata"].get("name", ""))
    for text in one.strategy.warnings(obj):
        call.warn(text)


def check_changed(call: state.Call, one: kind.Kind, new: Object, old: Object) -> None:
    """All rules for a changed object. Raises errors.Invalid with every cause."""
    found = field.Errors()
    meta.validate_update(new["metadata"], old["metadata"], found)
    one.strategy.validate_update(new, old, found)
    if not found:
        one.strategy.allocate(new, old, call, found)
    found.raise_for(one.group, one.kind, old["metadata"]["name"])
    for text in one.strategy.warnings(new):
        call.warn(text)


def bump_generation(one: kind.Kind, new: Object, old: Object) -> None:
    """Count a change of anything but metadata and status."""
    if not one.counts_generation:
        return
    generation = old["metadata"].get("generation", 1)
    changed = {key for key in new.keys() | old.keys() if new.get(key) != old.get(key)} - {
        "metadata",
        "status",
    }
    new["metadata"]["generation"] = generation + 1 if changed else generation


def check_preconditions(one: kind.Kind, new: Object, old: entry.Entry) -> None:
    """Hold the writer to the resourceVersion and uid that the body names. Raises errors.Conflict."""
    given = new["metadata"]
    name = old.object["metadata"]["name"]
    uid = given.get("uid")
    if uid and uid != old.object["metadata"]["uid"]:
        key = "/".join(
            part for part in (one.plural, old.object["metadata"].get("namespace", ""), name) if part
        )
        raise errors.Conflict.on(
            one.group,
            one.plural,
            name,
            f"StorageError: invalid object, Code: 4, Key: /registry/{key}, ResourceVersion: 0, AdditionalErrorMsg: "
            f"Precondition failed: UID in precondition: {uid}, UID in object meta: {old.object['metadata']['uid']}",
        )
    version = given.get("resourceVersion", "")
    if version and version != "0":
        if not version.isdigit():
            raise errors.Plain(f'strconv.ParseUint: parsing "{version}": invalid syntax')
        if int(version) != old.version:
            raise errors.Conflict.on(one.group, one.plural, name, errors.MODIFIED)


def save(call: state.Call, one: kind.Kind, new: Object, old: entry.Entry) -> answer.One:
    """Store a changed object; nothing is written for no change, or for a dry run."""
    new = objects.ordered(new, one.kind, one.stored_api_version)
    meta.drop_empty(new["metadata"])
    if objects.same(new, old.object):
        return answer.One(one, old)
    finished = (
        objects.deleting(new)
        and not new["metadata"].get("finalizers")
        and _grace_over(new)
        and one.strategy.may_go(new)
    )
    if call.dry_run:
        return answer.One(one, entry.Entry(new, old.version))
    if finished:
        name, namespace = new["metadata"]["name"], new["metadata"].get("namespace", "")
        new["metadata"]["resourceVersion"] = str(old.version)
        call.state.store.remove(one.key, namespace, name, new)
        chain.deleted(call, one, new)
        return answer.One(one, entry.Entry(new, old.version))
    made = call.state.store.put(one.key, new)
    if objects.dig(new, "spec") != objects.dig(old.object, "spec"):
        chain.stored(call, one, new)
    return answer.One(one, made)


def _grace_over(obj: Object) -> bool:
    return bool(obj["metadata"].get("deletionGracePeriodSeconds", 0) == 0)
