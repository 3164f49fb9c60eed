"""Who owns which field: updates that take ownership, and server-side apply, which respects it.

Follows structured-merge-diff v6 (merge/update.go) and apimachinery (pkg/util/managedfields/internal). Both functions
belong after defaulting and before admission and the kind's own preparation of an object, as in the real server.
`of` is None for a kind without a schema; `now` is RFC 3339 text in UTC.
"""

import dataclasses

from tutor.lab.apiserver.decode import errors as decode_errors
from tutor.lab.apiserver.decode import typed
from tutor.lab.apiserver.patch import combine, compare, errors, fields, last_applied, managers, specified
from tutor.lab.apiserver.schema import custom, model

Object = managers.Object
_BEFORE = "before-first-apply"


def _left_alone(path: fields.Path, subresource: str, of: model.Type) -> bool:
    """Fields that a write does not reach: status by the object itself, all but status by /status."""
    if subresource == "status":
        return path[0] != "f:status" and path[0] != "f:metadata"
    return not subresource and path[0] == "f:status" and "spec" in of.fields


def _reached(paths: fields.Fields, subresource: str, of: model.Type) -> fields.Fields:
    return frozenset(path for path in paths if not _left_alone(path, subresource, of))


def update(
    old: Object | None,
    new: Object,
    manager: str,
    operation: str,
    of: model.Type | None,
    api_version: str,
    subresource: str,
    now: str,
) -> Object:
    """The new object with `manager` owning what it changed, and everyone's claim to what it removed gone.

    `old` is None on creation. If `new` names managers, those are taken instead of the old ones (a client may edit
    them; an empty entry clears all).
    """
    of = of or custom.of(api_version, "", None)
    given = (new.get("metadata") or {}).get("managedFields")
    known = managers.read(new if given else old)
    difference = compare.compare(managers.unmanaged(old), managers.unmanaged(new), of)
    changed, removed = (
        _reached(paths, subresource, of) for paths in (difference.changed, difference.removed)
    )
    known = managers.without(known, changed | removed, ())
    if changed:
        key = managers.manager(manager, operation, api_version, subresource)
        before = known[key].fields if key in known else fields.EMPTY
        known[key] = managers.Owned(before | changed, api_version, now)
    return managers.written(new, managers.capped(known))


@dataclasses.dataclass(frozen=True)
class _Outcome:
    object: Object
    managers: managers.Managers


def apply(
    live: Object | None,
    applied: Object,
    manager: str,
    force: bool,
    of: model.Type | None,
    api_version: str,
    subresource: str,
    now: str,
) -> Object:
    """What server-side apply makes of `live` (None: it is created) and an applied configuration, as it was sent.

    Raises ConflictError where others own what would change and `force` is not set, PatchError (500) for fields that
    the type does not have. The result has been taken through its type.
    """
    of = of or custom.of(api_version, "", None)
    config = managers.unmanaged(specified.checked(applied, of))
    known = managers.read(live)
    bare = managers.unmanaged(live)
    if live is not None and not known:
        everything = _reached(compare.compare({}, bare, of).changed, subresource, of)
        key = managers.manager(_BEFORE, managers.UPDATE, api_version)
        known[key] = managers.Owned(everything, api_version, now)
    self = managers.manager(manager, managers.APPLY, api_version, subresource)
    try:
        found = _apply(bare, config, known, self, api_version, force, of)
    except errors.ConflictError as conflict:
        if not last_applied.excuses(conflict, bare, manager, of):
            raise
        found = _apply(bare, config, known, self, api_version, True, of)
    found = dataclasses.replace(found, object=_in_form(found.object, of))
    if manager == last_applied.KUBECTL:
        found = dataclasses.replace(found, object=last_applied.refreshed(found.object, bare, config))
    return managers.written(found.object, _timed(found, bare, self, now))


def _in_form(merged: Object, of: model.Type) -> Object:
    """The object as its type writes it, quantities above all: `0.5` is no change to `500m`."""
    try:
        return typed.convert(merged, of).object
    except decode_errors.DecodeError as fault:
        raise errors.PatchError(fault.message, errors.INTERNAL) from fault


def _apply(
    live: Object,
    config: Object,
    known: managers.Managers,
    self: managers.Manager,
    api_version: str,
    force: bool,
    of: model.Type,
) -> _Outcome:
    merged: Object = combine.merge(live, config, of)
    mine = _reached(compare.field_set(config, of), self.subresource, of)
    last = known[self].fields if self in known else fields.EMPTY
    found: managers.Managers = {
        **known,
        self: managers.Owned(mine, api_version, known[self].time if self in known else None),
    }
    if last:
        merged = _pruned(merged, last, found, of)
    difference = compare.compare(live, merged, of)
    others = {key: owned for key, owned in found.items() if key != self}
    conflicts = [
        errors.Conflict(key.shown(), fields.shown(path))
        for key, owned in sorted(others.items())
        for path in sorted(owned.fields & difference.changed)
    ]
    if conflicts and not force:
        raise errors.ConflictError(conflicts)
    return _Outcome(merged, managers.without(found, difference.changed | difference.removed, (self,)))


def _pruned(merged: Object, last: fields.Fields, found: managers.Managers, of: model.Type) -> Object:
    """Take out what the manager applied before, applies no longer, and nobody else owns."""
    everything = combine.with_parents(compare.field_set(merged, of), of)
    gone = combine.with_parents(last, of)
    left: Object = combine.remove(merged, gone, of)
    owned = combine.with_parents(frozenset().union(*(claim.fields for claim in found.values())), of)
    kept = combine.with_parents(compare.field_set(left, of), of) | owned
    left = combine.remove(merged, everything - kept, of)
    dangling = everything - combine.with_parents(compare.field_set(left, of), of)
    result: Object = combine.remove(merged, dangling & gone, of)
    return result


def _timed(found: _Outcome, live: Object, self: managers.Manager, time: str) -> managers.Managers:
    """The managers, the applier's time set if it changed the object (what it owns may change without)."""
    if self not in found.managers or found.object == live:
        return found.managers
    return {**found.managers, self: dataclasses.replace(found.managers[self], time=time)}
