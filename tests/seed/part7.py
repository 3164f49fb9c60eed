"""MetalLB, BGP: sessions with the router, routes there and at the client, and what a Local policy changes."""

import asyncio
import re

from tests.seed import part6, rows

PART = rows.Part()

CONFIG = """cat <<EOF | kubectl replace --force -f -
apiVersion: v1
kind: ConfigMap
metadata:
  namespace: metallb-system
  name: config
data:
  config: |
    peers:
    - peer-address: 192.168.10.254
      peer-asn: 64513
      my-asn: 64512
    address-pools:
    - name: default
      protocol: bgp
      avoid-buggy-ips: true
      addresses:
      - 172.20.1.0/24
EOF"""
RESTART = "kubectl rollout restart -n metallb-system deployment/controller daemonset/speaker"
ADDRESSES = ("172.20.1.1", "172.20.1.2", "172.20.1.3")
CAPTURE_SECONDS = 35.0
"""A keepalive comes every third of the hold time of 90 s."""
LOCAL = 'kubectl patch svc svc{number} -p \'{{"spec":{{"externalTrafficPolicy":"Local"}}}}\''
CLIENT = "192.168.20.100"


@PART.row("7.1", "k8s-m", CONFIG)
async def replace(seen: rows.Seen) -> None:
    """The Services move to the new pool. Like the tutorial's author we restart the pods for it."""
    text = await seen.run()
    assert re.search(r'configmap "config" deleted', text), text
    assert "configmap/config replaced" in text, text
    await seen.stage.probe("k8s-m", RESTART)
    wanted = " ".join(ADDRESSES)
    jsonpath = "{.status.loadBalancer.ingress[0].ip}"
    now = (
        f"for s in svc1 svc2 svc3; do kubectl get svc $s -o jsonpath='{jsonpath}'; echo; done | sort | xargs"
    )
    wait = f"for i in $(seq 200); do [ \"$({now})\" = '{wanted}' ] && exit; sleep 0.3; done; {now}; exit 1"
    await seen.stage.probe("k8s-m", wait, 120)


def _sessions(node: str) -> None:
    @PART.row(f"7.2 {node.removeprefix('k8s-')}", node, "ss -tunp | egrep 'Netid|speaker'")
    async def sessions(seen: rows.Seen) -> None:
        """A connection to the router's port 179, of a process called speaker."""
        address = re.escape(part6.NODES[node])
        pattern = (
            rf'^tcp +ESTAB .* {address}:\d+ +192\.168\.10\.254:179 +users:\(\("speaker",pid=\d+,fd=\d+\)\)'
        )
        await seen.until(lambda text: re.search(pattern, text, re.MULTILINE), 60)


for _node in part6.NODES:
    _sessions(_node)


def _capture(name: str, node: str) -> None:
    dump = "tcpdump -i enp0s8 -nnq tcp port 179"
    grep = "ngrep -tW byline -d enp0s8 '' 'tcp port 179'"

    @PART.row(name, node, dump, grep)
    async def capture(seen: rows.Seen) -> None:
        """Both, at once: keepalives of 19 bytes either way, and the update that a new Service makes."""
        beside = await seen.stage.keys(node, f"ngrep on {node}")
        beside.type(f"{grep}\n")
        dumping = asyncio.create_task(seen.stage.run(node, dump, CAPTURE_SECONDS), name="tcpdump")
        await asyncio.wait({dumping}, timeout=3)
        await seen.stage.probe(
            "k8s-m", "kubectl expose pod webpod1 --name=svc4 --port=80 --type=LoadBalancer"
        )
        text = (await dumping).output
        await seen.stage.probe("k8s-m", "kubectl delete svc svc4")
        address = re.escape(part6.NODES[node])
        lengths = [
            int(size) for size in re.findall(rf"IP {address}\.\d+ > 192\.168\.10\.254\.179: tcp (\d+)", text)
        ]
        assert 19 in lengths, f"no keepalive of the speaker in {text}"
        assert any(size > 40 for size in lengths), f"no update of the speaker in {text}"
        assert re.search(rf"IP 192\.168\.10\.254\.179 > {address}\.\d+: tcp 19", text), text
        assert re.search(rf"T .*{address}:\d+ -> 192\.168\.10\.254:179", beside.text), beside.text


_capture("7.3 m", "k8s-m")
_capture("7.3 w", "k8s-w1")


