"""A page counts if the learner got it from the right server, and if it is the server's page."""

import pytest

from tests.checks import worlds

HEALTH = {"port": 8080, "path": "/health", "selector": "k8s-app=kube-dns", "namespace": "kube-system"}
METRIC = {
    "port": 9153,
    "metric": "coredns_dns_requests_total",
    "selector": "k8s-app=kube-dns",
    "namespace": "kube-system",
}
REFUSED = "curl: (7) Failed to connect to 172.16.116.3 port 8081"


PROXY = "/api/v1/namespaces/kube-system/pods/coredns-7db6d8ff4d-abcde"
NC = "printf 'GET /health HTTP/1.0\\r\\n\\r\\n' | nc $P"


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("curl $COREDNSPOD1:8080/health; echo", "OK\n"),
        ("curl -s http://172.16.184.3:8080/health", "OK"),
        ("wget -qO- 172.16.116.3:8080/health", "OK"),
        ("kubectl exec -it web -- curl -s 172.16.116.3:8080/health", "OK"),
        ("kubectl run x --rm -i --image=busybox -- sh -c 'wget -qO- 172.16.116.3:8080/health'", "OK"),
        (
            "kubectl get --raw /api/v1/namespaces/kube-system/pods/coredns-7db6d8ff4d-abcde:8080/proxy/health",
            "OK",
        ),
        ("curl -s $(kubectl get po -A -o jsonpath='{.items[0].status.podIP}'):8080/health", "OK"),
        ("curl -so /dev/null -w '%{http_code}\\n' 172.16.116.3:8080/health", "200\n"),
        ("curl -s kube-dns.kube-system:8080/health", "OK"),
        ("echo 172.16.116.3 | xargs -I {} curl -s {}:8080/health", "OK"),
        ("bash -c 'curl -s 172.16.116.3:8080/health'", "OK"),
        ("kubectl get po | xargs -I% sh -c 'curl -s %:8080/health; curl -s %:8181/ready'", "OKOK"),
        ("kubectl get po | xargs -d '\\n' -I IP curl -s IP:8080/health", "OK"),
        ("curl $P:8080/health; curl $P:8181/ready", "OKOK"),
        ("curl -s $(kubectl get ep/x -o json | jq -r '.a[0]' | cut -d: -f1):8080/health", "OK"),
        ("kubectl get --raw /api/v1/namespaces/x/pods/$(kubectl get po/x -o name):8080/proxy/health", "OK"),
        ("curl -s $P:8080/health $P:8181/ready", "OKOK"),
        ("curl -s $P:8080/health $P:8181/nothing", "OK404 page not found"),
        ("curl -s $P:{8080/health,8181/ready}", "OKOK"),
        ("wget -qO- $P:8080/health; wget -qO- $P:8181/ready", "OKOK"),
        ("for u in 8080/health 8181/ready; do curl -s $P:$u; done", "OKOK"),
        ("for u in 8080/health 8181/ready; do curl -s $P:$u; echo; done | sort | uniq -c", "      2 OK"),
        ("curl -s $P:8080/health; echo $?", "OK0"),
        ("curl -s -w '%{http_code}' $P:8080/health", "OK200"),
        ("curl -so /dev/null -w '%{http_code}' $P:8080/health $P:8181/ready", "200200"),
        (f"kubectl get --raw {PROXY}:8080/proxy/health; kubectl get --raw {PROXY}:8181/proxy/ready", "OKOK"),
        ("U=http://$P:8080/health; curl -s $U", "OK"),
        (f"{NC} 8080; {NC.replace('health', 'ready')} 8181", "HTTP/1.1 200 OK\n\nOKHTTP/1.1 200 OK\n\nOK"),
    ],
)
def test_right_ways_to_the_page(text: str, output: str) -> None:
    """Other clients, other addresses of the same, and a look from inside a pod are right."""
    assert worlds.verdicts("http.got", HEALTH, (text, output)).passed


