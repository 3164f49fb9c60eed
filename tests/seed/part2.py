"""dnsPolicy: a pod's resolver, the search list at work, and the same packets on CoreDNS's node."""

import asyncio
import re

from tests.seed import rows

PART = rows.Part()

POD = "netdebug"
RUN = "kubectl run -it --rm netdebug --image=nicolaka/netshoot --restart=Never -- zsh"
QUESTIONS = "nslookup -type=A google.com -debug | grep QUESTIONS -A1"
SEARCH = ("default.svc.cluster.local", "svc.cluster.local", "cluster.local")
ASKED = [f"google.com.{domain}" for domain in SEARCH]
VETH = (
    "CoreDNSveth=$(calicoctl get workloadEndpoint -n kube-system | grep coredns | awk '{print $5}' "
    '| cut -d "/" -f 1)'
)
CAPTURE_SECONDS = 6.0


@PART.row("2.1", "k8s-m", RUN)
async def netdebug(seen: rows.Seen) -> None:
    """An interactive zsh in the pod. With one CoreDNS pod, its node sees every query, and the variable is one name."""
    await _scale(seen, 1)
    terminal = await seen.stage.keys("k8s-m", POD)
    terminal.type(f"{RUN}\n")
    await terminal.until(r"(If you don't see a command prompt|[%#] $|➜|~)", 60)
    shown = await terminal.answer("echo $0 in $(hostname)", 30)
    assert "zsh in netdebug" in shown


@PART.row("2.2", POD, "cat /etc/resolv.conf")
async def resolv_conf(seen: rows.Seen) -> None:
    """The cluster's resolver, the search list of the namespace, ndots."""
    lines = [line.split() for line in (await seen.run()).splitlines()]
    assert ["nameserver", "10.96.0.10"] in lines
    assert ["search", *SEARCH] in lines
    assert ["options", "ndots:5"] in lines


@PART.row("2.3", POD, QUESTIONS)
async def questions(seen: rows.Seen) -> None:
    """Four questions in the order of the search list, and the name itself last."""
    assert _asked(await seen.run()) == [*ASKED, "google.com"]


@PART.row("2.4", "coredns", "lsns -t net")
async def namespaces(seen: rows.Seen) -> None:
    """The host's own net namespace and one for each pod that has one."""
    text = await seen.run()
    pods = (await seen.stage.api(f"get pods -A --field-selector spec.nodeName={seen.host}"))["items"]
    own = [pod for pod in pods if not pod["spec"].get("hostNetwork")]
    assert len(re.findall(r"^ *\d+ net ", text, re.MULTILINE)) == 1 + len(own), text


@PART.row("2.5", "coredns", "ip -c link")
async def links(seen: rows.Seen) -> None:
    """Calico's interface of each of its pods, and the tunnel."""
    text = await seen.run()
    pods = (await seen.stage.api(f"get pods -A --field-selector spec.nodeName={seen.host}"))["items"]
    own = [pod for pod in pods if not pod["spec"].get("hostNetwork")]
    assert len(re.findall(r"^\d+: cali[0-9a-f]{11}@", text, re.MULTILINE)) == len(own), text
    assert re.search(r"^\d+: vxlan\.calico: ", text, re.MULTILINE)


@PART.row("2.6", "coredns", VETH)
async def interface(seen: rows.Seen) -> None:
    """The variable holds the name of an interface of this node."""
    await seen.run()
    name = (await seen.stage.shown(seen.host, "echo $CoreDNSveth")).strip()
    assert re.fullmatch(r"cali[0-9a-f]{11}", name), name
    await seen.stage.probe(seen.host, f"test -e /sys/class/net/{name}")


@PART.row("2.7", "coredns", "tcpdump -i $CoreDNSveth -nn udp port 53")
async def tcpdump(seen: rows.Seen) -> None:
    """Queries and answers of the pod's own look-up: three times NXDOMAIN, then an address."""
    text = await _captured(seen)
    for name in ASKED:
        assert f" A? {name}. " in text, text
    assert text.count("NXDomain") >= 3, text
    assert " A? google.com. " in text


@PART.row("2.8", "coredns", "ngrep -tW byline -d $CoreDNSveth '' 'udp port 53'")
async def ngrep(seen: rows.Seen) -> None:
    """The same packets: the labels of each name stand in the payload."""
    text = await _captured(seen)
    assert re.search(r"^U .* -> .*:53", text, re.MULTILINE), text
    assert "google.com.default.svc.cluster.local" in text
    assert "#" in text


@PART.row(
    "2.9",
    POD,
    "nslookup -type=A google.com. -debug",
    "nslookup -type=A google.com. -debug | grep QUESTIONS -A1",
)
async def absolute(seen: rows.Seen) -> None:
    """With a dot at the end there is one question."""
    whole, grepped = await seen.each()
    assert "Name:\tgoogle.com" in whole or re.search(r"Name:\s+google\.com", whole)
    assert _asked(grepped) == ["google.com"]


@PART.row(
    "2.10",
    POD,
    "dig +noall +answer +nocookie kubernetes.default.svc.cluster.local",
    "drill kubernetes.default.svc.cluster.local",
    "kdig kubernetes.default.svc.cluster.local",
    "dig google.com.",
    "drill google.com.",
    "kdig google.com.",
)
async def tools(seen: rows.Seen) -> None:
    """dig, drill and kdig give the same addresses. Then the pod is left, and is gone."""
    answers = [_addresses(text) for text in await seen.each()]
    assert answers[0] == answers[1] == answers[2] == {"10.96.0.1"}
    assert answers[3]
    assert answers[3] == answers[4] == answers[5]
    terminal = await seen.stage.keys("k8s-m", POD)
    begin = len(terminal.text)
    terminal.type("exit\n")
    await terminal.until(r'pod "netdebug" deleted', 30, after=begin)
    assert not await seen.stage.probe("k8s-m", "kubectl get pod netdebug --ignore-not-found")
    await _scale(seen, 2)


async def _scale(seen: rows.Seen, replicas: int) -> None:
    await seen.stage.probe("k8s-m", f"kubectl scale -n kube-system deployment coredns --replicas={replicas}")
    await seen.stage.probe(
        "k8s-m",
        f"until [ $(kubectl get pod -n kube-system -l k8s-app=kube-dns -o name | wc -l) = {replicas} ]; do sleep 0.2;"
        " done; kubectl rollout status -n kube-system deployment coredns --timeout=30s",
        60,
    )
    found = await seen.stage.api("get pod -n kube-system -l k8s-app=kube-dns")
    seen.stage.noted["coredns"] = found["items"][0]["spec"]["nodeName"]


async def _captured(seen: rows.Seen) -> str:
    """What the row's capture shows until Ctrl-C, while the pod looks up names again and again."""
    (command,) = seen.row.commands
    capture = asyncio.create_task(seen.stage.run(seen.host, command, CAPTURE_SECONDS), name="capture")
    while not capture.done():
        await seen.stage.shown(POD, QUESTIONS)
        await asyncio.wait({capture}, timeout=0.5)
    return (await capture).output


def _asked(text: str) -> list[str]:
    return re.findall(r"^\s+(\S+), type = A, class = IN", text, re.MULTILINE)


def _addresses(text: str) -> set[str]:
    return set(re.findall(r"^\S+\.\s+\d+\s+IN\s+A\s+(\S+)", text, re.MULTILINE))
