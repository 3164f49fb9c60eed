"""exec and attach: two WebSockets tied together (subprotocol v5.channel.k8s.io, passed through frame by frame).

port-forward is left out: it is SPDY inside of a WebSocket, for a pod's port that each of the lab's hosts reaches."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web

from tutor.lab.apiserver import errors, state
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.streaming import kubelets

PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
_FLAGS = (("stdin", "input"), ("stdout", "output"), ("stderr", "error"), ("tty", "tty"))
"""The API's names of the streams, and the kubelet's."""
ERROR_CHANNEL = b"\x03"
LARGEST_FRAME = 4 * 1024 * 1024


def _query(call: state.Call) -> kubelets.Query:
    found = [("command", one) for one in call.info.query.get("command", ())]
    return found + [(theirs, "1") for ours, theirs in _FLAGS if call.info.flag(ours)]


async def serve(call: state.Call, one: kind.Kind, request: web.BaseRequest) -> web.StreamResponse:
    """Tie the caller to the container. Raises errors.BadRequest where the caller does not upgrade."""
    if call.info.verb not in ("get", "create"):
        raise errors.MethodNotSupported
    target = kubelets.Target(call, one, any_container=False)
    verb, query = call.info.subresource, _query(call)
    if verb == "exec" and not call.info.query.get("command"):
        raise errors.BadRequest("you must specify at least 1 command for the container")
    return await _upgraded(request, target, verb, query, PROTOCOLS)


async def forward(call: state.Call, one: kind.Kind, request: web.BaseRequest) -> web.StreamResponse:
    """port-forward, which the lab's kubelets have not: say what does the same. Raises errors.BadRequest."""
    del one, request
    raise errors.BadRequest(
        f"the lab has no port-forward; every host of the lab reaches pod {call.info.name} by its own address"
    )


async def _upgraded(
    request: web.BaseRequest,
    target: kubelets.Target,
    verb: str,
    query: kubelets.Query,
    protocols: tuple[str, ...],
) -> web.StreamResponse:
    if not target.scheduled:
        raise errors.BadRequest(f"pod {target.pod['metadata']['name']} does not have a host assigned")
    if request.headers.get("Upgrade", "").lower() != "websocket":
        raise errors.BadRequest("Upgrade request required")
    try:
        url = target.url(verb, query)
        async with target.session().ws_connect(
            url, protocols=protocols, max_msg_size=0, timeout=_timeouts()
        ) as kubelet:
            chosen = (kubelet.protocol or protocols[0],)
            caller = web.WebSocketResponse(protocols=chosen, max_msg_size=LARGEST_FRAME)
            await caller.prepare(request)
            await tie(caller, kubelet)
            return caller
    except aiohttp.ClientConnectorError as error:
        if protocols is not PROTOCOLS:
            raise target.unreachable(error, verb, query) from error
        return await _refused(request, target.undialled(error, verb, query))
    except aiohttp.WSServerHandshakeError as error:
        raise errors.InternalError(f"unable to upgrade connection: {error.message}") from error


async def _refused(request: web.BaseRequest, why: errors.ApiError) -> web.StreamResponse:
    """Let the caller in and tell them on the channel of errors, as the real server does that translates for them."""
    caller = web.WebSocketResponse(protocols=PROTOCOLS, max_msg_size=LARGEST_FRAME)
    await caller.prepare(request)
    await caller.send_bytes(ERROR_CHANNEL + json.dumps(why.status(), separators=(",", ":")).encode())
    await caller.close()
    return caller


def _timeouts() -> Any:
    return aiohttp.ClientWSTimeout(ws_receive=None, ws_close=5.0)


async def tie(caller: web.WebSocketResponse, kubelet: aiohttp.ClientWebSocketResponse) -> None:
    """Carry frames both ways until the kubelet closes, or the caller goes."""
    inward = asyncio.create_task(_carry(caller, kubelet.send_bytes), name="exec-in")
    outward = asyncio.create_task(_carry(kubelet, caller.send_bytes), name="exec-out")
    try:
        await asyncio.wait({inward, outward}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (inward, outward):
            task.cancel()
        await asyncio.gather(inward, outward, return_exceptions=True)
        await kubelet.close()
        await caller.close()


async def _carry(
    source: web.WebSocketResponse | aiohttp.ClientWebSocketResponse, send: Callable[[bytes], Awaitable[None]]
) -> None:
    async for message in source:
        if message.type is aiohttp.WSMsgType.BINARY:
            await send(message.data)
        elif message.type is aiohttp.WSMsgType.TEXT:
            await send(message.data.encode())
