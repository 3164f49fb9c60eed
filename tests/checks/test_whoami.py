"""An answer counts if it came by the way that the lesson asks for, from the pods that are there now."""

from typing import Any

import pytest

from tests.checks import webworld as web
from tutor.checkapi import testing, verdict

ADDRESS = {name: end[0] for name, end in web.ENDS.items()}
BOTH = "".join(web.answer(name, web.TUNNEL, address) for name, address in ADDRESS.items())
PAGES = {f"http://{address}:80/": web.answer(name, web.TUNNEL, address) for name, address in ADDRESS.items()}
BY_POD = {"through": "pods", "selector": "app=webpod"}
BY_SERVICE = {"through": "service", "service": "websvc"}
BY_NODE = {"through": "nodes", "service": "websvc", "client": "k8s-pc"}
NODEPORT = web.service(type="NodePort", ports=[{"port": 80, "nodePort": web.NODE_PORT}])
LOCAL = web.service(
    type="NodePort", ports=[{"port": 80, "nodePort": web.NODE_PORT}], externalTrafficPolicy="Local"
)


def judged(
    name: str, args: dict[str, Any], *lines: tuple[str, str], host: str = "k8s-m", **sides: Any
) -> verdict.Verdict:
    """The verdict on lines that were run on one host."""
    return web.judged(name, args, *(testing.ran(text, output, host=host) for text, output in lines), **sides)


@pytest.mark.parametrize(
    "lines",
    [
        [("curl -s $WPOD1", web.answer("webpod1", "x", ADDRESS["webpod1"])), ("curl $WPOD2", BOTH)],
        [("for p in $A $B; do wget -qO- $p; done", BOTH)],
        [("for p in $A $B; do curl $p | grep Hostname; done", "Hostname: webpod1\nHostname: webpod2\n")],
        [("kubectl exec web -- curl -s 172.16.158.2 172.16.184.2", BOTH)],
    ],
)
def test_each_pod_by_its_address(lines: list[tuple[str, str]]) -> None:
    """One by one, in a loop, filtered, from a pod."""
    assert judged("whoami.reached", BY_POD, *lines).passed


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [("curl -s $WPOD1", web.answer("webpod1", "x", ADDRESS["webpod1"]))],
        [("curl $S", BOTH.replace("Host: 172.16", "Host: 10.16"))],
        [("cat answers.txt", BOTH)],
        [
            (
                "curl -s $X; echo Hostname: webpod1; echo Hostname: webpod2",
                "Hostname: webpod1\nHostname: webpod2",
            )
        ],
        [("curl $A; curl $B", BOTH.replace("webpod2", "webpod7"))],
        [("curl $A", "curl: (28) timed out")],
    ],
)
def test_not_each_pod(lines: list[tuple[str, str]]) -> None:
    """One of two, another way, no client, an echo, a pod that is gone, no answer."""
    found = judged("whoami.reached", BY_POD, *lines)
    assert not found.passed
    assert found.final


def through(host: str) -> str:
    """Both pods' answers by one way."""
    return "".join(web.answer(name, web.TUNNEL, host) for name in ADDRESS)


@pytest.mark.parametrize(
    ("lines", "passes"),
    [
        ([("for i in 1 2; do curl $S; done", through(web.SERVICE))], True),
        ([("curl websvc websvc", through("websvc"))], True),
        ([("curl websvc.default.svc.cluster.local", through("websvc.default.svc.cluster.local"))], True),
        (
            [
                ("curl -s $S | egrep 'Host'", f"Hostname: webpod1\nHost: {web.SERVICE}"),
                ("curl -s $S | grep Hostname", "Hostname: webpod2"),
            ],
            True,
        ),
        (
            [(f"curl {web.SERVICE} | grep Hostname | uniq -c", " 3 Hostname: webpod1\n 4 Hostname: webpod2")],
            True,
        ),
        ([("curl -s $S | grep Hostname", "Hostname: webpod1\nHostname: webpod2")], False),
        ([("curl $A; curl $B", BOTH)], False),
        ([("curl $S", web.answer("webpod1", "x", web.SERVICE))], False),
        (
            [
                ("curl -s $S", web.answer("webpod1", "x", web.SERVICE)),
                ("curl -s $P | grep Hostname", "Hostname: webpod2"),
            ],
            False,
        ),
    ],
)
def test_through_the_service(lines: list[tuple[str, str]], passes: bool) -> None:
    """A line without Host counts where another one proves what its variable holds."""
    assert judged("whoami.reached", BY_SERVICE, *lines).passed is passes


