"""Turns a request's body into an object of the kind, as strict as the caller wants (fieldValidation)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tutor.lab.apiserver import errors, state
from tutor.lab.apiserver.decode import errors as decode_errors
from tutor.lab.apiserver.decode import protobuf, strict, typed
from tutor.lab.apiserver.kinds import kind

if TYPE_CHECKING:
    from tutor.lab.apiserver.schema import model

Object = dict[str, Any]
Names = tuple[str, str, str]
"""group, version, kind"""

JSON, YAML, PROTOBUF = "application/json", "application/yaml", "application/vnd.kubernetes.protobuf"
BODIES = (JSON, YAML, PROTOBUF)
CUSTOM_BODIES = (JSON, YAML)


def media_type(call: state.Call, accepted: Sequence[str] = BODIES) -> str:
    """The body's media type. Raises errors.UnsupportedMediaType."""
    found = call.content_type.partition(";")[0].strip().lower() or JSON
    if found not in accepted:
        raise errors.UnsupportedMediaType(accepted)
    return found


def read(call: state.Call, one: kind.Kind, names: Names | None = None, *, drop: Sequence[str] = ()) -> Object:
    """The body, less the fields to `drop`, as an object of `one` or of a subresource's own kind (`names`).

    Unknown fields are dropped; told of by Warning, or refused, as fieldValidation says.
    """
    media = media_type(call, CUSTOM_BODIES if one.custom and names is None else BODIES)
    wanted = names or (one.group, one.version, one.kind)
    obj, duplicates = _decode(call.body, media, wanted[2])
    _match(call, obj, *wanted)
    for key in drop:
        obj.pop(key, None)
    type_ = call.state.type_of(*wanted)
    return accept(call, obj, type_, wanted, duplicates)


def accept(
    call: state.Call, obj: Object, type_: "model.Type | None", names: Names, duplicates: Sequence[str] = ()
) -> Object:
    """Bring a decoded object to its type. Raises errors.BadRequest where that cannot be, or by strictness."""
    if type_ is None:
        return obj
    _, version, name = names
    try:
        converted = typed.convert(obj, type_)
    except decode_errors.DecodeError as error:
        raise errors.BadRequest(decode_errors.unhandled(name, version, name, error.message)) from error
    complain(call, duplicates, converted.unknown, names)
    return {"kind": obj.get("kind"), "apiVersion": obj.get("apiVersion")} | converted.object


def form(obj: Object, type_: "model.Type") -> Object:
    """The one form in which an object of the type is stored."""
    return {"kind": obj.get("kind"), "apiVersion": obj.get("apiVersion")} | typed.convert(obj, type_).object


def complain(call: state.Call, duplicates: Sequence[str], unknown: Sequence[str], names: Names) -> None:
    """Ignore, warn of, or refuse fields that are unknown or there twice."""
    if not duplicates and not unknown:
        return
    level = call.info.first("fieldValidation", "Warn")
    if level == "Strict":
        why = decode_errors.strict(duplicates, unknown)
        raise errors.BadRequest(decode_errors.unhandled(names[2], names[1], names[2], why))
    if level != "Ignore":
        for text in decode_errors.warnings(duplicates, unknown):
            call.warn(text)


def _decode(body: bytes, media: str, name: str) -> tuple[Object, Sequence[str]]:
    try:
        if media == PROTOBUF:
            return protobuf.decode(body), ()
        found = strict.decode(body, media)
        if not isinstance(found.object, dict):
            raise decode_errors.DecodeError("json: cannot unmarshal into Go value of type struct")
    except decode_errors.DecodeError as error:
        raise errors.BadRequest(decode_errors.unrecognized(name, error.message, body)) from error
    return found.object, found.duplicates


_SCHEME = "pkg/api/legacyscheme/scheme.go:30"


def _match(call: state.Call, obj: Object, group: str, version: str, name: str) -> None:
    """Demand that the body is of the kind that the URL serves; a body that names none is taken at its word."""
    api_version = f"{group}/{version}" if group else version
    said_version, said_kind = obj.get("apiVersion") or api_version, obj.get("kind") or name
    if (said_version, said_kind) == (api_version, name):
        obj["apiVersion"], obj["kind"] = api_version, name
        return
    said_group, _, said_short = said_version.rpartition("/")
    if call.state.type_of(said_group, said_short, said_kind) is None:
        why = f'no kind "{said_kind}" is registered for version "{said_version}" in scheme "{_SCHEME}"'
        raise errors.BadRequest(decode_errors.unhandled(said_kind, said_short, name, why))
    if said_kind == name:
        why = f"the API version in the data ({said_version}) does not match the expected API version ({api_version})"
        raise errors.BadRequest(why)
    inner = group.partition(".")[0] or "core"
    why = f"converting ({said_short}.{said_kind}) to ({inner}.{name}): unknown conversion"
    raise errors.BadRequest(decode_errors.unhandled(said_kind, said_short, name, why))
