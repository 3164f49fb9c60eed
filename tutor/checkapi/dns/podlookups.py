"""What is true of pods' look-ups: their addresses, their resolv.conf, and what the cluster's DNS answers now."""

from tutor.checkapi import evidence, objects, shown
from tutor.checkapi.dns import resolvconf


def pods(seen: evidence.Evidence, which: str) -> list[objects.Object]:
    """The pod "namespace/name", or the pods "namespace/selector" (label=value), that are not on their way out."""
    namespace, _, rest = which.partition("/")
    if "=" in rest:
        return objects.alive(seen.cluster.select("pods", namespace, rest))
    return objects.alive(seen.cluster.select("pods", namespace, "", rest))


def having(seen: evidence.Evidence, namespace: str, policy: str) -> list[objects.Object]:
    """The running pods of the namespace that have this dnsPolicy."""
    return [
        pod
        for pod in objects.alive(seen.cluster.select("pods", namespace))
        if shown.field(pod, "spec.dnsPolicy") == policy and shown.field(pod, "status.phase") == "Running"
    ]


def host(pod: objects.Object) -> str:
    """The name under which a pod is reached as a host."""
    meta = pod["metadata"]
    return f"pod/{meta.get('namespace', 'default')}/{meta['name']}"


def resolv_conf(seen: evidence.Evidence, pod: objects.Object) -> resolvconf.ResolvConf:
    """The pod's resolv.conf as it is now. Raises OSError."""
    done = seen.exec(host(pod), ["cat", "/etc/resolv.conf"])
    if done.exit_code:
        raise OSError(f"{host(pod)}: {done.stderr.strip()}")
    return resolvconf.parse(done.stdout)


def asked(seen: evidence.Evidence, pod: objects.Object, name: str, service: str) -> list[str]:
    """The names that a look-up in the pod asks the DNS Service for, in order. Raises OSError."""
    server = next(iter(service_addresses(seen, service)), None)
    if server is None:
        raise OSError(f"the cluster has no Service {service}")

    def exists(one: str) -> bool:
        return seen.records(one, "A", server=server)[1] == "NOERROR"

    return resolvconf.asked(resolv_conf(seen, pod), name, exists)


def searched(seen: evidence.Evidence, pod: objects.Object, name: str) -> str:
    """The first name that the pod would try for it without the dot at its end, "" if that is the name itself."""
    first = resolvconf.candidates(resolv_conf(seen, pod), name.rstrip("."))[0]
    return "" if first == name.rstrip(".").lower() else first


def service_addresses(seen: evidence.Evidence, service: str) -> set[str]:
    """The cluster addresses of a Service ("namespace/name"); none where it does not exist."""
    namespace, _, name = service.partition("/")
    found = seen.cluster.select("services", namespace, "", name)
    return {str(address) for one in found if (address := shown.field(one, "spec.clusterIP"))}
