"""Services: the ranges, kube-proxy, Calico's pools and blocks, and pods reached by their addresses."""

import re

from tests.seed import rows

PART = rows.Part()

WEBPODS = """cat <<EOF | kubectl create -f -
apiVersion: v1
kind: Pod
metadata:
  name: webpod1
  labels:
    app: webpod
spec:
  nodeName: k8s-w1
  containers:
  - name: container
    image: traefik/whoami
  terminationGracePeriodSeconds: 0
---
apiVersion: v1
kind: Pod
metadata:
  name: webpod2
  labels:
    app: webpod
spec:
  nodeName: k8s-w2
  containers:
  - name: container
    image: traefik/whoami
  terminationGracePeriodSeconds: 0
EOF"""
TUNNEL = "172.16.116.0"
"""The address of k8s-m's end of the tunnel: the network address of its block."""


@PART.row("5.1", "k8s-m", 'kubectl cluster-info dump | grep -m 2 -E "cluster-cidr|service-cluster-ip-range"')
async def ranges(seen: rows.Seen) -> None:
    """The ranges of Services and pods, as the control plane was told them."""
    text = await seen.run()
    assert "--service-cluster-ip-range=10.96.0.0/12" in text, text
    assert "--cluster-cidr=172.16.0.0/16" in text, text


@PART.row("5.2", "k8s-m", "kubectl describe configmap -n kube-system kube-proxy | grep mode")
async def mode(seen: rows.Seen) -> None:
    """Empty: the default, which is iptables on Linux."""
    assert re.search(r'^mode: ""$', await seen.run(), re.MULTILINE)


@PART.row("5.3", "k8s-m", "calicoctl get ippool -o wide")
async def pool(seen: rows.Seen) -> None:
    """One pool: NAT, no IPIP, VXLAN always."""
    words = " ".join((await seen.run()).split())
    assert "default-ipv4-ippool 172.16.0.0/16 true Never Always false" in words, words
    assert "all()" in words


@PART.row("5.4", "k8s-m", "calicoctl ipam show --show-blocks")
async def blocks(seen: rows.Seen) -> None:
    """The pool and a /24 block a node; what is in use agrees with the pods and the tunnels' own addresses."""
    text = await seen.run()
    found = dict(re.findall(r"\| Block +\| (172\.16\.\d+\.0/24) +\| +256 \| +(\d+) ", text))
    pods = (await seen.stage.api("get pods -A"))["items"]
    own = [pod["status"]["podIP"] for pod in pods if not pod["spec"].get("hostNetwork")]
    wanted = {
        block: str(1 + sum(address.startswith(block.removesuffix("0/24")) for address in own))
        for block in found
    }
    assert len(found) == 3, text
    assert found == wanted, text
    assert re.search(r"\| IP Pool +\| 172\.16\.0\.0/16 +\| +65536 \|", text), text


@PART.row("5.5", "k8s-m", WEBPODS)
async def webpods(seen: rows.Seen) -> None:
    """Both run, each on its own node."""
    text = await seen.run()
    assert "pod/webpod1 created" in text
    assert "pod/webpod2 created" in text
    await seen.stage.probe(
        "k8s-m", "kubectl wait --for=condition=Ready pod/webpod1 pod/webpod2 --timeout=60s", 70
    )
    for name, node in (("webpod1", "k8s-w1"), ("webpod2", "k8s-w2")):
        assert (await seen.stage.api(f"get pod {name}"))["spec"]["nodeName"] == node


@PART.row("5.6", "k8s-m", "calicoctl get wep", "kubectl get pod -owide")
async def endpoints(seen: rows.Seen) -> None:
    """Calico and Kubernetes tell the same addresses, and the interfaces are there."""
    by_calico, by_kubernetes = await seen.each()
    for name in ("webpod1", "webpod2"):
        row = re.search(rf"^{name} +(k8s-w\d) +(\S+)/32 +(cali[0-9a-f]+)", by_calico, re.MULTILINE)
        assert row, by_calico
        pod = re.search(rf"^{name} .*? {re.escape(row[2])} +{row[1]} ", by_kubernetes, re.MULTILINE)
        assert pod, by_kubernetes
        await seen.stage.probe(row[1], f"ip route show {row[2]} | grep 'dev {row[3]}'")


def _variable(number: int) -> tuple[str, str]:
    taken = (
        f"WPOD{number}=$(calicoctl get workloadEndpoint | grep pod{number} | awk '{{print $3}}' "
        '| cut -d "/" -f 1)'
    )
    return taken, f"echo $WPOD{number}"


@PART.row("5.7", "k8s-m", *_variable(1), *_variable(2))
async def variables(seen: rows.Seen) -> None:
    """Each variable holds its pod's address."""
    _, one, _, two = await seen.each()
    for name, shown in (("webpod1", one), ("webpod2", two)):
        assert shown.strip() == (await seen.stage.api(f"get pod {name}"))["status"]["podIP"]


def _curl(variable: str) -> str:
    return f"curl -s --connect-timeout 1 ${variable} | egrep 'Hostname|RemoteAddr|Host:'"


@PART.row("5.8", "k8s-m", _curl("WPOD1"), _curl("WPOD2"))
async def by_address(seen: rows.Seen) -> None:
    """The pod answers, and sees the tunnel's address of the node that asks."""
    for name, text in zip(("webpod1", "webpod2"), await seen.each(), strict=True):
        address = (await seen.stage.api(f"get pod {name}"))["status"]["podIP"]
        assert f"Hostname: {name}" in text, text
        assert re.search(rf"RemoteAddr: {re.escape(TUNNEL)}:\d+", text), text
        assert f"Host: {address}" in text, text