@pytest.mark.parametrize(
    ("text", "output", "code"),
    [
        ("echo OK", "OK", 0),
        ("curl -s $NONE:8080/health; curl -s $P:8181/ready", "OK", 0),
        ("curl -s $NONE:8080/health; curl -s $P:8181/ready; echo OK", "OKOK", 0),
        ("curl -s $NONE:8080/health; echo OKOK", "OKOK", 0),
        ("for u in 8081/health 8181/ready; do curl -s $P:$u; done", "OKOK", 0),
        ("curl -s $U", "OK", 0),
        ("curl $NONE:8080/health; echo", "curl: (3) URL rejected: No host part in the URL\n", 0),
        ("curl $NONE:8080/health; echo OK", "curl: (3) URL rejected\nOK\n", 0),
        ("curl 192.168.10.10:8080/health; echo OK", "OK", 0),
        ("curl $COREDNSPOD1:8081/health; echo", REFUSED, 0),
        ("curl $COREDNSPOD1:8181/ready", "OK", 0),
        ("curl $COREDNSPOD1:8080/health", "", 7),
        ("ping -c1 172.16.116.3", "OK", 0),
    ],
)
def test_wrong_ways(text: str, output: str, code: int) -> None:
    """Another port, another host, an echo or a failure is not the page."""
    assert not worlds.verdicts("http.got", HEALTH, (text, output, code)).passed


def test_too_few_answers_are_called_that() -> None:
    """Which of two equal answers is missing cannot be told; the variable is not blamed for it."""
    found = worlds.verdicts("http.got", HEALTH, ("curl -s $A:8080/health; curl -s $B:8181/ready", "OK"))
    assert "fewer answers" in found.seen


def test_a_url_in_a_variable() -> None:
    """Set in the same line, or in an earlier one."""
    counter = 'coredns_dns_requests_total{server="dns://:53",type="A"} 41'
    lines = [("U=http://$P:9153/metrics", ""), ("curl -s $U | grep requests_total", counter)]
    assert worlds.verdicts("http.metrics", METRIC, *lines).passed
    assert worlds.verdicts("http.metrics", METRIC, (f"{lines[0][0]}; {lines[1][0]}", counter)).passed
    assert not worlds.verdicts("http.metrics", METRIC, ("U=http://$P:80/x; curl -s $U", counter)).passed


def test_a_page_kept_in_a_file() -> None:
    """It is seen when the file is printed."""
    fetch = ("curl -s -o /tmp/h 172.16.116.3:8080/health", "")
    assert worlds.verdicts("http.got", HEALTH, fetch, ("cat /tmp/h", "OK")).passed
    assert not worlds.verdicts("http.got", HEALTH, fetch, ("cat /tmp/other", "OK")).passed
    assert not worlds.verdicts("http.got", HEALTH, fetch, ("echo OK", "OK")).passed
    metrics = ("curl -s 172.16.116.3:9153/metrics > m", "")
    assert worlds.verdicts(
        "http.metrics", METRIC, metrics, ("grep -n requests m", f"1:{worlds.METRICS}")
    ).passed


def test_a_later_mistake_does_not_undo_it() -> None:
    """What was right once in the step stays right."""
    right = ("curl $COREDNSPOD1:8080/health", "OK")
    later = ("curl $NONE:8080/health; echo", "curl: (3) URL rejected")
    assert worlds.verdicts("http.got", HEALTH, right, later).passed


def test_a_forwarded_port_is_the_pod() -> None:
    """After kubectl port-forward, localhost is right."""
    forward = (
        "kubectl port-forward -n kube-system deploy/coredns 8080:8080 &",
        "Forwarding from 127.0.0.1:8080",
    )
    asked = ("curl localhost:8080/health", "OK")
    assert worlds.verdicts("http.got", HEALTH, forward, asked).passed
    assert not worlds.verdicts("http.got", HEALTH, asked).passed


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ('coredns_dns_requests_total{server="dns://:53",type="A"} 41', True),
        ('coredns_dns_requests_total{server="dns://:53",type="A"} 42', True),
        ('coredns_dns_requests_total{server="dns://:53",type="A"} 43', False),
        ('coredns_dns_requests_total{server="dns://:53",type="X"} 1', False),
        ("coredns_other 1", False),
        ("", False),
    ],
)
def test_a_counter_is_plausible(output: str, expected: bool) -> None:
    """The series exists, and a counter never falls."""
    asked = (f"curl -s $COREDNSPOD1:9153/metrics | grep {METRIC['metric']}", output)
    assert worlds.verdicts("http.metrics", METRIC, asked).passed is expected


def test_no_pod_answers() -> None:
    """Where nothing listens, the verdict says so."""
    found = worlds.verdicts("http.got", HEALTH, ("curl $A:8080/health", "OK"), pages={})
    assert not found.passed
    assert "no pod answers" in found.seen
