"""GET /exec and /attach over WebSocket (Kubernetes: pkg/kubelet/server/server.go; KEP-4006)."""

import asyncio
import contextlib
import dataclasses
import signal

from aiohttp import web

from tutor.lab.kubelet import channels, context, launch, logread, runner, stdio, streaming
from tutor.lab.root import spawn

HOSTED = (
    "OCI runtime exec failed: exec failed: the container is an agent that the lab itself runs, so it holds no program; "
    "its network is its node's: use a shell there (k8stutor lab shell HOST)"
)
LAST_WORDS_SECONDS = 2.0
"""How long a command's output is read on after its end, for what its children still hold open."""


def _socket() -> web.WebSocketResponse:
    return web.WebSocketResponse(protocols=channels.PROTOCOLS, max_msg_size=0, compress=False)


async def serve_exec(request: web.Request, scene: context.Scene, live: launch.Live) -> web.StreamResponse:
    """Run a command in a container, joined to the request's channels."""
    argv = tuple(request.query.getall("command", []))
    if not argv:
        return web.Response(status=400, text="you must specify at least 1 command for the container")
    socket = _socket()
    await socket.prepare(request)
    outlet = streaming.Outlet(socket)
    if not live.place.root:
        await outlet.end(channels.failure(HOSTED))
        return socket
    asked = {name: logread.truth(request.query.get(name, "")) for name in ("input", "output", "error", "tty")}
    opened = await _open(scene, asked)
    try:
        process = await scene.context.host.spawn(
            launch.process_spec(live.origin, argv, _with_term(live, asked), opened)
        )
    except spawn.SpawnError as error:
        opened.close()
        words = launch.not_started(argv[0], error).replace("failed to start", "unable to start")
        await outlet.end(channels.failure(f"OCI runtime exec failed: exec failed: {words}: unknown"))
        return socket
    opened.close_theirs()
    kinds = {b"stdout": channels.STDOUT, b"stderr": channels.STDERR}
    pumps = [asyncio.create_task(outlet.pump(fd, kinds[name])) for name, fd in opened.ours.items()]
    inlet = asyncio.create_task(streaming.Inlet(socket, opened.stdin, opened.terminal).run())
    ended = asyncio.create_task(streaming.finished(process, pumps, LAST_WORDS_SECONDS))
    try:
        await asyncio.wait((ended, inlet), return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():  # the client has gone: a terminal's programs hear of it, as of a hangup
            await process.signal(signal.SIGHUP if asked["tty"] else signal.SIGTERM, group=True)
            return socket
        await outlet.end(channels.status_of(ended.result()))
    finally:
        for task in (inlet, ended, *pumps):
            task.cancel()
        await asyncio.gather(inlet, ended, *pumps, return_exceptions=True)
    return socket


def _with_term(live: launch.Live, asked: dict[str, bool]) -> context.Place:
    place = live.place
    if not asked["tty"]:
        return place
    return dataclasses.replace(place, env={"TERM": "xterm", **place.env})


async def _open(scene: context.Scene, asked: dict[str, bool]) -> stdio.Streams:
    """Descriptors for what the request asks for."""
    if asked["tty"]:
        return await stdio.terminal(scene.context.host, scene.uid, stdin=asked["input"])
    return stdio.pipes(stdin=asked["input"], stdout=asked["output"], stderr=asked["error"])


async def serve_attach(request: web.Request, found: runner.Runner, live: launch.Live) -> web.StreamResponse:
    """Join the request's channels to the container's own streams."""
    socket = _socket()
    await socket.prepare(request)
    outlet = streaming.Outlet(socket)
    wants_input = logread.truth(request.query.get("input", ""))
    once = bool(found.item.spec.get("stdinOnce"))
    inlet = streaming.Inlet(socket, live.stdin if wants_input else -1, live.terminal, keep_open=not once)
    queue: asyncio.Queue[tuple[bytes, bytes]] = asyncio.Queue()
    leave = live.output.listen(lambda stream, data: queue.put_nowait((stream, data)))
    if wants_input and once:
        live.stdin = -1  # the client's end of input becomes the container's
    sending = asyncio.create_task(_send(outlet, queue))
    taking = asyncio.create_task(inlet.run())
    try:
        if not live.output.ended.is_set():
            await asyncio.wait((sending, taking), return_when=asyncio.FIRST_COMPLETED)
        if sending.done() or live.output.ended.is_set():
            await outlet.end(channels.status_of(0))
    finally:
        leave()
        sending.cancel()
        taking.cancel()
        await asyncio.gather(sending, taking, return_exceptions=True)
    return socket


async def _send(outlet: streaming.Outlet, queue: "asyncio.Queue[tuple[bytes, bytes]]") -> None:
    kinds = {b"stdout": channels.STDOUT, b"stderr": channels.STDERR}
    while True:
        stream, data = await queue.get()
        if not stream:
            return
        with contextlib.suppress(ConnectionError):
            await outlet.send(kinds[stream], data)
