"""The program over real sockets: start, reload, mistakes, end; and its view of a live API server."""

import asyncio
import contextlib
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import dns.asyncquery
import dns.exception
import dns.message

from tests.lab.apiserver import running
from tutor.lab.client import resources, rest
from tutor.lab.dns import cluster, index, records, targets

SECONDS = 60.0
"""For a whole Python to start beside everything else that the machine does."""
NOTICED_SECONDS = 20.0
"""Less than the plugin's own pause between two looks: sooner, it was the kernel that told of the change."""


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on just now."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    found = [int(each.getsockname()[1]) for each in held]
    for each in held:
        each.close()
    return found


class Program:
    """A running server, with what it has printed so far."""

    def __init__(self, process: asyncio.subprocess.Process, corefile: Path, port: int) -> None:
        self.process, self.corefile, self.port, self.output = process, corefile, port, ""

    async def until(self, text: str) -> None:
        """Wait until it has printed `text`."""
        assert self.process.stdout is not None
        async with asyncio.timeout(SECONDS):
            while text not in self.output:
                line = await self.process.stdout.readline()
                assert line, self.output
                self.output += line.decode()

    async def ask(self, name: str, *, tcp: bool = False) -> str:
        """The first address of a name."""
        message = dns.message.make_query(name, "A")
        exchange = dns.asyncquery.tcp if tcp else dns.asyncquery.udp
        answer = await exchange(message, "127.0.0.1", port=self.port, timeout=SECONDS)
        return str(answer.answer[0][0]) if answer.answer else answer.rcode().name


@contextlib.asynccontextmanager
async def started(folder: Path, text: str, port: int) -> AsyncIterator[Program]:
    """Run the server on a Corefile until the block ends."""
    corefile = folder / "Corefile"
    corefile.write_text(text)
    argv = [sys.executable, "-m", "tutor.lab.dns.server", "-conf", str(corefile)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*argv, stdout=pipe, stderr=asyncio.subprocess.STDOUT)
    try:
        yield Program(process, corefile, port)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def get(port: int, path: str) -> str:
    """Status and body of an HTTP answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    return f"{head.split()[1]} {body}"


LIFE = """.:{port} {{
    errors
    health :{health}
    ready :{ready}
    prometheus :{metrics}
    hosts {{
        10.1.1.1 web.test
    }}
    reload
}}
"""


async def test_a_life(tmp_path: Path) -> None:
    """Start, answer, take up a change, refuse a mistake and go on, end with the signal."""
    port, health, ready, metrics = free_ports(4)
    text = LIFE.format(port=port, health=health, ready=ready, metrics=metrics)
    async with started(tmp_path, text, port) as program:
        await program.until("k8stutor\n")
        assert program.output.startswith(f".:{port}\n[INFO] plugin/reload: Running configuration SHA512 = ")
        assert "CoreDNS-1.14.2\nlinux/" in program.output
        assert await program.ask("web.test") == "10.1.1.1"
        assert await program.ask("web.test", tcp=True) == "10.1.1.1"
        assert await get(health, "/health") == "200 OK"
        assert await get(ready, "/ready") == "200 OK"
        assert await get(ready, "/other") == "404 404 page not found\n"
        assert "coredns_dns_requests_total{" in await get(metrics, "/metrics")
        began = time.monotonic()
        program.corefile.write_text(text.replace("10.1.1.1", "10.1.1.2"))
        await program.until("Reloading complete")
        assert time.monotonic() - began < NOTICED_SECONDS
        assert await program.ask("web.test") == "10.1.1.2"
        program.corefile.write_text(text.replace("errors", "errorz"))
        await program.until(
            "[ERROR] plugin/reload: Corefile changed but reload failed: starting with listener file descriptors: "
            f"{program.corefile}:2 - Error during parsing: Unknown directive 'errorz'"
        )
        assert await program.ask("web.test") == "10.1.1.2"
        assert await get(health, "/health") == "200 OK"
        program.output = ""
        program.corefile.write_text(text)
        await program.until("Reloading complete")
        assert await program.ask("web.test") == "10.1.1.1"
        program.process.send_signal(signal.SIGTERM)
        await program.until("[INFO] SIGTERM: Shutting down servers then terminating")
        assert await program.process.wait() == 0


async def test_a_broken_start(tmp_path: Path) -> None:
    """The message is the parser's, and the exit code is 1."""
    async with started(tmp_path, ".:53 {\n  bogus\n}\n", 53) as program:
        await program.until(f"{tmp_path}/Corefile:2 - Error during parsing: Unknown directive 'bogus'\n")
        assert await program.process.wait() == 1


async def test_a_signal_during_the_start_ends_it(tmp_path: Path) -> None:
    """While the server waits for an API server that is not there, it still obeys."""
    text = ".:5353 {\n kubernetes cluster.local {\n  endpoint http://127.0.0.1:1\n }\n}\n"
    async with started(tmp_path, text, 5353) as program:
        await program.until("waiting for Kubernetes API before starting server")
        program.process.send_signal(signal.SIGTERM)
        assert await program.process.wait() == 0


async def test_the_index_follows_the_api_server() -> None:
    """Services are answered for as soon as they exist, and no longer once they have gone."""
    async with running.serving() as (_, url):
        client = rest.Client(url, token=running.ADMIN)
        known = index.Index()
        access = cluster.Access(url, token=running.ADMIN)
        connection = cluster.Connection(access, known, index.Index(), cluster.Wanted(pods=True))
        resolver = records.Resolver(targets.Options(pods="verified"), known)
        await connection.start()
        try:
            assert await connection.wait(10)
            spec = {"ports": [{"port": 80}], "clusterIP": "10.96.0.77"}
            await client.create(resources.SERVICES, {"metadata": {"name": "web"}, "spec": spec}, "default")
            name = "web.default.svc.cluster.local."
            await until(resolver, name, records.NOERROR)
            assert resolver.answer(name, "A").answer[0].data == ("10.96.0.77",)
            await client.delete(resources.SERVICES, "web", "default")
            await until(resolver, name, records.NXDOMAIN)
        finally:
            await connection.stop()
            await client.close()


async def until(resolver: records.Resolver, name: str, rcode: str) -> None:
    """Wait until a name is answered like that."""
    async with asyncio.timeout(10):
        while resolver.answer(name, "A").rcode != rcode:
            await asyncio.sleep(0.005)
