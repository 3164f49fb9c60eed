"""get and list."""

import base64
import binascii
import json
import string
from collections.abc import Callable
from typing import Any, NamedTuple

from tutor.lab.apiserver import errors, state
from tutor.lab.apiserver.decode import json_words
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.selectors import fields, labels
from tutor.lab.apiserver.storage import entry, store
from tutor.lab.apiserver.validation import field
from tutor.lab.apiserver.verbs import answer

_BASE64 = frozenset(string.ascii_letters + string.digits + "-_")
_TOO_OLD = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
    "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
    "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
    "deleted between the time the first chunk was returned and now may show up in the list."
)
_LIST_TOO_OLD = "The resourceVersion for the provided list is too old."

Matcher = Callable[[dict[str, Any]], bool]


def existing(call: state.Call, one: kind.Kind, name: str = "") -> entry.Entry:
    """The object that the request names. Raises errors.NotFound."""
    wanted = name or call.info.name
    found = call.state.store.get(one.key, call.info.namespace if one.namespaced else "", wanted)
    if found is None:
        raise errors.NotFound.named(one.group, one.plural, wanted)
    return found


def get(call: state.Call, one: kind.Kind) -> answer.One:
    """One object."""
    return answer.One(one, existing(call, one))


def matcher(call: state.Call, one: kind.Kind) -> Matcher | None:
    """The request's selectors as one test; None when everything matches. Raises errors.BadRequest."""
    label_text, field_text = call.info.first("labelSelector"), call.info.first("fieldSelector")
    if not label_text and not field_text:
        return None
    try:
        by_label = labels.parse(label_text)
        by_field = fields.parse(field_text)
        by_field.check(one.field_labels)
    except ValueError as error:
        raise errors.BadRequest(str(error)) from error

    def matches(obj: dict[str, Any]) -> bool:
        if not by_label.matches(obj["metadata"].get("labels") or {}):
            return False
        return by_field.matches(obj if one.conversion is None else one.conversion.from_stored(obj))

    return matches


def list_objects(call: state.Call, one: kind.Kind) -> answer.Many:
    """The objects that match, as of now or of the version asked for, a page at a time."""
    asked = _version_asked(call)
    keep = matcher(call, one)
    page = _page(call)
    namespace = call.info.namespace
    if page.version > 0:
        items, version = _page_of(call, one, page), page.version
    elif asked and call.info.first("resourceVersionMatch") == "Exact":
        items, version = _past(call, one, asked), asked
    else:
        items, version = call.state.store.items(one.key, namespace), call.state.store.version
    if page.start:
        items = [item for item in items if _path(item[0], namespace) >= page.start]
    if keep is not None:
        items = [item for item in items if keep(item[1].object)]
    return _cut(one, items, page.limit, version, namespace, counted=keep is None)


def _past(call: state.Call, one: kind.Kind, version: int) -> list[tuple[store.Name, entry.Entry]]:
    try:
        return call.state.store.items_at(one.key, version, call.info.namespace)
    except errors.Expired as error:
        raise errors.Expired(_LIST_TOO_OLD) from error


def _page_of(call: state.Call, one: kind.Kind, page: "_Page") -> list[tuple[store.Name, entry.Entry]]:
    """What a later page is cut from; where it is forgotten, the answer offers to go on with the present."""
    try:
        return call.state.store.items_at(one.key, page.version, call.info.namespace)
    except errors.Expired as error:
        refusal = errors.Expired(_TOO_OLD)
        refusal.metadata = {"continue": _token(_ANY_VERSION, page.start)}
        raise refusal from error


_ANY_VERSION = -1
"""In a continue token: go on with whatever is there now."""


def _token(version: int, start: str) -> str:
    found = {"v": "meta.k8s.io/v1", "rv": version, "start": start}
    return base64.urlsafe_b64encode(entry.dumps(found)).decode().rstrip("=")


def _cut(
    one: kind.Kind,
    items: list[tuple[store.Name, entry.Entry]],
    limit: int,
    version: int,
    namespace: str,
    *,
    counted: bool,
) -> answer.Many:
    meta: dict[str, Any] = {"resourceVersion": str(version)}
    if limit and len(items) > limit:
        last = _path(items[limit - 1][0], namespace)
        meta["continue"] = _token(version, f"{last}\0")
        if counted:
            meta["remainingItemCount"] = len(items) - limit
        items = items[:limit]
    return answer.Many(one, [found for _, found in items], meta)


def _path(name: store.Name, namespace: str) -> str:
    """An object's place below what is listed, as continue tokens write it."""
    return f"/{name[1]}" if namespace or not name[0] else f"/{name[0]}/{name[1]}"


class _Page(NamedTuple):
    limit: int
    version: int
    start: str


def _page(call: state.Call) -> _Page:
    text = call.info.first("limit", "0")
    limit = int(text) if text.isdigit() else 0
    token = call.info.first("continue")
    if not token:
        return _Page(limit, 0, "")
    try:
        text = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True).decode(
            "latin-1"
        )
        found = json.loads(text)
        return _Page(limit, int(found["rv"]), str(found["start"]))
    except binascii.Error as error:
        stray = next((index for index, one in enumerate(token) if one not in _BASE64), len(token))
        raise _bad_token(f"illegal base64 data at input byte {stray}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise _bad_token(json_words.why(text) or "incorrect encoded start key (v1)") from error


def _bad_token(why: str) -> errors.BadRequest:
    return errors.BadRequest(f"invalid continue token: continue key is not valid: {why}")


def parse_version(text: str) -> int:
    """A resourceVersion; 0 for none. Raises ValueError with the real server's words where it is no number."""
    if text in ("", "0"):
        return 0
    if not text.isdigit():
        raise ValueError(f'strconv.ParseUint: parsing "{text}": invalid syntax')
    return int(text)


def _version_asked(call: state.Call) -> int:
    info, faults = call.info, field.Errors()
    match, text = info.first("resourceVersionMatch"), info.first("resourceVersion")
    if match and not text:
        faults.forbidden(
            "resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"
        )
    elif match and info.first("continue"):
        faults.forbidden(
            "resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"
        )
    elif match not in ("", "Exact", "NotOlderThan"):
        faults.unsupported("resourceVersionMatch", match, ("Exact", "NotOlderThan", ""))
    elif match == "Exact" and text == "0":
        faults.forbidden(
            "resourceVersionMatch", 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'
        )
    faults.raise_for("meta.k8s.io", "ListOptions", "")
    try:
        asked = parse_version(text)
    except ValueError as error:
        # A list says this without a Status of its own, a watch with one.
        raise errors.Plain(f"resourceVersion: Invalid value: {field.shown(text)}: {error}") from error
    if asked > call.state.store.version:
        raise errors.TooLargeVersion(asked, call.state.store.version)
    return asked
