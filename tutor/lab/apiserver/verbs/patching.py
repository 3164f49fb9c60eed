"""patch: the four patch types over the same update."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tutor.base import clock
from tutor.lab.apiserver import errors, state
from tutor.lab.apiserver.decode import errors as decode_errors
from tutor.lab.apiserver.decode import strict
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.patch import errors as patch_errors
from tutor.lab.apiserver.patch import json_patch, managed, merge, strategic
from tutor.lab.apiserver.validation import field
from tutor.lab.apiserver.verbs import answer, create, incoming, read, update

if TYPE_CHECKING:
    from tutor.lab.apiserver.schema import model

Object = dict[str, Any]

JSON_PATCH = "application/json-patch+json"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"
TYPES = (JSON_PATCH, MERGE, STRATEGIC, APPLY)


def patch(call: state.Call, one: kind.Kind) -> answer.One:
    """Change the object that the URL names, or apply it into being."""
    media = call.content_type.partition(";")[0].strip().lower()
    accepted = TYPES if not one.custom else (JSON_PATCH, MERGE, APPLY)
    if media not in accepted:
        raise errors.UnsupportedMediaType(accepted)
    if media == APPLY:
        return _apply(call, one)
    if call.info.first("force"):
        found = field.Errors()
        found.forbidden("force", "may not be specified for non-apply patch")
        found.raise_for("meta.k8s.io", "PatchOptions", "")
    old = read.existing(call, one)
    live = old.copy() if one.conversion is None else one.conversion.from_stored(old.copy())
    names = (one.group, one.version, one.kind)
    type_ = call.state.type_of(*names)
    new = incoming.accept(call, changer(call, media, type_)(live), type_, names)
    if one.conversion is not None:
        new = one.conversion.to_stored(new)
    _check_identity(call, one, new)
    return update.replace(call, one, new, old, call.info.subresource)


def changer(call: state.Call, media: str, type_: "model.Type | None") -> Callable[[Object], Object]:
    """The body as a function from the live object to the patched one. Raises errors.BadRequest or Rejected."""
    body = _parse(call.body)

    def change(live: Object) -> Object:
        try:
            if media == JSON_PATCH:
                return dict(json_patch.apply(live, body))
            if media == MERGE:
                return dict(merge.apply(live, body))
            return dict(strategic.apply(live, body, type_))
        except patch_errors.PatchError as error:
            raise _refusal(error) from error

    return change


def _refusal(error: patch_errors.PatchError) -> errors.ApiError:
    if error.code == patch_errors.UNPROCESSABLE:
        return errors.Rejected()
    return (
        errors.BadRequest(error.message)
        if error.code == patch_errors.BAD_REQUEST
        else errors.Plain(error.message)
    )


def _parse(body: bytes) -> Any:
    try:
        return strict.decode(body, incoming.JSON).object
    except decode_errors.DecodeError as error:
        raise errors.BadRequest(error.message) from error


def _check_identity(call: state.Call, one: kind.Kind, new: Object) -> None:
    """A patch may not rename or move what it patches."""
    meta = new.setdefault("metadata", {})
    if meta.get("name") != call.info.name:
        raise errors.BadRequest(
            f"the name of the object ({meta.get('name', '')}) does not match the name on the URL ({call.info.name})"
        )
    create.place(call, one, meta)


def _apply(call: state.Call, one: kind.Kind) -> answer.One:
    """Server-side apply: create what is missing, else take over the fields that the body names."""
    if not call.info.first("fieldManager"):
        found = field.Errors()
        found.required("fieldManager", "is required for apply patch")
        found.raise_for("meta.k8s.io", "PatchOptions", "")
    applied = _applied(call, one)
    old = call.state.store.get(one.key, call.info.namespace if one.namespaced else "", call.info.name)
    live = None if old is None else old.copy()
    if live is not None and one.conversion is not None:
        live = one.conversion.from_stored(live)
    new = _merged(call, one, live, applied)
    if one.conversion is not None:
        new = one.conversion.to_stored(new)
    if old is None:
        if call.info.subresource:
            raise errors.NotFound.named(one.group, one.plural, call.info.name)
        return create.create_object(call, one, new, owned=True)
    _check_identity(call, one, new)
    return update.replace(call, one, new, old, call.info.subresource, owned=True)


def _applied(call: state.Call, one: kind.Kind) -> Object:
    """The body of an apply, which is YAML or JSON, held to its schema and its place."""
    try:
        decoded = strict.decode(call.body, "application/yaml")
    except decode_errors.DecodeError as error:
        raise errors.BadRequest(f"error decoding YAML: {error.message}") from error
    if not isinstance(decoded.object, dict):
        raise errors.BadRequest(
            "error decoding YAML: json: cannot unmarshal into Go value of type map[string]interface {}"
        )
    obj: Object = decoded.object
    if not obj.get("apiVersion") or not obj.get("kind"):
        raise errors.BadRequest("invalid object type: /, Kind=")
    names = (one.group, one.version, one.kind)
    type_ = call.state.type_of(*names)
    incoming.accept(call, obj, type_, names, decoded.duplicates)
    meta = obj.setdefault("metadata", {})
    if meta.get("managedFields"):
        raise errors.BadRequest("metadata.managedFields must be nil")
    meta.setdefault("name", call.info.name)
    create.place(call, one, meta)
    return obj


def _merged(call: state.Call, one: kind.Kind, live: Object | None, applied: Object) -> Object:
    now = clock.rfc3339(call.now)
    type_ = call.state.type_of(one.group, one.version, one.kind)
    try:
        found: Object = managed.apply(
            live,
            applied,
            call.info.first("fieldManager"),
            call.info.flag("force"),
            type_,
            one.api_version,
            call.info.subresource,
            now,
        )
        if type_ is not None:
            # The configuration's own spelling of quantities and the like becomes the one written form.
            found = incoming.form(found, type_)
    except decode_errors.DecodeError as error:
        raise errors.BadRequest(error.message) from error
    except patch_errors.ConflictError as error:
        raise errors.Conflict(error.message, details={"causes": error.causes()}) from error
    except patch_errors.PatchError as error:
        raise _refusal(error) from error
    return found
