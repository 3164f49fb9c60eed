"""What kube-proxy tells: its mode, and how many endpoints its node has."""

from typing import Any

import pytest

from tests.checks import webworld as web
from tests.checks import worlds
from tutor.checkapi import testing

CONFIG = {
    "kind": "ConfigMap",
    "metadata": worlds.meta("kube-proxy"),
    "data": {
        "config.conf": 'kind: KubeProxyConfiguration\nmetricsBindAddress: ""\nmode: ""\nnodePortAddresses: null\n'
    },
}
READ = ("kubectl describe configmap -n kube-system kube-proxy | grep mode", 'mode: ""\n')
ASKED = ("curl -s localhost:10249/proxyMode; echo", "iptables\n")
RUNS = {"http://127.0.0.1:10249/proxyMode": "iptables"}


@pytest.mark.parametrize(
    ("lines", "credit"),
    [
        ([READ, ASKED], 1),
        (
            [
                ("kubectl get cm kube-proxy -n kube-system -o json", '"config.conf": "a\\nmode: \\"\\"\\nb"'),
                ASKED,
            ],
            1,
        ),
        ([READ, ("kubectl logs -n kube-system kube-proxy-x", '"Using iptables Proxier"')], 1),
        ([READ, ("printf 'GET /proxyMode HTTP/1.0\\r\\n\\r\\n' | nc 127.0.0.1 10249", "\niptables")], 1),
        ([READ, ("P=10249; curl -s localhost:$P/proxyMode", "iptables")], 1),
        ([READ], 0.5),
        ([ASKED], 0.5),
        ([("kubectl get cm -n kube-system", "kube-proxy 2 1d"), ASKED], 0.5),
        ([("kubectl describe cm kube-proxy -n kube-system", "mode: ipvs"), ASKED], 0.5),
        ([("echo 'mode: \"\"'", 'mode: ""'), ("echo iptables", "iptables")], 0),
        ([("curl -s localhost:10256/proxyMode", "iptables")], 0),
        ([("kubectl get cm x; echo 'mode: \"\"'", 'mode: ""')], 0),
    ],
)
def test_mode(lines: list[tuple[str, str]], credit: float) -> None:
    """As configured, and as it runs."""
    records = [testing.ran(*line) for line in lines]
    found = web.judged("proxy.mode", {}, *records, objects=[CONFIG], pages=RUNS)
    assert (1 if found.passed else found.credit) == credit


def test_mode_where_nobody_tells() -> None:
    """Without the ConfigMap there is nothing to read; without the port, Linux has its default."""
    records = [testing.ran(*READ), testing.ran(*ASKED)]
    assert not web.judged("proxy.mode", {}, *records, objects=[]).passed
    assert web.judged("proxy.mode", {}, *records, objects=[CONFIG]).passed


HEALTH = 30555
ARGS = {"service": "websvc"}
BALANCER = web.service(type="LoadBalancer", externalTrafficPolicy="Local", healthCheckNodePort=HEALTH)


def told(count: int) -> str:
    """kube-proxy's answer."""
    return (
        '{\n\t"service": {\n\t\t"namespace": "default",\n\t\t"name": "websvc"\n\t},\n'
        f'\t"localEndpoints": {count},\n\t"serviceProxyHealthy": true\n}}'
    )


COUNTS = {"k8s-m": 0, "k8s-w1": 1, "k8s-w2": 1}
URLS = {name: f"http://{address}:{HEALTH}/" for name, address in web.NODES.items()}
TOLD: dict[str, Any] = {
    "objects": web.cluster(BALANCER),
    "pages": {URLS[name]: told(count) for name, count in COUNTS.items()},
    "statuses": {URLS["k8s-m"]: 503},
}


@pytest.mark.parametrize(
    ("text", "output", "passes"),
    [
        ("for n in 10 101; do curl -s 192.168.10.$n:$H; done", told(0) + told(1), True),
        ("curl -si $A:$H; curl -si $B:$H", "HTTP/1.1 503 Service Unavailable\n\nHTTP/1.1 200 OK\n", True),
        ("curl -so /dev/null -w '%{http_code}\\n' $A:$H $B:$H", "503\n200\n", True),
        (
            "curl -s $A:$H $B:$H | grep localEndpoints",
            '\t"localEndpoints": 0,\n\t"localEndpoints": 1,\n',
            True,
        ),
        ("for n in 10 101; do curl -s 192.168.10.$n:$H | jq .localEndpoints; done", "0\n1\n", True),
        ("curl -s $A:$H | jq .localEndpoints", "1\n", False),
        ("for n in 0 1; do curl -s $A:$H | grep -v localEndpoints; echo $n; done", "0\n1\n", False),
        ("curl -s $A:$H", told(1), False),
        ("curl -s $A:$H $B:$H", (told(0) + told(1)).replace("websvc", "other"), False),
        ("curl -s $A:$P -w '%{http_code}'", "Hostname: webpod1\n200", False),
        ("echo 503; echo 200", "503\n200\n", False),
        (f"curl $A:$H; echo '{told(0)}'", told(0) + told(1), False),
        ("cat answers", told(0) + told(1), False),
    ],
)
def test_health(text: str, output: str, passes: bool) -> None:
    """Answers of nodes with and without a pod, in whole or in their essence."""
    assert web.judged("proxy.healthcheck", ARGS, testing.ran(text, output), **TOLD).passed is passes


def test_health_that_is_not_there() -> None:
    """No such port; a kube-proxy that is late; no Service."""
    seen = testing.ran("curl $A:$H $B:$H", told(0) + told(1))
    assert not web.judged("proxy.healthcheck", ARGS, seen).passed
    assert not web.judged("proxy.healthcheck", ARGS, seen, objects=[]).passed
    late = {**TOLD, "pages": {**TOLD["pages"], URLS["k8s-w1"]: told(0)}}
    found = web.judged("proxy.healthcheck", ARGS, seen, **late)
    assert not found.passed
    assert not found.final
    assert not web.judged("proxy.healthcheck", ARGS, seen, **{**TOLD, "pages": {}}).passed