NAMES = "     46 Hostname: webpod1\n     54 Hostname: webpod2\n"
SET = "S=$(kubectl get service websvc -o jsonpath='{.spec.clusterIP}')"
TALLY = "for i in {1..100}; do curl -s $S | grep Hostname; done | sort | uniq -c"


@pytest.mark.parametrize(
    ("lines", "passes"),
    [
        ([(SET, ""), (TALLY, NAMES)], True),
        ([(f"{SET}; {TALLY}", NAMES)], True),
        ([("S=$(kubectl get svc websvc | awk 'NR>1 {print $3}')", ""), (TALLY, NAMES)], True),
        ([("echo $S", f"{web.SERVICE}\n"), (TALLY, NAMES)], True),
        ([(f"S={web.SERVICE}", ""), (TALLY, NAMES)], True),
        ([(SET, ""), ("seq 40 | xargs -I{} curl -s $S | grep Hostname", NAMES)], True),
        ([(SET, ""), ("yes $S | head -40 | xargs -n1 curl -s | grep Hostname", NAMES)], True),
        ([(SET, ""), ("while sleep 0.2; do curl -s $S | grep Hostname; done", NAMES + "^C")], True),
        (
            [
                (SET, ""),
                ("for i in 1 2; do curl -s $S | awk '/Hostname/ {print $2}'; done", "webpod1\nwebpod2"),
            ],
            True,
        ),
        (
            [
                (
                    "curl -s $(kubectl get svc websvc -o jsonpath={.spec.clusterIP}) | grep Hostname",
                    NAMES,
                )
            ],
            True,
        ),
        (
            [
                (
                    "S=$(kubectl get svc websvc | awk 'NR>1 {print $3}'); curl $S | awk '/Hostname/ {print $2}'",
                    "webpod1\nwebpod2\n",
                )
            ],
            True,
        ),
        ([(TALLY, NAMES)], False),
        (
            [
                ("curl -s --connect-timeout 1 $S", web.answer("webpod1", "x", web.SERVICE)),
                ("curl -s --connect-timeout 1 $B | grep Hostname", "Hostname: webpod2"),
            ],
            False,
        ),
        (
            [
                ("for p in $A $S; do curl -s $p; done", through(web.SERVICE).partition("\n\n")[0]),
                ("curl -s $A $B | grep Hostname", NAMES),
            ],
            False,
        ),
        ([("S=$(kubectl get pod webpod1 -o jsonpath='{.status.podIP}')", ""), (TALLY, NAMES)], False),
        ([("S=$(kubectl get svc other -o jsonpath='{.spec.clusterIP}')", ""), (TALLY, NAMES)], False),
        ([("S=$(kubectl get svc websvc -n web -o jsonpath='{.spec.clusterIP}')", ""), (TALLY, NAMES)], False),
        (
            [("S=$(kubectl get svc websvc -o jsonpath='{.spec.ports[0].nodePort}')", ""), (TALLY, NAMES)],
            False,
        ),
        ([(SET, ""), ("S=10.96.99.99", ""), (TALLY, NAMES)], False),
        ([(SET, ""), ("echo $S", "10.96.99.99\n"), (TALLY, NAMES)], False),
        ([(f"echo $S; echo {web.SERVICE}", f"\n{web.SERVICE}\n"), (TALLY, NAMES)], False),
        ([(SET, ""), ("for p in $A $B $S; do curl -s $p | grep Hostname; done", NAMES)], False),
        (
            [
                (SET, ""),
                ("curl -s $(kubectl get po webpod1 -o jsonpath={.status.podIP}) | grep Hostname", NAMES),
            ],
            False,
        ),
        ([(SET, ""), ("cut -f1 pods | xargs curl -s | grep Hostname", NAMES)], False),
        ([(SET, ""), ("python3 ask.py | grep Hostname", NAMES)], False),
        ([(SET, ""), ("curl -s $S; echo Hostname: webpod1; echo Hostname: webpod2", NAMES)], False),
        (
            [
                (SET, ""),
                (
                    "curl -s $S | grep Hostname; kubectl get pod -o custom-columns=:.metadata.name",
                    NAMES.split("54")[0] + "\nwebpod2\n",
                ),
            ],
            False,
        ),
    ],
)
def test_a_variable_that_holds_the_address(lines: list[tuple[str, str]], passes: bool) -> None:
    """A line without Host counts where this step set its variable from the Service, or showed what it holds."""
    assert judged("whoami.reached", BY_SERVICE, *lines).passed is passes


