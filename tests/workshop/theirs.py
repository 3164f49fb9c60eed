"""A NATS cluster that knows nothing of classes, as somebody else has set it up: operator, accounts, an authority's TLS.

Its servers speak first and then begin TLS, as they do unless they are told otherwise.
"""

import asyncio
import contextlib
import datetime
import ipaddress
import json
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import oid
from nats.aio.client import Client

from tests import ports
from tutor.base import clock, errors
from tutor.workshop import authority, connection, foreign, jwt, nkeys, server, subjects

FREE = -1
STORE = {"mem_storage": FREE, "disk_storage": FREE, "streams": FREE, "consumer": FREE}
"""What lets an account keep streams."""


class Cluster:
    """Its servers on this machine's loopback; `account` and `signing` are the keys of a customer."""

    def __init__(
        self, place: Path, *, nodes: int = 1, tls: str = "", store: bool = True, **limits: Any
    ) -> None:
        """`tls` is said in the servers' block of that name, "none" for none; `limits` are the customer's."""
        self.place = place
        place.mkdir()
        self.account, self.signing = nkeys.Key.new("A"), nkeys.Key.new("A")
        free = ports.free(2 * nodes)
        self._ports, self._routes, self._tls, self._store = free[:nodes], free[nodes:], tls, store
        self._operator, self._system = nkeys.Key.new("O"), nkeys.Key.new("A")
        self._running: list[subprocess.Popen[bytes] | None] = [None] * nodes
        self.ca = _certificates(place)
        self._limits = {
            **dict.fromkeys(("subs", "conn", "leaf", "imports", "exports"), FREE),
            **STORE,
            **limits,
        }
        for node in range(nodes):
            self._folder(node).mkdir()
            (self._folder(node) / "server.conf").write_text(self._configuration(node))

    @property
    def servers(self) -> tuple[str, ...]:
        """Where they are."""
        return tuple(f"127.0.0.1:{port}" for port in self._ports)

    def of(self, *, signing: bool = False) -> foreign.Account:
        """The customer's account, as a class is told of it."""
        key = self.signing if signing else self.account
        return foreign.read(self.seed(key), self.account.public if signing else "", self.servers, self.ca)

    def seed(self, key: nkeys.Key) -> Path:
        """A file with a key's seed."""
        file = self.place / f"{key.public}.nk"
        file.write_text(key.seed)
        return file

    def owner(self) -> connection.Link:
        """The customer's own way in, who may do everything."""
        key = nkeys.Key.new("U")
        may = subjects.Permissions((">",), (">",))
        token = jwt.user(self.account, key.public, "owner", may, authority.now())
        return connection.Link(
            self.servers, "", connection.Credential("owner", key.seed, token), self.ca.read_text()
        )

    def log(self) -> str:
        """What all servers have said."""
        return "".join((self._folder(node) / "log").read_text() for node in range(len(self._running)))

    def start(self, node: int = 0) -> None:
        """Run a server."""
        folder = self._folder(node)
        with (folder / "log").open("ab") as log:
            argv = [server.binary(), "-c", "server.conf"]
            self._running[node] = subprocess.Popen(argv, cwd=folder, stdout=log, stderr=log)

    def kill(self, node: int = 0) -> None:
        """With no time for a last word."""
        found = self._running[node]
        if found is not None:
            os.kill(found.pid, signal.SIGKILL)
            found.wait()
        self._running[node] = None

    def halt(self, node: int = 0) -> None:
        """Let it answer nobody, and hang up on nobody."""
        found = self._running[node]
        assert found is not None
        os.kill(found.pid, signal.SIGSTOP)

    async def ready(self) -> None:
        """Wait until it takes calls, and streams on as many servers as it has."""
        async with asyncio.timeout(60):
            while True:
                assert all(one is None or one.poll() is None for one in self._running), self.log()
                with contextlib.suppress(errors.TutorError, Exception):
                    await self._try()
                    return
                await asyncio.sleep(0.02)

    async def _try(self) -> None:
        for one in self.servers:
            if self._tls == "none":
                _, writer = await asyncio.open_connection(*one.split(":"))
                writer.close()
                continue
            client = await self.owner()._replace(servers=(one,)).connect()
            try:
                if self._store and self._limits["streams"]:
                    await client.jetstream(timeout=1).account_info()
            finally:
                await client.close()

    def end(self) -> None:
        """All of them."""
        for node in range(len(self._running)):
            self.kill(node)

    def _folder(self, node: int) -> Path:
        return self.place / f"node-{node}"

    def _configuration(self, node: int) -> str:
        operator, system, now = self._operator, self._system.public, authority.now()
        said = {
            "type": "account",
            "limits": {"wildcards": True, "data": FREE, "payload": FREE, **self._limits},
        }
        said["signing_keys"] = [self.signing.public]
        customer = jwt._signed(operator, self.account.public, "customer", said, now)
        watcher = jwt.account(operator, system, "SYS", now, store=False)
        lines = [
            f"server_name: node-{node}",
            f"listen: 127.0.0.1:{self._ports[node]}",
            "jetstream { store_dir: store }" if self._store else "",
            f"operator: {jwt.operator(operator, system, now)}",
            "resolver: MEMORY",
            f"resolver_preload {{ {self.account.public}: {customer}\n {system}: {watcher} }}",
        ]
        if self._tls != "none":
            lines.append(f'tls {{ cert_file: "../node.pem", key_file: "../node.key", {self._tls} }}')
        if len(self._ports) > 1:
            routes = json.dumps([f"nats://127.0.0.1:{port}" for port in self._routes])
            lines.append(
                f"cluster {{ name: theirs, listen: 127.0.0.1:{self._routes[node]}, routes: {routes} }}"
            )
        return "\n".join(lines)


@contextlib.asynccontextmanager
async def running(place: Path, **how: Any) -> AsyncIterator[Cluster]:
    """A cluster that takes calls."""
    with started(place, **how) as found:
        await found.ready()
        yield found


@contextlib.contextmanager
def started(place: Path, **how: Any) -> Iterator[Cluster]:
    """A cluster that may not take calls yet."""
    found = Cluster(place, **how)
    try:
        for node in range(len(found.servers)):
            found.start(node)
        yield found
    finally:
        found.end()


async def streams_of(client: Client) -> set[str]:
    """The names of all that an account keeps."""
    return {str(one.config.name) for one in await client.jetstream().streams_info()}


def _certificates(place: Path) -> Path:
    """An authority's certificate, and what it signed for servers on the loopback."""
    root, node = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(oid.NameOID.COMMON_NAME, "their authority")])
    anybody = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    ca = _signed(name, root, root, name, x509.BasicConstraints(ca=True, path_length=0))
    (place / "ca.pem").write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    found = _signed(name, root, node, x509.Name([]), anybody)
    (place / "node.pem").write_bytes(found.public_bytes(serialization.Encoding.PEM))
    (place / "node.key").write_bytes(
        node.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return place / "ca.pem"


def _signed(
    issuer: x509.Name,
    root: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePrivateKey,
    name: x509.Name,
    more: x509.ExtensionType,
) -> x509.Certificate:
    now = clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(more, critical=True)
        .sign(root, hashes.SHA256())
    )
