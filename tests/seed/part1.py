"""CoreDNS: what runs, and what its pods say of themselves."""

import re

from tests.seed import rows

PART = rows.Part()

# Since 1.29 kubeadm does not cache the cluster's own names; the tutorial's 1.22 had a bare "cache 30".
COREFILE = """
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
"""


@PART.row("1.1", "k8s-m", "kubectl get deployments.apps -n kube-system")
async def deployments(seen: rows.Seen) -> None:
    """Two of two are there, up to date and available."""
    await seen.until(lambda text: re.search(r"^coredns +2/2 +2 +2 ", text, re.MULTILINE))


@PART.row("1.2", "k8s-m", "kubectl get pod -n kube-system -o wide -l k8s-app=kube-dns")
async def pods(seen: rows.Seen) -> None:
    """Two running pods, whose addresses answer DNS."""
    text = await seen.run()
    found = re.findall(
        r"^coredns-\S+ +1/1 +Running +\d+.*? (172\.16\.\d+\.\d+) +(k8s-\w+)", text, re.MULTILINE
    )
    assert len(found) == 2, text
    for address, _ in found:
        answer = await seen.stage.probe(
            "k8s-m", f"dig +short @{address} kubernetes.default.svc.cluster.local"
        )
        assert answer == "10.96.0.1\n"


@PART.row("1.3", "k8s-m", "kubectl get svc -n kube-system kube-dns")
async def service(seen: rows.Seen) -> None:
    """The tenth address of the range, and three ports."""
    text = await seen.run()
    assert re.search(
        r"^kube-dns +ClusterIP +10\.96\.0\.10 +<none> +53/UDP,53/TCP,9153/TCP ", text, re.MULTILINE
    )


@PART.row("1.4", "k8s-m", "kubectl describe configmaps -n kube-system coredns")
async def corefile(seen: rows.Seen) -> None:
    """The Corefile has every plugin of the tutorial with its options, in that order."""
    words = " ".join((await seen.run()).split())
    assert " ".join(COREFILE.split()) in words, words


@PART.row(
    "1.5",
    "k8s-m",
    "COREDNSPOD1=$(kubectl get pod -n kube-system -l k8s-app=kube-dns -o jsonpath='{.items[0].status.podIP}')",
    "echo $COREDNSPOD1",
)
async def variable(seen: rows.Seen) -> None:
    """The first pod's address stays in the shell."""
    _, shown = await seen.each()
    found = await seen.stage.api("get pod -n kube-system -l k8s-app=kube-dns")
    assert shown.strip() == found["items"][0]["status"]["podIP"]


@PART.row("1.6", "k8s-m", "curl $COREDNSPOD1:8080/health; echo")
async def health(seen: rows.Seen) -> None:
    """The health plugin of that pod answers."""
    assert (await seen.run()).splitlines()[-1].strip() == "OK"


@PART.row("1.7", "k8s-m", "curl $COREDNSPOD1:8181/ready; echo")
async def ready(seen: rows.Seen) -> None:
    """The ready plugin of that pod answers."""
    assert (await seen.run()).splitlines()[-1].strip() == "OK"
