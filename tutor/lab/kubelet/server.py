"""The kubelet's own server on the node's address (Kubernetes: pkg/kubelet/server)."""

import contextlib
import socket
from collections.abc import AsyncIterator, Callable

from aiohttp import web

from tutor.base import errors
from tutor.lab.kubelet import context, execserving, logserving, runner
from tutor.lab.kubelet import pod as pods
from tutor.lab.net import netns

Find = Callable[[str, str], pods.Pod | None]
"""A pod of this node by namespace and name."""

Listed = Callable[[], list[pods.Pod]]
"""All pods of this node."""

PLACE = "/{namespace}/{pod}/{container}"


class Server:
    """Its handlers."""

    def __init__(self, find: Find, listed: Listed) -> None:
        self._find = find
        self._listed = listed

    def application(self) -> web.Application:
        """The routes, with the real kubelet's URLs."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/healthz", _healthy),
                web.get("/pods", self._pods),
                web.get(f"/containerLogs{PLACE}", self._logs),
                web.get(f"/exec{PLACE}", self._exec),
                web.get(f"/attach{PLACE}", self._attach),
            ]
        )
        return app

    async def _pods(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response(
            {
                "kind": "PodList",
                "apiVersion": "v1",
                "metadata": {},
                "items": [pod.scene.pod for pod in self._listed()],
            }
        )

    async def _logs(self, request: web.Request) -> web.StreamResponse:
        pod, found = self._container(request)
        return await logserving.serve(request, pod, found)

    async def _exec(self, request: web.Request) -> web.StreamResponse:
        pod, found = self._container(request)
        if found.live is None:
            raise web.HTTPBadRequest(text=_not_running(request))
        return await execserving.serve_exec(request, pod.scene, found.live)

    async def _attach(self, request: web.Request) -> web.StreamResponse:
        _, found = self._container(request)
        if found.live is None:
            raise web.HTTPBadRequest(text=_not_running(request))
        return await execserving.serve_attach(request, found, found.live)

    def _container(self, request: web.Request) -> tuple[pods.Pod, runner.Runner]:
        """The pod and container of the URL. Raises HTTPNotFound."""
        where = request.match_info
        pod = self._find(where["namespace"], where["pod"])
        if pod is None:
            raise web.HTTPNotFound(text=f'pod "{where["pod"]}" does not exist\n')
        for found in pod.runners:
            if found.item.name == where["container"]:
                return pod, found
        raise web.HTTPNotFound(text=f'container "{where["container"]}" not found in pod "{where["pod"]}"\n')


def _not_running(request: web.Request) -> str:
    where = request.match_info
    return f"container {where['container']} not found in pod {where['pod']}_{where['namespace']}: it is not running"


async def _healthy(_request: web.Request) -> web.StreamResponse:
    return web.Response(text="ok")


@contextlib.asynccontextmanager
async def serving(shared: context.Context, find: Find, listed: Listed) -> AsyncIterator[None]:
    """Serve on the node's address and port during the block. Raises LabError where the port is taken."""
    node = shared.node
    try:
        with netns.entered(shared.net_namespace):
            listening = socket.create_server((node.address, node.port), backlog=128)
    except OSError as error:
        raise errors.LabError(
            f"the kubelet of {node.name} cannot listen on {node.address}:{node.port}", why=str(error)
        ) from error
    listening.setblocking(False)
    runner_ = web.AppRunner(Server(find, listed).application(), access_log=None, handle_signals=False)
    await runner_.setup()
    try:
        await web.SockSite(runner_, listening, shutdown_timeout=0.5).start()
        yield
    finally:
        await runner_.cleanup()
