"""Health check node ports and kube-proxy's own health."""

import asyncio
import json
import socket

from tutor.lab.proxy import health


def make_socket(_: int) -> socket.socket:
    """A listening socket at any free port of this machine's loopback."""
    made = socket.create_server(("127.0.0.1", 0))
    made.setblocking(False)
    return made


async def get(port: int) -> tuple[int, dict[str, str], dict[str, object]]:
    """Status, headers and JSON body of one answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    status, *lines = head.split("\r\n")
    return int(status.split()[1]), dict(line.split(": ", 1) for line in lines), json.loads(body)


def port_of(server: asyncio.Server) -> int:
    """Where a server listens."""
    return int(server.sockets[0].getsockname()[1])


async def test_local_endpoints_decide() -> None:
    """200 with endpoints on this node, 503 without, and the count in body and header."""
    served = health.Health(make_socket)
    await served.update({30000: health.service_answer("default", "web", 2)})
    server, _ = served._services[30000]
    status, headers, body = await get(port_of(server))
    assert (status, headers["X-Load-Balancing-Endpoint-Weight"]) == (200, "2")
    assert body == {
        "service": {"namespace": "default", "name": "web"},
        "localEndpoints": 2,
        "serviceProxyHealthy": True,
    }
    await served.update({30000: health.service_answer("default", "web", 0)})
    assert (await get(port_of(server)))[0] == 503
    await served.update({})
    assert not server.is_serving()


async def test_own_health_follows_the_first_sync() -> None:
    """503 until rules have been written once."""
    served = health.Health(make_socket)
    await served.start()
    assert served._own is not None
    port = port_of(served._own)
    assert (await get(port))[0] == 503
    served.synced()
    status, _, body = await get(port)
    assert (status, body["nodeEligible"]) == (200, True)
    await served.stop()
