"""The API server of the lab on its three sockets, and the in-process parts' way to it."""

import os
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from tutor.lab import account
from tutor.lab import plan as plans
from tutor.lab.apiserver import server, state
from tutor.lab.apiserver.auth import user
from tutor.lab.net import netns, topology
from tutor.lab.root import places, spawn

PORT = 6443
PKI = "/run/k8stutor/pki"


class ControlPlane:
    """The API server, and the session by which it reaches kubelets. Made inside the running loop."""

    def __init__(self, plan: plans.Plan, master: spawn.HostInit) -> None:
        self._plan = plan
        self._master = master
        self._kubelets = _session_from(master)
        where = f"{topology.BY_NAME[master.name].address}:{PORT}"
        admin = user.authenticated("kubernetes-admin", ("kubeadm:cluster-admins", user.MASTERS))
        self.server = server.ApiServer(
            state.Config(address=where, emulation=dict.fromkeys(account.EMULATED, "lab")),
            tokens={plan.certificates["admin.token"]: admin},
            kubelet_session=self._dial,
        )

    async def serve(self) -> None:
        """Listen: the trusted Unix socket, the control plane's own address, the machine's loopback."""
        await self.server.serve(_unix_listener(), trusted=True)
        tls = _tls(self._plan.certificates)
        with netns.entered(self._master.namespace("net")):
            inside = socket.create_server((topology.BY_NAME[self._master.name].address, PORT), backlog=512)
        await self.server.serve(inside, tls=tls)
        await self.server.serve(socket.socket(fileno=self._plan.api_fd), tls=tls)

    async def close(self) -> None:
        """End the server and its connections."""
        await self.server.close()
        await self._kubelets.close()

    def _dial(self, _name: str, _node: Mapping[str, Any]) -> aiohttp.ClientSession:
        return self._kubelets


def _session_from(host: spawn.HostInit) -> aiohttp.ClientSession:
    """A session whose connections begin in a host's net namespace."""

    def connect(info: Any) -> socket.socket:
        family, kind, protocol, *_ = info
        return netns.make_socket(host.namespace("net"), family, kind, protocol)

    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, socket_factory=connect))


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
