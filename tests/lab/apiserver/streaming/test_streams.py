"""Logs, exec and proxy, against a kubelet that the test plays."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.lab.apiserver import running
from tutor.lab.client import resources, rest

PROTOCOL = "v5.channel.k8s.io"
SUCCESS = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"}


async def _logs(request: web.Request) -> web.StreamResponse:
    return web.Response(text=f"{request.path} {request.query_string}\n")


async def _exec(request: web.Request) -> web.StreamResponse:
    """Says its arguments, echoes one frame, ends well."""
    answer = web.WebSocketResponse(protocols=(PROTOCOL,))
    await answer.prepare(request)
    await answer.send_bytes(b"\x01" + " ".join(request.query.getall("command")).encode())
    message = await answer.receive()
    await answer.send_bytes(b"\x01" + message.data[1:])
    await answer.send_bytes(b"\x03" + json.dumps(SUCCESS).encode())
    await answer.close()
    return answer


@pytest.fixture
async def kubelet() -> AsyncIterator[int]:
    """The port of a kubelet on 127.0.0.1."""
    app = web.Application()
    app.router.add_get("/containerLogs/{namespace}/{pod}/{container}", _logs)
    app.router.add_get("/exec/{namespace}/{pod}/{container}", _exec)
    app.router.add_get("/{tail:.*}", _logs)
    runner = web.AppRunner(app)
    await runner.setup()
    sock = socket.create_server(("127.0.0.1", 0))
    await web.SockSite(runner, sock).start()
    yield sock.getsockname()[1]
    await runner.cleanup()


async def _running(api: running.Api, port: int) -> None:
    """A node at `port`, and a pod with two containers on it."""
    status = {
        "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
        "daemonEndpoints": {"kubeletEndpoint": {"Port": port}},
    }
    await api.client.create(resources.NODES, {"metadata": {"name": "node-1"}, "status": status})
    containers = [{"name": "main", "image": "nginx"}, {"name": "side", "image": "busybox"}]
    await api.client.create(resources.PODS, running.pod("p", containers=containers, nodeName="node-1"))


async def _get(api: running.Api, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(api.trusted + path) as answer:
        return answer.status, await answer.text()


POD = "/api/v1/namespaces/lab/pods/p"


async def test_logs_come_from_the_kubelet(api: running.Api, kubelet: int) -> None:
    """With the caller's options."""
    await _running(api, kubelet)
    found = await _get(api, f"{POD}/log?container=side&tailLines=3&timestamps=true&pretty=1")
    assert found == (200, "/containerLogs/lab/p/side tailLines=3&timestamps=true\n")


async def test_a_container_must_be_named_where_there_are_several(api: running.Api, kubelet: int) -> None:
    """And must be one of the pod's."""
    await _running(api, kubelet)
    status, text = await _get(api, f"{POD}/log")
    assert status == 400
    assert "a container name must be specified for pod p, choose one of: [main side]" in text
    _, text = await _get(api, f"{POD}/log?container=nope")
    assert "container nope is not valid for pod p" in text


async def test_says_why_a_kubelet_cannot_be_reached(api: running.Api) -> None:
    """As Go's dialer does."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        await _running(api, port)
        status, text = await _get(api, f"{POD}/log?container=main")
    where = f"127.0.0.1:{port}"
    wanted = f'Get "https://{where}/containerLogs/lab/p/main": dial tcp {where}: connect: connection refused'
    assert (status, json.loads(text)["message"]) == (500, wanted)


async def test_exec_ties_two_sockets_together(api: running.Api, kubelet: int) -> None:
    """Frames pass both ways unchanged; the kubelet ends it."""
    await _running(api, kubelet)
    url = f"{api.trusted}{POD}/exec?container=main&command=echo&command=a+b&stdin=true&stdout=true"
    frames: list[Any] = []
    async with aiohttp.ClientSession() as session, session.ws_connect(url, protocols=(PROTOCOL,)) as found:
        assert found.protocol == PROTOCOL
        await found.send_bytes(b"\x00hello")
        async with asyncio.timeout(5):
            frames = [message.data async for message in found]
    assert frames[:2] == [b"\x01echo a b", b"\x01hello"]
    assert json.loads(frames[2][1:])["status"] == "Success"


async def test_exec_needs_an_upgrade_and_a_command(api: running.Api, kubelet: int) -> None:
    """A plain request is refused, so that clients fall back or give up."""
    await _running(api, kubelet)
    status, text = await _get(api, f"{POD}/exec?container=main&command=ls")
    assert (status, json.loads(text)["message"]) == (400, "Upgrade request required")
    status, text = await _get(api, f"{POD}/exec?container=main")
    assert json.loads(text)["message"] == "you must specify at least 1 command for the container"


async def test_port_forward_says_that_it_is_left_out(api: running.Api, kubelet: int) -> None:
    """Whatever protocol kubectl offers, the answer is the same words."""
    await _running(api, kubelet)
    status, text = await _get(api, f"{POD}/portforward")
    assert (status, json.loads(text)["message"].split(";")[0]) == (400, "the lab has no port-forward")


async def test_the_proxy_reaches_nodes_and_pods(api: running.Api, kubelet: int) -> None:
    """A kubelet's own paths, and a pod's port."""
    await _running(api, kubelet)
    assert await _get(api, "/api/v1/nodes/node-1/proxy/healthz?a=1") == (200, "/healthz a=1\n")
    patch = {"status": {"podIP": "127.0.0.1"}}
    await api.client.patch(resources.PODS, "p", patch, "lab", subresource="status")
    assert await _get(api, f"{POD}:{kubelet}/proxy/x/y") == (200, "/x/y \n")
    service = {"metadata": {"name": "s", "namespace": "lab"}, "spec": {"ports": [{"port": 80}]}}
    await api.client.create(resources.SERVICES, service)
    with pytest.raises(rest.ApiError, match='no endpoints available for service "s"'):
        await api.client.request("GET", "/api/v1/namespaces/lab/services/s/proxy/")


async def test_exec_tells_of_a_kubelet_that_does_not_answer(api: running.Api) -> None:
    """On the channel of errors: whoever asked has been let in by then."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    await _running(api, port)
    url = f"{api.trusted}{POD}/exec?container=main&command=ls&stdout=true&stderr=true"
    async with aiohttp.ClientSession() as session, session.ws_connect(url, protocols=(PROTOCOL,)) as found:
        async with asyncio.timeout(5):
            frames = [message.data async for message in found]
    assert frames[0][:1] == b"\x03"
    where = f"127.0.0.1:{port}"
    assert json.loads(frames[0][1:])["message"] == (
        "Internal error occurred: error sending request: "
        f'Post "https://{where}/exec/lab/p/main?command=ls&error=1&output=1": '
        f"dial tcp {where}: connect: connection refused"
    )