def test_what_was_seen_is_not_denied() -> None:
    """Who saw both pods answer is told what is missing."""
    assert "not by which address" in judged("whoami.reached", BY_SERVICE, (TALLY, NAMES)).seen


def test_nodes_by_name() -> None:
    """Hosts know the nodes by their names."""
    said = "".join(web.answer("webpod1", web.TUNNEL, f"{name}:{web.NODE_PORT}") for name in web.NODES)
    line = ("for n in k8s-m k8s-w1 k8s-w2; do curl -s $n:$WEBPORT; done", said)
    objects = web.cluster(NODEPORT)
    assert judged("whoami.reached", BY_NODE, line, host="k8s-pc", objects=objects).passed
    other = (line[0], said.replace("k8s-w2", "k8s-w9"))
    assert not judged("whoami.reached", BY_NODE, other, host="k8s-pc", objects=objects).passed


def test_another_port_is_in_the_header() -> None:
    """HTTP leaves out 80 alone."""
    objects = web.cluster(web.service(ports=[{"port": 8080}]))
    right = ("curl $S:8080", through(f"{web.SERVICE}:8080"))
    assert judged("whoami.reached", BY_SERVICE, right, objects=objects).passed
    assert not judged("whoami.reached", BY_SERVICE, ("curl $S", through(web.SERVICE)), objects=objects).passed


def test_through_a_load_balancer() -> None:
    """By the address that the Service was given, and not before it has one."""
    args = {"through": "balancer", "service": "websvc"}
    given = {
        **web.service(type="LoadBalancer"),
        "status": {"loadBalancer": {"ingress": [{"ip": "192.168.10.200"}]}},
    }
    asked = ("curl 192.168.10.200", through("192.168.10.200"))
    assert judged("whoami.reached", args, asked, objects=web.cluster(given)).passed
    assert not judged("whoami.reached", args, asked).passed


def test_through_every_node() -> None:
    """From the client, by each node; under Local by those alone that have a pod."""
    said = {
        name: web.answer("webpod1", web.TUNNEL, f"{ip}:{web.NODE_PORT}") for name, ip in web.NODES.items()
    }
    every = ("for n in 10 101 102; do curl 192.168.10.$n:$P; done", "".join(said.values()))
    workers = ("curl $A; curl $B", said["k8s-w1"] + said["k8s-w2"])
    objects = web.cluster(NODEPORT)
    assert judged("whoami.reached", BY_NODE, every, host="k8s-pc", objects=objects).passed
    assert not judged("whoami.reached", BY_NODE, every, host="k8s-m", objects=objects).passed
    assert not judged("whoami.reached", BY_NODE, workers, host="k8s-pc", objects=objects).passed
    assert judged("whoami.reached", BY_NODE, workers, host="k8s-pc", objects=web.cluster(LOCAL)).passed
    assert not judged("whoami.reached", BY_NODE, every, host="k8s-pc").passed


