"""create."""

from typing import Any

from tutor.base import clock
from tutor.lab.apiserver import errors, objects, state
from tutor.lab.apiserver.admission import chain
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.storage import entry
from tutor.lab.apiserver.verbs import answer, incoming, writing

Object = dict[str, Any]

_SERVER_OWNED = (
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "generation",
    "selfLink",
)
ATTEMPTS = 8
"""How often a generated name is drawn anew when it is taken."""


def create(call: state.Call, one: kind.Kind) -> answer.One:
    """Store a new object from the body. Raises every ApiError that a writer may meet."""
    obj = incoming.read(call, one, drop=() if one.status_at_birth or not one.has_status else ("status",))
    if one.conversion is not None:
        obj = one.conversion.to_stored(obj)
    return create_object(call, one, obj)


def create_object(call: state.Call, one: kind.Kind, obj: Object, *, owned: bool = False) -> answer.One:
    """Store a new object; `owned`: its managedFields are already right (server-side apply)."""
    meta = obj.setdefault("metadata", {})
    place(call, one, meta)
    if meta.pop("resourceVersion", ""):
        raise errors.Plain("resourceVersion should not be set on objects to be created")
    if not meta.get("name") and meta.get("generateName"):
        meta["name"] = _free_name(call, one, meta)
    for key in _SERVER_OWNED:
        meta.pop(key, None)
    meta["uid"] = objects.fresh_uid()
    meta["creationTimestamp"] = clock.rfc3339(call.now)
    one.strategy.defaults(obj)
    chain.namespace_lifecycle(call, one, meta)
    if not owned:
        obj = writing.track(call, one, obj, None)
    # Ownership is settled before the server adds anything of its own.
    one.strategy.prepare_create(obj, call)
    chain.mutate(call, one, obj, None)
    if one.counts_generation:
        obj["metadata"]["generation"] = 1
    writing.check_new(call, one, obj)
    chain.validate(call, one, obj, None)
    return _store(call, one, obj)


def place(call: state.Call, one: kind.Kind, meta: Object) -> None:
    """Put the object into the namespace of the URL. Raises errors.BadRequest where it says another."""
    if not one.namespaced:
        meta.pop("namespace", None)
        return
    given = meta.setdefault("namespace", call.info.namespace)
    if not given:
        meta["namespace"] = call.info.namespace
    elif given != call.info.namespace:
        raise errors.BadRequest(
            "the namespace of the provided object does not match the namespace sent on the request"
        )


def _free_name(call: state.Call, one: kind.Kind, meta: Object) -> str:
    for _ in range(ATTEMPTS):
        name = objects.generated_name(meta["generateName"])
        if call.state.store.get(one.key, meta.get("namespace", ""), name) is None:
            return name
    return name


def _store(call: state.Call, one: kind.Kind, obj: Object) -> answer.One:
    obj = objects.ordered(obj, one.kind, one.stored_api_version)
    meta = obj["metadata"]
    if call.state.store.get(one.key, meta.get("namespace", ""), meta["name"]) is not None:
        raise errors.AlreadyExists(one.group, one.plural, meta["name"])
    if call.dry_run:
        return answer.One(one, entry.Entry(obj, 0), 201)
    made = call.state.store.put(one.key, obj)
    chain.stored(call, one, obj)
    return answer.One(one, made, 201)
