"""What kube-proxy says of itself and of Services: ports 10256 and 10249, and one for each healthCheckNodePort.

Source of the behaviour: pkg/proxy/healthcheck/{proxy_health,service_health}.go, cmd/kube-proxy/app/server.go.
"""

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from tutor.base import clock
from tutor.lab.proxy import metrics, serving

PORT, METRICS_PORT = 10256, 10249
LATE_SECONDS = 60.0
"""How long a change may wait for its rules before the proxy counts as unhealthy (twice iptables.syncPeriod)."""

log = logging.getLogger(__name__)


def service_answer(namespace: str, name: str, local: int, *, healthy: bool = True) -> serving.Reply:
    """What a healthCheckNodePort says: 200 when this node has endpoints of the service, else 503."""
    body = {
        "service": {"namespace": namespace, "name": name},
        "localEndpoints": local,
        "serviceProxyHealthy": healthy,
    }
    headers = (("X-Content-Type-Options", "nosniff"), ("X-Load-Balancing-Endpoint-Weight", str(local)))
    return serving.Reply(200 if local and healthy else 503, json.dumps(body, indent="\t"), headers=headers)


class Health:
    """Owns the servers of one node's proxy."""

    def __init__(self, make_socket: serving.MakeSocket, *, family: str = "IPv4") -> None:
        self.metrics = metrics.Metrics(family)
        self._make_socket, self._family = make_socket, family
        self._services: dict[int, tuple[asyncio.Server, dict[str, serving.Reply]]] = {}
        self._own: list[asyncio.Server] = []
        self._updated = ""
        self._waiting_since = 0.0

    async def start(self) -> None:
        """Listen on the proxy's own ports; one that is taken is done without, and logged."""
        for address, port, answer in (
            ("0.0.0.0", PORT, self.answer),
            ("127.0.0.1", METRICS_PORT, self._metrics),
        ):
            try:
                self._own.append(await serving.listen(self._make_socket(address, port), answer))
            except OSError as error:
                log.error("kube-proxy cannot listen on %s:%d: %s", address, port, error)

    async def stop(self) -> None:
        """Close every listener."""
        for server in self._own:
            server.close()
        for server, _ in self._services.values():
            server.close()
        self._own.clear()
        self._services.clear()

    def queued(self) -> None:
        """Something has changed that the rules do not say yet."""
        self.metrics.queued()
        self._waiting_since = self._waiting_since or time.monotonic()

    def synced(self) -> None:
        """The rules have just been brought up to date."""
        self._updated, self._waiting_since = clock.rfc3339_micro(clock.now()), 0.0

    @property
    def healthy(self) -> bool:
        """Whether no change waits too long for its rules."""
        return not self._waiting_since or time.monotonic() - self._waiting_since < LATE_SECONDS

    async def update(self, wanted: Mapping[int, serving.Reply]) -> None:
        """Serve these health check node ports, with these answers from now on.

        One that cannot be bound is left out until the next update.
        """
        for port in [port for port in self._services if port not in wanted]:
            self._services.pop(port)[0].close()
        for port, reply in wanted.items():
            if port in self._services:
                self._services[port][1]["reply"] = reply
                continue
            held = {"reply": reply}
            try:
                made = self._make_socket("0.0.0.0", port)
            except OSError as error:
                log.error("kube-proxy cannot listen on health check node port %d: %s", port, error)
                continue
            self._services[port] = (await serving.listen(made, lambda _, held=held: held["reply"]), held)  # type: ignore[misc]

    def answer(self, path: str) -> serving.Reply:
        """/healthz and /livez: well from the start, unless rules are late; only the first tells of the node."""
        if path not in ("/healthz", "/livez"):
            return serving.NOT_FOUND
        now, status = clock.rfc3339_micro(clock.now()), 200 if self.healthy else 503
        body: dict[str, Any] = {
            "lastUpdated": now if self.healthy else self._updated,
            "currentTime": now,
            **({"nodeEligible": True} if path == "/healthz" else {}),
            "healthy": self.healthy,
        }
        if self._updated:
            body["status"] = {self._family: {"lastUpdated": self._updated, "healthy": self.healthy}}
        self.metrics.asked(path, status)
        return serving.Reply(status, json.dumps(body, separators=(",", ":")))

    def _metrics(self, path: str) -> serving.Reply:
        if path == "/proxyMode":
            return serving.Reply(200, "iptables", serving.TEXT)
        if path == "/metrics":
            return serving.Reply(200, self.metrics.text(), serving.METRICS, ())
        return self.answer(path) if path == "/healthz" else serving.NOT_FOUND
