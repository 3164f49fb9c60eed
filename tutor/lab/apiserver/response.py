"""Answers as aiohttp responses."""

import json
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from tutor.lab.apiserver import errors, negotiation, represent, state, status_protobuf
from tutor.lab.apiserver.verbs import answer

NO_SNIFF = {"X-Content-Type-Options": "nosniff"}


def headers(warnings: Sequence[str] = ()) -> list[tuple[str, str]]:
    """What every answer carries, and the warnings (RFC 9111 no longer, but RFC 7234 section 5.5, warn-code 299)."""
    found = [("Cache-Control", "no-cache, private")]
    for text in warnings:
        quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
        found.append(("Warning", f'299 - "{quoted}"'))
    return found


def body(data: bytes, media_type: str, code: int = 200, warnings: Sequence[str] = ()) -> web.Response:
    """Bytes of a media type."""
    found = web.Response(body=data, status=code, headers=headers(warnings))
    found.headers["Content-Type"] = media_type
    return found


def text(content: str, code: int = 200) -> web.Response:
    """Plain text, as health checks answer."""
    found = body(content.encode(), "text/plain; charset=utf-8", code)
    found.headers.update(NO_SNIFF)
    return found


_PEOPLE = ("curl/", "Wget/", "Mozilla/5.0")
"""Callers that get indented JSON unasked (apiserver: pkg/endpoints/handlers/negotiation)."""


def of(call: state.Call, given: answer.Answer, form: negotiation.Format) -> web.Response:
    """A verb's answer, indented where a person is likely to read it."""
    found = _of(call, given, form)
    asked = call.info.first("pretty")
    wanted = call.info.flag("pretty") if asked else call.user_agent.startswith(_PEOPLE)
    if wanted and form.media_type == negotiation.JSON and isinstance(found.body, bytes):
        found.body = represent.indented(json.loads(found.body))
    return found


def _of(call: state.Call, given: answer.Answer, form: negotiation.Format) -> web.Response:
    """A verb's answer in the representation that was chosen."""
    if isinstance(given, answer.One):
        data = represent.single(call, given.kind, given.entry, form)
        return body(data, form.media_type, given.code, call.warnings)
    if isinstance(given, answer.Many):
        data = represent.listed(call, given.kind, given.entries, given.metadata, form)
        return body(data, form.media_type, 200, call.warnings)
    return body(represent.encode(given.object, form), form.media_type, given.code, call.warnings)


def json_object(value: dict[str, Any], *, code: int = 200, warnings: Sequence[str] = ()) -> web.Response:
    """An object as JSON, whatever was asked for."""
    return body(represent.encode(value, negotiation.Format()), negotiation.JSON, code, warnings)


def failure(error: errors.ApiError, accept: str, warnings: Sequence[str] = ()) -> web.Response:
    """A failure as a Status, in a representation that the caller can read."""
    if error.bare:
        return text(f"{error.message}\n", error.code)
    status = error.status()
    if isinstance(error, errors.NotAcceptable):
        found = body(represent.indented(status), negotiation.JSON, error.code)
    else:
        form = _readable(accept)
        if form.media_type == negotiation.PROTOBUF:
            found = body(status_protobuf.encode(status), form.media_type, error.code, warnings)
        else:
            found = body(represent.encode(status, form), form.media_type, error.code, warnings)
    if error.code == errors.Forbidden.code and "cannot" in error.message:
        found.headers.update(NO_SNIFF)
    for key, value in error.headers.items():
        found.headers[key] = value
    return found


def _readable(accept: str) -> negotiation.Format:
    try:
        return negotiation.choose(accept, transforms=False, binary=True)
    except errors.NotAcceptable:
        return negotiation.Format()
