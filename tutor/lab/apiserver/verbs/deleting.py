"""delete and deletecollection: graceful, with finalizers, by the rules of propagation.

Follows apiserver: pkg/registry/generic/registry/store.go and pkg/registry/rest/delete.go.
"""

import dataclasses
import datetime
from typing import Any

from tutor.base import clock
from tutor.lab.apiserver import errors, objects, state
from tutor.lab.apiserver.admission import chain
from tutor.lab.apiserver.decode import errors as decode_errors
from tutor.lab.apiserver.decode import protobuf, strict
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.storage import entry
from tutor.lab.apiserver.validation import field
from tutor.lab.apiserver.verbs import answer, incoming, read

Object = dict[str, Any]

FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"
_POLICIES = ("Foreground", "Background", "Orphan")


@dataclasses.dataclass(frozen=True)
class Options:
    """DeleteOptions of the body or of the query."""

    grace: int | None = None
    propagation: str = ""
    uid: str = ""
    version: str = ""
    dry_run: bool = False


def options(call: state.Call) -> Options:
    """Read and check what the caller wants. Raises errors.Invalid or errors.BadRequest."""
    body: Object = {}
    if call.body:
        try:
            media = incoming.media_type(call)
            body = (
                protobuf.decode(call.body)
                if media == incoming.PROTOBUF
                else strict.decode(call.body, media).object
            )
        except decode_errors.DecodeError as error:
            raise errors.BadRequest(error.message) from error
    grace = body.get("gracePeriodSeconds")
    if text := call.info.first("gracePeriodSeconds"):
        grace = int(text)
    propagation = body.get("propagationPolicy") or call.info.first("propagationPolicy")
    orphan = body.get("orphanDependents")
    if not propagation and orphan is not None:
        propagation = "Orphan" if orphan else "Background"
    if propagation and propagation not in _POLICIES:
        found = field.Errors()
        found.unsupported("propagationPolicy", propagation, (*_POLICIES, "nil"))
        found.raise_for("meta.k8s.io", "DeleteOptions", "")
    wanted = body.get("preconditions") or {}
    dry = call.dry_run or body.get("dryRun") == ["All"]
    return Options(grace, propagation, wanted.get("uid") or "", wanted.get("resourceVersion") or "", dry)


def delete(call: state.Call, one: kind.Kind) -> answer.Answer:
    """Delete the object that the URL names: at once, or when its grace and finalizers allow."""
    wanted = options(call)
    found = read.existing(call, one)
    chain.validate_delete(one, found.object)
    return remove(call, one, found, wanted)


def delete_collection(call: state.Call, one: kind.Kind) -> answer.Many:
    """Delete everything that the selectors match; the answer lists what was there."""
    wanted = options(call)
    listed = read.list_objects(call, one)
    for found in listed.entries:
        now = call.state.store.get(one.key, *_place(found.object))
        if now is not None:
            remove(call, one, now, dataclasses.replace(wanted, uid=""))
    return listed


def _place(obj: Object) -> tuple[str, str]:
    return obj["metadata"].get("namespace", ""), obj["metadata"]["name"]


def remove(call: state.Call, one: kind.Kind, found: entry.Entry, wanted: Options) -> answer.Answer:
    """Delete one object. Raises errors.Conflict where a precondition does not hold."""
    _check(one, found, wanted)
    new = found.copy()
    grace = one.strategy.grace(new, wanted.grace)
    finalizers = _finalizers(new["metadata"].get("finalizers") or [], wanted.propagation)
    if not finalizers and grace == 0 and one.strategy.may_go(new):
        if not wanted.dry_run:
            gone = call.state.store.remove(one.key, *_place(new), new)
            chain.deleted(call, one, new)
            return _answer(one, gone, deleted=True)
        return _answer(one, found, deleted=True)
    changed = _mark(call, one, new, grace, finalizers)
    if not changed:
        return _answer(one, found, deleted=False)
    if wanted.dry_run:
        return _answer(one, entry.Entry(new, found.version), deleted=False)
    return _answer(one, call.state.store.put(one.key, new), deleted=False)


def _check(one: kind.Kind, found: entry.Entry, wanted: Options) -> None:
    meta = found.object["metadata"]
    if wanted.uid and wanted.uid != meta["uid"]:
        why = (
            f"the UID in the precondition ({wanted.uid}) does not match the UID in record ({meta['uid']}). "
            "The object might have been deleted and then recreated"
        )
        raise errors.Conflict.on(one.group, one.kind, meta["name"], why)
    if wanted.version and wanted.version != str(found.version):
        why = (
            f"the ResourceVersion in the precondition ({wanted.version}) does not match the ResourceVersion in record "
            f"({found.version}). The object might have been modified"
        )
        raise errors.Conflict.on(one.group, one.kind, meta["name"], why)


def _finalizers(given: list[str], propagation: str) -> list[str]:
    """Finalizers with those that the propagation policy calls for."""
    if not propagation:
        return list(given)
    kept = [one for one in given if one not in (FOREGROUND, ORPHAN)]
    if propagation == "Foreground":
        kept.append(FOREGROUND)
    elif propagation == "Orphan":
        kept.append(ORPHAN)
    return kept


def _mark(call: state.Call, one: kind.Kind, obj: Object, grace: int, finalizers: list[str]) -> bool:
    """Set deletionTimestamp and its like; False where nothing changes."""
    meta = obj["metadata"]
    before = (meta.get("deletionTimestamp"), meta.get("deletionGracePeriodSeconds"), meta.get("finalizers"))
    moment = call.now + datetime.timedelta(seconds=grace)
    known = meta.get("deletionGracePeriodSeconds")
    if "deletionTimestamp" not in meta:
        meta["deletionTimestamp"] = clock.rfc3339(moment)
        meta["deletionGracePeriodSeconds"] = grace
        if "generation" in meta:
            meta["generation"] += 1
    elif known is not None and grace < known:
        begun = clock.parse(meta["deletionTimestamp"]) - datetime.timedelta(seconds=known)
        meta["deletionTimestamp"] = clock.rfc3339(begun + datetime.timedelta(seconds=grace))
        meta["deletionGracePeriodSeconds"] = grace
    if finalizers:
        meta["finalizers"] = finalizers
    else:
        meta.pop("finalizers", None)
    one.strategy.mark_deleted(obj)
    ordered = objects.ordered(obj, one.kind, one.stored_api_version)
    obj["metadata"] = ordered["metadata"]
    return before != (
        meta.get("deletionTimestamp"),
        meta.get("deletionGracePeriodSeconds"),
        meta.get("finalizers"),
    )


def _answer(one: kind.Kind, found: entry.Entry, *, deleted: bool) -> answer.Answer:
    """The object where it stays for now or where the kind says so, else a Status."""
    if one.delete_returns_object or not deleted:
        return answer.One(one, found)
    meta = found.object["metadata"]
    details = {"name": meta["name"], "group": one.group, "kind": one.plural, "uid": meta["uid"]}
    return answer.Plain(answer.success({key: value for key, value in details.items() if value}))
