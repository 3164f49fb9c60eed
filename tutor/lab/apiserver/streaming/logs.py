"""log: what a container wrote, streamed from its kubelet."""

import contextlib

import aiohttp
from aiohttp import web

from tutor.lab.apiserver import errors, response, state
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.streaming import kubelets

_PASSED = (
    "follow",
    "tailLines",
    "sinceSeconds",
    "sinceTime",
    "timestamps",
    "previous",
    "limitBytes",
    "stream",
)


def _query(call: state.Call) -> kubelets.Query:
    return [(key, call.info.first(key)) for key in sorted(_PASSED) if key in call.info.query]


async def serve(call: state.Call, one: kind.Kind, request: web.BaseRequest) -> web.StreamResponse:
    """Pipe the log. Raises errors.Plain where the kubelet cannot be reached."""
    if call.info.verb != "get":
        raise errors.MethodNotSupported
    target = kubelets.Target(call, one)
    if not target.scheduled:
        # A pod without a node has written nothing.
        return response.body(b"", "text/plain")
    query = _query(call)
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=10)
    try:
        async with target.session().get(target.url("containerLogs", query), timeout=timeout) as found:
            if found.status >= 400:
                raise await _refusal(found)
            return await _pipe(found, request)
    except aiohttp.ClientConnectorError as error:
        raise target.unreachable(error, "containerLogs", query) from error


async def _refusal(found: aiohttp.ClientResponse) -> errors.ApiError:
    text = (await found.text()).strip()
    return errors.NotFound(text) if found.status == 404 else errors.BadRequest(text)


async def _pipe(found: aiohttp.ClientResponse, request: web.BaseRequest) -> web.StreamResponse:
    answer = web.StreamResponse(headers=response.headers())
    answer.headers["Content-Type"] = "text/plain"
    answer.enable_chunked_encoding()
    await answer.prepare(request)
    with contextlib.suppress(ConnectionError):
        async for chunk in found.content.iter_any():
            await answer.write(chunk)
        await answer.write_eof()
    return answer
