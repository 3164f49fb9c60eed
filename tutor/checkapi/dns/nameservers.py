"""Which servers a check asks, and what a learner may be told to try."""

from tutor.checkapi import evidence, objects, shown
from tutor.checkapi.dns import servicerecords

CLUSTER = "kube-system/kube-dns"
"""The Service behind which kubeadm puts CoreDNS."""


def servers(seen: evidence.Evidence, server: str | None, pods: str = "") -> list[str | None]:
    """An address, that of a Service ("namespace/name"), or those of pods ("namespace/selector"); None as it is."""
    if pods:
        namespace, _, selector = pods.partition("/")
        live = objects.alive(seen.cluster.objects("pods", namespace=namespace, selector=selector))
        return [str(address) for pod in live if (address := shown.field(pod, "status.podIP"))]
    if server and "/" in server:
        return [service_address(seen, server)]
    return [server]


def service_address(seen: evidence.Evidence, which: str) -> str:
    """A Service's address, or the words for its absence, which match no answer."""
    namespace, _, name = which.partition("/")
    try:
        return str(shown.field(seen.cluster.object("services", name, namespace=namespace), "spec.clusterIP"))
    except objects.Missing:
        return seen.say(en=f"no Service {which}", ko=f"서비스 {which} 없음")


def known(seen: evidence.Evidence, server: str | None) -> list[str]:
    """The addresses at which a server answers: its own, and those of the pods behind a Service."""
    own = [one for one in servers(seen, server) if one]
    if not server or "/" not in server:
        return own
    namespace, _, name = server.partition("/")
    slices = seen.cluster.select("endpointslices", namespace, f"kubernetes.io/service-name={name}")
    ends = [end for part in slices for end in part.get("endpoints") or ()]
    return [*own, *(address for end in ends for address in end.get("addresses") or ())]


def completed(seen: evidence.Evidence, typed: str, namespace: str, server: str | None) -> set[str]:
    """The addresses that a short name has in a pod of the namespace, by its search list. Raises OSError."""
    for suffix in servicerecords.search(namespace):
        if found := seen.records(f"{typed}.{suffix}", server=server)[0]:
            return found
    return set()


def attempt(seen: evidence.Evidence, name: str, server: str | None) -> str:
    """What to ask, and with what; the command itself is the learner's to find."""
    if not server:
        return seen.say(
            en=f"Look {name} up with a DNS tool such as dig: does the server of this host answer?",
            ko=f"dig 같은 DNS 도구로 {name} 이름을 조회해 보세요. 이 호스트의 DNS 서버가 응답하나요?",
        )
    return seen.say(
        en=f"Look {name} up with a DNS tool such as dig, and tell the tool which server to ask.",
        ko=f"dig 같은 DNS 도구로 {name} 이름을 조회하되, 물어볼 서버도 지정해 보세요.",
    )
