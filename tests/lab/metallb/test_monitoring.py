"""What Prometheus and the probes read."""

import asyncio
import socket

from tutor.lab.metallb import monitoring

FAMILIES = [
    monitoring.Family("b_total", "counter", "Counts.", [({"pool": 'a"b'}, 3), ({"pool": "a"}, 1.5)]),
    monitoring.Family("a_bool", "gauge", "Says.", [({}, True)]),
    monitoring.Family("empty", "gauge", "Has nothing.", []),
]


def test_families_as_text() -> None:
    """By name, values by label, empty ones left out."""
    assert monitoring.text(FAMILIES) == (
        "# HELP a_bool Says.\n# TYPE a_bool gauge\na_bool 1\n"
        '# HELP b_total Counts.\n# TYPE b_total counter\nb_total{pool="a"} 1.5\nb_total{pool="a\\"b"} 3\n'
    )


async def test_answers_get_of_one_path() -> None:
    """What a kubelet's HTTP probe asks for."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = int(held.getsockname()[1])
    server = monitoring.Server(port, lambda: FAMILIES, "127.0.0.1")
    await server.start()
    try:
        for path, status in (("/metrics", "200 OK"), ("/", "404 Not Found")):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            answer = (await reader.read()).decode()
            writer.close()
            assert answer.startswith(f"HTTP/1.1 {status}\r\n")
            assert ("a_bool 1" in answer) is (path == "/metrics")
    finally:
        await server.stop()