NAMES = "Hostname: webpod1\nHostname: webpod2\nHostname: webpod1\n"


@pytest.mark.parametrize(
    ("lines", "passes"),
    [
        ([("for n in 10 101 102; do curl 192.168.10.$n:$P | grep Hostname; done", NAMES)], True),
        ([("curl 192.168.10.10:$P k8s-w1:$P http://k8s-w2:$P/ | grep Hostname", NAMES)], True),
        ([(f"curl {ip}:31000 | grep Hostname", "Hostname: webpod2") for ip in web.NODES.values()], True),
        ([("for n in 10 101 102; do curl 192.168.10.$n:$P | grep Hostname; done", NAMES[18:])], False),
        ([("for n in $NODES; do curl $n:$P | grep Hostname; done", NAMES)], False),
        ([("curl 192.168.10.10:$P | grep Hostname", NAMES)], False),
        ([("curl 192.168.10.10:80 192.168.10.101:80 192.168.10.102:80 | grep Hostname", NAMES)], False),
        ([("curl 192.168.10.10:$P > x; for n in 1 2 3; do echo Hostname: webpod1; done", NAMES)], False),
    ],
)
def test_nodes_by_the_line(lines: list[tuple[str, str]], passes: bool) -> None:
    """Without the line Host, what was asked tells by which node the answers came, as far as it is certain."""
    found = judged("whoami.reached", BY_NODE, *lines, host="k8s-pc", objects=web.cluster(NODEPORT))
    assert found.passed is passes


def test_the_sender_alone() -> None:
    """Where one node is asked, the line with the sender tells enough."""
    objects = web.cluster(NODEPORT)
    pages = {
        f"http://{ip}:{web.NODE_PORT}/": web.answer("webpod1", web.TUNNEL, f"{ip}:{web.NODE_PORT}")
        for ip in web.NODES.values()
    }
    for sender, passes in ((web.TUNNEL, True), ("192.168.20.100", False)):
        lines = [
            (f"curl -s {ip}:$P | grep RemoteAddr", f"RemoteAddr: {sender}:40000\n")
            for ip in web.NODES.values()
        ]
        found = judged("whoami.source", BY_NODE, *lines, host="k8s-pc", objects=objects, pages=pages)
        assert found.passed is passes


@pytest.mark.parametrize(
    ("output", "passes"),
    [
        (BOTH, True),
        (BOTH.replace(web.TUNNEL, "192.168.10.10"), False),
        (BOTH.replace("RemoteAddr", "Remote"), False),
        (BOTH.replace("Host:", "H:"), True),
        (BOTH.replace("Host:", "H:").replace(web.TUNNEL, "192.168.10.10"), False),
        (web.answer("webpod1", web.TUNNEL, ADDRESS["webpod1"]), False),
    ],
)
def test_the_sender_is_the_true_one(output: str, passes: bool) -> None:
    """What the same request gives now, for each pod."""
    assert judged("whoami.source", BY_POD, ("curl $A; curl $B", output), pages=PAGES).passed is passes


def test_a_pod_as_client_is_the_sender_itself() -> None:
    """kubectl run leaves no pod to ask from: an address out of the pods' range is believed."""
    output = BOTH.replace(web.TUNNEL, "172.16.158.77")
    line = ("kubectl run x --rm -i --image=busybox -- wget -qO- 172.16.158.2 172.16.184.2", output)
    pool = {"kind": "IPPool", "metadata": {"name": "p"}, "spec": {"cidr": "172.16.0.0/16"}}
    assert judged("whoami.source", BY_POD, line, pages=PAGES, objects=[*web.cluster(), pool]).passed
    assert not judged("whoami.source", BY_POD, line, pages=PAGES).passed
    assert judged(
        "whoami.source", BY_POD, (line[0], BOTH.replace(web.TUNNEL, "172.16.158.2")), pages=PAGES
    ).passed