@PART.row("7.4", "k8s-rtr", "ip -c route | grep 172.20. -A3")
async def routes(seen: rows.Seen) -> None:
    """Three routes, each by all three nodes."""
    everyone = tuple(part6.NODES.values())

    await seen.until(lambda text: all(_nexthops(text, address) == set(everyone) for address in ADDRESSES), 60)


@PART.row("7.5", "k8s-rtr", "vtysh -c 'show ip route bgp'")
async def routing_table(seen: rows.Seen) -> None:
    """The network behind the client, and the three addresses by three nodes each."""
    text = await seen.until(lambda text: "10.1.2.0/24" in text)
    assert re.search(r"^B>\* 10\.1\.2\.0/24 \[20/0\] via 192\.168\.20\.100, enp0s9", text, re.MULTILINE), text
    for address in ADDRESSES:
        block = re.search(rf"^B>\* {re.escape(address)}/32 .*\n(  \*.*\n?){{2}}", text, re.MULTILINE)
        assert block, text
        for node in part6.NODES.values():
            assert f"via {node}, enp0s8" in block[0]


@PART.row("7.6", "k8s-rtr", "vtysh -c 'show ip bgp'")
async def bgp_table(seen: rows.Seen) -> None:
    """Its own network, the client's, and three paths of the cluster's AS for each address."""
    text = await seen.run()
    assert re.search(r"^ ?\*> +10\.1\.1\.0/24 +0\.0\.0\.0 .* i$", text, re.MULTILINE), text
    assert re.search(r"^ ?\*> +10\.1\.2\.0/24 +192\.168\.20\.100 .* 64514 i$", text, re.MULTILINE), text
    assert len(re.findall(r"^ ?\*[=>] .* 64512 \?$", text, re.MULTILINE)) == 9, text
    for address in ADDRESSES:
        assert f"{address}/32" in text


@PART.row("7.7", "k8s-pc", "ip -c route | grep -E 'zebra|bgp'")
async def at_the_client(seen: rows.Seen) -> None:
    """FRR writes `proto bgp` where the tutorial's Quagga wrote `proto zebra`."""
    wanted = ("10.1.1.0/24", *ADDRESSES)
    pattern = r"^{} (nhid \d+ )?via 192\.168\.20\.254 dev enp0s8 proto bgp "

    def judge(text: str) -> bool:
        return all(re.search(pattern.format(re.escape(one)), text, re.MULTILINE) for one in wanted)

    await seen.until(judge, 60)


TAKE = tuple(command for number in (1, 2, 3) for command in part6.variables(number))


@PART.row("7.8", "k8s-pc", *TAKE, part6.curl(1), part6.curl(2), part6.curl(3))
async def from_the_client(seen: rows.Seen) -> None:
    """A webpod answers; the client's address is masqueraded."""
    shown = await seen.each()
    addresses = [text.strip() for text in shown[1:6:2]]
    assert sorted(addresses) == list(ADDRESSES)
    for address, text in zip(addresses, shown[6:], strict=True):
        assert re.search(r"Hostname: webpod[12]", text), text
        assert f"Host: {address}" in text, text
        assert re.search(r"RemoteAddr: [\d.]+:\d+", text), text
        assert CLIENT not in text, text


@PART.row("7.9", "k8s-m", *(LOCAL.format(number=number) for number in (1, 2, 3)))
async def local(seen: rows.Seen) -> None:
    """The pod then sees the client's own address."""
    assert (await seen.run()).count(" patched") == 3
    for number in (1, 2, 3):
        curl = (
            f"curl -s --max-time 2 --interface {CLIENT} $(kubectl get svc svc{number} -o jsonpath='{{..ip}}')"
        )
        wait = (
            f"for i in $(seq 60); do {curl} | grep 'RemoteAddr: {CLIENT}:' && exit; sleep 0.3; done; exit 1"
        )
        await seen.stage.probe("k8s-pc", wait, 90)


@PART.row("7.10", "k8s-rtr", "ip -c route")
async def fewer_nexthops(seen: rows.Seen) -> None:
    """Only the nodes that run a webpod remain."""
    left = {part6.NODES["k8s-w1"], part6.NODES["k8s-w2"]}
    await seen.until(lambda text: all(_nexthops(text, address) == left for address in ADDRESSES), 60)


def _nexthops(text: str, address: str) -> set[str]:
    """The gateways of a route as `ip route` shows it, on its own line or on those below."""
    block = re.search(rf"^{re.escape(address)} .*\n?(\s+nexthop .*\n?)*", text, re.MULTILINE)
    return set(re.findall(r"via (\S+)", block[0])) if block else set()
