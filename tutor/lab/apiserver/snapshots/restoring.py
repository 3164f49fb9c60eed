"""Takes all objects out of the store, and puts such a set back, in one step."""

import itertools
from collections.abc import Iterable
from typing import Any

from tutor.lab.apiserver import errors, objects, state
from tutor.lab.apiserver.custom import definitions
from tutor.lab.apiserver.decode import errors as decode_errors
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.snapshots import belonging, plan
from tutor.lab.apiserver.storage import store
from tutor.lab.apiserver.verbs import incoming

Object = dict[str, Any]

LONGEST_NAME = 253


def dump(held: state.State) -> list[Object]:
    """Every object that a snapshot holds, as it is stored."""
    return [
        found.object
        for key in _keys(held)
        for _, found in held.store.items(key)
        if not belonging.reported(key, found.object)
    ]


def restore(held: state.State, wanted: Iterable[Any]) -> plan.Plan:
    """Make the store hold `wanted`; what was done. Raises errors.BadRequest where that is no set of objects.

    Nothing is changed before all of it was looked at.
    """
    then = _sorted(held, wanted)
    now = {key: {name: found.object for name, found in held.store.items(key)} for key in _keys(held)}
    found = plan.make(now, then, objects.fresh_uid)
    for key, (namespace, name) in found.remove:
        if held.store.get(key, namespace, name) is not None:
            held.store.remove(key, namespace, name)
    for key, obj in found.put:
        held.store.put(key, objects.copy(obj))
    return found


def _keys(held: state.State) -> list[store.Key]:
    """The stored collections, each once: a kind of several versions has one."""
    return list(dict.fromkeys(one.key for one in held.registry))


def _sorted(held: state.State, wanted: Iterable[Any]) -> dict[store.Key, dict[store.Name, Object]]:
    """The objects by collection and name, each brought to the form of its kind."""
    given = list(wanted)
    defined = {
        (one.group, one.version, one.kind): one
        for obj in given
        if _is_definition(obj)
        for one in _defined(obj)
    }
    then: dict[store.Key, dict[store.Name, Object]] = {}
    for obj in given:
        one, good = _object(held, obj, defined)
        meta = good["metadata"]
        name = (str(meta.get("namespace", "")), str(meta["name"]))
        if then.setdefault(one.key, {}).setdefault(name, good) is not good:
            raise errors.BadRequest(f"{one.kind} {'/'.join(filter(None, name))} is there twice")
    return then


def _is_definition(obj: Any) -> bool:
    return isinstance(obj, dict) and obj.get("kind") == "CustomResourceDefinition"


def _defined(definition: Object) -> Iterable[kind.Kind]:
    try:
        return list(definitions.kinds(definition))
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise errors.BadRequest(f"not a CustomResourceDefinition: {error!r}") from error


def _object(
    held: state.State, obj: Any, defined: dict[tuple[str, str, str], kind.Kind]
) -> tuple[kind.Kind, Object]:
    if not isinstance(obj, dict) or not all(isinstance(obj.get(key), str) for key in ("kind", "apiVersion")):
        raise errors.BadRequest("not an object: it has no kind and apiVersion")
    group, _, version = obj["apiVersion"].rpartition("/")
    names = (group, version, obj["kind"])
    one = defined.get(names) or held.registry.by_kind(*names)
    if one is None:
        raise errors.BadRequest(f"there is no kind {obj['kind']} in {obj['apiVersion']}")
    _identified(one, obj.get("metadata"))
    type_ = one.type if one.custom else held.type_of(*names)
    try:
        return one, obj if type_ is None or one.custom else incoming.form(obj, type_)
    except decode_errors.DecodeError as error:
        raise errors.BadRequest(f"{obj['kind']} {obj['metadata']['name']}: {error.message}") from error


def _identified(one: kind.Kind, meta: Any) -> None:
    """Raises errors.BadRequest for metadata under which nothing can be stored."""
    good = isinstance(meta, dict) and all(
        isinstance(meta.get(key), str) and 0 < len(meta[key]) <= LONGEST_NAME for key in ("name", "uid")
    )
    placed = good and bool(meta.get("namespace")) == one.namespaced
    owners = (meta.get("ownerReferences") or []) if good else []
    if not placed or not isinstance(owners, list) or not all(isinstance(owner, dict) for owner in owners):
        raise errors.BadRequest(f"a {one.kind} without name, uid or the right namespace")


def told(held: state.State, done: plan.Plan) -> Object:
    """What a restore did, for whoever asked for it.

    `removed` and `written` count objects; `begun` are the pods that run anew, each with the node and the address that
    it had; `versions` tells the last version of each collection that was changed, as "apps/deployments".
    """
    keys = {key for key, _ in itertools.chain(done.remove, done.put)}
    begun = [
        {
            "namespace": pod["metadata"]["namespace"],
            "name": pod["metadata"]["name"],
            "node": pod["spec"].get("nodeName", ""),
            "address": (pod.get("status") or {}).get("podIP", ""),
        }
        for pod in done.begun
    ]
    return {
        "removed": len(done.remove),
        "written": len(done.put),
        "begun": begun,
        "versions": {
            "/".join(filter(None, key)): held.store.collection(key).history[-1].entry.version for key in keys
        },
    }
