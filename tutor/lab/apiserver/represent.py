"""Objects and lists as bytes in the wanted representation."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tutor.lab.apiserver import negotiation, state, yaml_text
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.storage import entry
from tutor.lab.apiserver.tables import render

Object = dict[str, Any]


def versioned(one: kind.Kind, found: entry.Entry) -> bytes:
    """An object's JSON in the version asked for; the stored bytes where that is the stored version."""
    if one.conversion is None:
        return found.json
    return entry.dumps(one.conversion.from_stored(found.object))


def as_object(one: kind.Kind, obj: Object) -> Object:
    """The stored object in the version asked for."""
    return obj if one.conversion is None else one.conversion.from_stored(obj)


def single(call: state.Call, one: kind.Kind, found: entry.Entry, form: negotiation.Format) -> bytes:
    """One object."""
    if not form.transform and form.media_type == negotiation.JSON:
        return versioned(one, found) + b"\n"
    if form.transform == "Table":
        return encode(table(call, one, [found], {"resourceVersion": str(found.version)}), form)
    obj = as_object(one, found.object)
    return encode(partial(obj) if form.transform else obj, form)


def listed(
    call: state.Call,
    one: kind.Kind,
    found: Sequence[entry.Entry],
    meta: Mapping[str, Any],
    form: negotiation.Format,
) -> bytes:
    """A list; `meta` is its metadata."""
    if form.transform == "Table":
        return encode(table(call, one, found, meta), form)
    if form.transform:
        items = [partial(as_object(one, each.object)) for each in found]
        whole = {
            "kind": "PartialObjectMetadataList",
            "apiVersion": "meta.k8s.io/v1",
            "metadata": meta,
            "items": items,
        }
        return encode(whole, form)
    if form.media_type != negotiation.JSON:
        items = [as_object(one, each.object) for each in found]
        return encode(
            {"kind": one.list_name, "apiVersion": one.api_version, "metadata": meta, "items": items}, form
        )
    head = entry.dumps({"kind": one.list_name, "apiVersion": one.api_version, "metadata": meta})
    return head[:-1] + b',"items":[' + b",".join(_item(one, each) for each in found) + b"]}\n"


def _item(one: kind.Kind, found: entry.Entry) -> bytes:
    """An item of a list: typed lists leave out what the list itself says, custom ones do not."""
    whole = versioned(one, found)
    if one.custom:
        return whole
    prefix = b'{"kind":"%s","apiVersion":"%s",' % (one.kind.encode(), one.api_version.encode())
    return b"{" + whole[len(prefix) :] if whole.startswith(prefix) else whole


def partial(obj: Object) -> Object:
    """PartialObjectMetadata of an object."""
    return {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": obj["metadata"]}


def table(
    call: state.Call,
    one: kind.Kind,
    found: Sequence[entry.Entry],
    meta: Mapping[str, Any],
    *,
    with_columns: bool = True,
) -> Object:
    """A Table of objects."""
    rows = [each.object for each in found]
    return render.table(
        f"{one.group}/{one.plural}" if one.group else one.plural,
        sorted(rows, key=one.rows_by) if one.rows_by else rows,
        call.now,
        include_object=call.info.first("includeObject", "Metadata"),
        columns_from_crd=one.columns,
        metadata=dict(meta),
        with_columns=with_columns,
    )


def encode(value: Any, form: negotiation.Format) -> bytes:
    """A JSON-like value in the media type."""
    if form.media_type == negotiation.YAML:
        return yaml_text.dumps(value)
    return entry.dumps(value) + b"\n"


def indented(value: Any) -> bytes:
    """JSON for people, as the real server writes what a browser may ask for."""
    return json.dumps(value, indent=2, ensure_ascii=False).encode()
