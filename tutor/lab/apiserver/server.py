"""The API server as its owner sees it: made, told where to listen, closed.

server = ApiServer(tokens={"secret": user.authenticated("admin", ("system:masters",))})
await server.serve(sock, trusted=True)              # a Unix socket: callers say who they are
await server.serve(other_sock, tls=context)         # TCP with TLS: tokens
await server.close()
"""

import socket
import ssl
from collections.abc import Mapping
from typing import Any

import aiohttp
from aiohttp import web

from tutor.base import aio
from tutor.lab.apiserver import expiry, handler, state
from tutor.lab.apiserver.auth import authentication, gate, reviews, user
from tutor.lab.apiserver.auth import tokens as signing
from tutor.lab.apiserver.bootstrap import fill, objects, upkeep
from tutor.lab.apiserver.custom import serving as customs
from tutor.lab.apiserver.kinds import registry
from tutor.lab.apiserver.snapshots import serving
from tutor.lab.apiserver.storage import store
from tutor.lab.apiserver.streaming import kubelets

CLOSING_SECONDS = 0.5
"""How long open streams may take to end when the server closes; watches end at once."""


BACKLOG = 4096
"""The kernel's own limit by default (net.core.somaxconn): agents of many pods may all call at one moment."""


class ApiServer:
    """Holds the cluster's objects and serves them on any number of sockets."""

    def __init__(
        self,
        config: state.Config | None = None,
        *,
        tokens: Mapping[str, user.User] | None = None,
        kubelet_session: kubelets.Dial | None = None,
    ) -> None:
        """`tokens`: static bearer tokens; `kubelet_session`: reaches a node's kubelet (default: plain TCP)."""
        self._own_session: aiohttp.ClientSession | None = None
        self._tasks: aio.Tasks | None = None
        self._runners: list[web.ServerRunner] = []
        config = config or state.Config()
        kept = store.Store()
        issued = signing.Tokens(config.issuer, kept, config.now)
        authenticator = authentication.Authenticator(dict(tokens or {}), issued.verify)
        served = registry.Registry(registry.builtin())
        dial = kubelet_session or self._dial
        self.state = state.State(config, kept, served, issued, authenticator.of_token, dial)
        self._handler = handler.Handler(self.state, gate.Gate(authenticator, kept), reviews.CREATORS)
        self._custom = customs.Serving(self.state)
        fill.fill(self.state, objects.first(self.state))
        self._upkeep = upkeep.Upkeep(self.state)

    async def serve(
        self,
        sock: socket.socket,
        *,
        tls: ssl.SSLContext | None = None,
        trusted: bool = False,
        snapshots: bool = False,
    ) -> web.ServerRunner:
        """Serve on a bound socket, which the server then owns; returns once connections are accepted.

        What is returned can be given to `leave`.

        `trusted`: the caller's X-Remote-User is believed; for Unix sockets that only the lab's own parts can open.
        `snapshots`: the whole store can be read and replaced there (`tutor.lab.apiserver.snapshots`).
        """
        if self._tasks is None:
            self._tasks = aio.Tasks()
            self._tasks.start(expiry.run(self.state), name="apiserver-expiry")
        answer = self._handler.listener(trusted=trusted)
        if snapshots:
            answer = serving.beside(self.state, answer)
        server = web.Server(answer, access_log=None, tcp_keepalive=False)
        runner = web.ServerRunner(server, shutdown_timeout=CLOSING_SECONDS)
        await runner.setup()
        self._runners.append(runner)
        await web.SockSite(runner, sock, ssl_context=tls, backlog=BACKLOG).start()
        return runner

    async def leave(self, runner: web.ServerRunner) -> None:
        """End one listener and its connections."""
        self._runners.remove(runner)
        await runner.cleanup()

    async def close(self) -> None:
        """End every connection and every listener."""
        for end in tuple(self.state.endings):
            end()
        if self._tasks is not None:
            await self._tasks.close()
        for runner in self._runners:
            await runner.cleanup()
        self._runners.clear()
        if self._own_session is not None:
            await self._own_session.close()

    def _dial(self, _name: str, _node: Mapping[str, Any]) -> aiohttp.ClientSession:
        """The default way to a kubelet: plain TCP from here."""
        if self._own_session is None:
            self._own_session = aiohttp.ClientSession()
        return self._own_session
