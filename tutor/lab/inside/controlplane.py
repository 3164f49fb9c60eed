"""The API server of the lab on its three sockets; runs as a process of its own (`tutor.lab.inside.apiprocess`)."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import ssl
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from tutor.lab.apiserver import server, state
from tutor.lab.apiserver.auth import user
from tutor.lab.control import plan as plans
from tutor.lab.control import wire
from tutor.lab.inside import account
from tutor.lab.net import netns, topology
from tutor.lab.root import places, syscalls

PORT = 6443
PKI = "/run/k8stutor/pki"


def main(plan: plans.Plan, master: int, channel: socket.socket) -> None:
    """Serve until the supervisor's side of `channel` closes; tells it when connections are accepted."""
    syscalls.rename_process("k8stutor-apiserver")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what is shared with the supervisor stays shared
    gc.enable()
    asyncio.run(_run(plan, master, channel))


async def _run(plan: plans.Plan, master: int, channel: socket.socket) -> None:
    channel.setblocking(False)
    door = _Door(master)
    session = door.session()
    serving = _server(plan, session)
    try:
        await _serve(serving, plan, door)
    except OSError:
        await wire.send_async(channel, {"error": traceback.format_exc()[-4000:]})
        raise
    await wire.send_async(channel, {"serving": True})
    with contextlib.suppress(wire.Closed):
        while True:
            message, fds = await wire.receive_async(channel)
            await (door.open(serving, fds[0]) if message["door"] == "open" else door.close(serving))
    await serving.close()
    await session.close()


def _server(plan: plans.Plan, session: aiohttp.ClientSession) -> server.ApiServer:
    def dial(_name: str, _node: Mapping[str, Any]) -> Any:
        return session

    where = f"{topology.BY_NAME[topology.CONTROL_PLANE].address}:{PORT}"
    admin = user.authenticated("kubernetes-admin", ("kubeadm:cluster-admins", user.MASTERS))
    return server.ApiServer(
        state.Config(address=where, emulation=dict.fromkeys(account.EMULATED, "lab")),
        tokens={plan.certificates["admin.token"]: admin},
        kubelet_session=dial,
    )


class _Door:
    """The control plane's own address, which is there while its host is; and the way to the kubelets from there."""

    def __init__(self, namespace: int) -> None:
        self._namespace = namespace
        self._tls: ssl.SSLContext | None = None
        self._runner: web.ServerRunner | None = None

    async def first(self, serving: server.ApiServer, tls: ssl.SSLContext) -> None:
        """Listen. Raises OSError."""
        self._tls = tls
        address = topology.BY_NAME[topology.CONTROL_PLANE].address
        with netns.entered(self._namespace):
            listener = socket.create_server((address, PORT), backlog=512)
        self._runner = await serving.serve(listener, tls=tls)

    async def close(self, serving: server.ApiServer) -> None:
        """The host has gone."""
        if self._runner is not None:
            await serving.leave(self._runner)
            self._runner = None

    async def open(self, serving: server.ApiServer, namespace: int) -> None:
        """The host is there again, in a new net namespace."""
        os.close(self._namespace)
        self._namespace = namespace
        assert self._tls is not None
        await self.first(serving, self._tls)

    def session(self) -> aiohttp.ClientSession:
        """A session whose connections begin in the host's net namespace."""

        def connect(info: Any) -> socket.socket:
            family, kind, protocol, *_ = info
            return netns.make_socket(self._namespace, family, kind, protocol)

        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, socket_factory=connect))


async def _serve(serving: server.ApiServer, plan: plans.Plan, door: _Door) -> None:
    """Listen: the trusted Unix socket, the control plane's own address, the machine's loopback."""
    await serving.serve(_unix_listener(), trusted=True, snapshots=True)
    tls = _tls(plan.certificates)
    await door.first(serving, tls)
    await serving.serve(socket.socket(fileno=plan.api_fd), tls=tls)


def _unix_listener() -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(places.API_SOCKET)
    os.chmod(places.API_SOCKET, 0o600)
    listener.listen(512)
    return listener


def _tls(certificates: Mapping[str, str]) -> ssl.SSLContext:
    folder = Path(PKI)
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in ("apiserver.crt", "apiserver.key"):
        (folder / name).write_text(certificates[name])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "apiserver.crt", folder / "apiserver.key")
    return context