def test_the_client_itself_is_seen() -> None:
    """With `own`, an address on the way is not enough, even if it is the true one."""
    hosts = {name: f"{ip}:{web.NODE_PORT}" for name, ip in web.NODES.items() if name != "k8s-m"}
    for source, passes in (("192.168.20.100", True), (web.TUNNEL, False)):
        said = {f"http://{host}/": web.answer("webpod1", source, host) for host in hosts.values()}
        found = judged(
            "whoami.source",
            {**BY_NODE, "own": True},
            ("curl $A; curl $B", "".join(said.values())),
            host="k8s-pc",
            pages=said,
            objects=web.cluster(LOCAL),
            programs={"ip -o addr show": web.done("2: enp0s8 inet 192.168.20.100/24 scope global enp0s8\n")},
        )
        assert found.passed is passes


SILENT = "curl: (28) Failed to connect to 192.168.10.10 port 31000 after 1000 ms: Timeout was reached\n"
WORKER = web.answer("webpod1", "192.168.20.100", f"192.168.10.101:{web.NODE_PORT}")


@pytest.mark.parametrize(
    ("line", "passes"),
    [
        (("curl --connect-timeout 1 192.168.10.10:$P", SILENT), True),
        (("curl -s --connect-timeout 1 192.168.10.10:31000 | grep Host", ""), True),
        (("for n in 10 101; do curl -s --connect-timeout 1 192.168.10.$n:$P; done", WORKER), True),
        (("curl 192.168.10.10:$P", web.answer("webpod1", "x", f"192.168.10.10:{web.NODE_PORT}")), False),
        (("curl 192.168.10.10:$P | grep Hostname", "Hostname: webpod1"), False),
        (("for n in 10 101; do curl -m1 192.168.10.$n:$P | grep Hostname; done", "Hostname: webpod1"), True),
        (("nc -zv -w1 192.168.10.10 31000", "nc: connect to 192.168.10.10 port 31000 (tcp) timed out"), True),
        (("nc -zv 192.168.10.10 31000", "Connection to 192.168.10.10 31000 port [tcp/*] succeeded!"), False),
        (("nc -zv -w1 192.168.10.101 $P", "nc: connect to 192.168.10.101 port 31000 timed out"), False),
        (("curl --connect-timeout 1 k8s-m:$P", SILENT), True),
        (("for n in k8s-w1 k8s-w2; do curl $n:$P; done", WORKER), False),
        (("curl --connect-timeout 1 192.168.10.10:81", SILENT), False),
        (("curl --connect-timeout 1 192.168.10.101:$P", WORKER), False),
        ((f"echo '{SILENT}'", SILENT), False),
    ],
)
def test_silence(line: tuple[str, str], passes: bool) -> None:
    """The node without a pod was asked at its port, and did not answer."""
    args = {"service": "websvc", "client": "k8s-pc"}
    objects = web.cluster(LOCAL)
    assert judged("whoami.dropped", args, line, host="k8s-pc", objects=objects).passed is passes
    assert not judged("whoami.dropped", args, line, host="k8s-w1", objects=objects).passed
    assert not judged("whoami.dropped", args, line, host="k8s-pc", objects=web.cluster(NODEPORT)).passed


@pytest.mark.parametrize("name", ["whoami.reached", "whoami.source"])
def test_nothing_is_there(name: str) -> None:
    """No pods, no Service."""
    objects = web.cluster(None, web.slices())
    assert not judged(name, BY_POD, ("curl $A; curl $B", BOTH), objects=objects).passed
    assert not judged(name, BY_SERVICE, ("curl $S", through(web.SERVICE)), objects=objects).passed
    assert not judged(name, {"through": "service", "service": "x"}, ("curl $S", BOTH)).passed
    assert not judged("whoami.dropped", {"service": "x"}, ("curl $S", BOTH)).passed
