"""Health check node ports and kube-proxy's own health."""

import asyncio
import json
import socket

import pytest

from tutor.lab.proxy import health, serving


class Ports:
    """Makes listening sockets at any free ports of this machine's loopback, and knows which stands for which."""

    def __init__(self) -> None:
        self.real: dict[int, int] = {}

    def __call__(self, _: str, port: int) -> socket.socket:
        made = socket.create_server(("127.0.0.1", 0))
        made.setblocking(False)
        self.real[port] = made.getsockname()[1]
        return made

    async def get(self, port: int, path: str = "/healthz") -> tuple[int, dict[str, str], str]:
        """Status, headers and body of one answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.real[port])
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
        writer.close()
        status, *lines = head.split("\r\n")
        return int(status.split()[1]), dict(line.split(": ", 1) for line in lines), body


async def test_local_endpoints_decide() -> None:
    """200 with endpoints on this node, 503 without, and the count in body and header."""
    ports = Ports()
    served = health.Health(ports)
    await served.update({30000: health.service_answer("default", "web", 2)})
    status, headers, body = await ports.get(30000)
    assert (status, headers["X-Load-Balancing-Endpoint-Weight"]) == (200, "2")
    assert json.loads(body) == {
        "service": {"namespace": "default", "name": "web"},
        "localEndpoints": 2,
        "serviceProxyHealthy": True,
    }
    await served.update({30000: health.service_answer("default", "web", 0)})
    assert (await ports.get(30000))[0] == 503
    await served.update({})
    with pytest.raises(ConnectionError):
        await ports.get(30000)


async def test_a_port_that_is_taken_is_done_without(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and tried again with the next update."""
    ports, refused = Ports(), [30001]

    def make(address: str, port: int) -> socket.socket:
        if port in refused:
            raise OSError(98, "Address already in use")
        return ports(address, port)

    served = health.Health(make)
    reply = health.service_answer("default", "web", 1)
    await served.update({30001: reply})
    assert "30001" in caplog.text
    refused.clear()
    await served.update({30001: reply})
    assert (await ports.get(30001))[0] == 200
    await served.stop()


async def test_own_health_is_lost_when_rules_are_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Well from the start and after a sync; 503 while a change waits too long; only /healthz speaks of the node."""
    ports = Ports()
    served = health.Health(ports)
    await served.start()
    served.queued()
    served.synced()
    status, _, body = await ports.get(health.PORT)
    told = json.loads(body)
    assert (status, told["nodeEligible"], told["healthy"]) == (200, True, True)
    assert told["status"]["IPv4"]["healthy"] is True
    monkeypatch.setattr(health, "LATE_SECONDS", 0.0)
    served.queued()
    status, _, body = await ports.get(health.PORT, "/livez")
    assert (status, json.loads(body)["status"]["IPv4"]["healthy"]) == (503, False)
    assert "nodeEligible" not in json.loads(body)
    assert (await ports.get(health.PORT, "/other"))[0] == 404
    await served.stop()


async def test_metrics_and_mode() -> None:
    """Port 10249 has the mode and the counters of rules."""
    ports = Ports()
    served = health.Health(ports)
    await served.start()
    served.metrics.synced(0.002, full=True, total={"nat": 7}, last={"nat": 3})
    served.metrics.changed("service", 2)
    assert (await ports.get(health.METRICS_PORT, "/proxyMode"))[2] == "iptables"
    _, headers, text = await ports.get(health.METRICS_PORT, "/metrics")
    assert headers["Content-Type"] == serving.METRICS
    for line in (
        'kubeproxy_sync_proxy_rules_iptables_total{ip_family="IPv4",table="nat"} 7',
        'kubeproxy_sync_proxy_rules_iptables_last{ip_family="IPv4",table="nat"} 3',
        'kubeproxy_sync_proxy_rules_service_changes_total{ip_family="IPv4"} 2',
        'kubeproxy_sync_full_proxy_rules_duration_seconds_bucket{ip_family="IPv4",le="0.002"} 1',
        'kubeproxy_sync_proxy_rules_iptables_partial_restore_failures_total{ip_family="IPv4"} 0',
    ):
        assert line in text.splitlines()
    await served.stop()
