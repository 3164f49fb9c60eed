"""A pod's /etc/hosts (Kubernetes: pkg/kubelet/kubelet_pods.go, managedHostsFileContent)."""

from tutor.lab.client import resources

HEADER = "# Kubernetes-managed hosts file."
HOST_HEADER = "# Kubernetes-managed hosts file (host network)."
LOOPBACK = (
    ("127.0.0.1", "localhost"),
    ("::1", "localhost ip6-localhost ip6-loopback"),
    ("fe00::0", "ip6-localnet"),
    ("fe00::0", "ip6-mcastprefix"),
    ("fe00::1", "ip6-allnodes"),
    ("fe00::2", "ip6-allrouters"),
)
HOSTNAME_LENGTH = 63


def hostname_of(pod: resources.Object) -> str:
    """The pod's host name: spec.hostname or its name, cut to what the kernel takes."""
    name = pod["spec"].get("hostname") or pod["metadata"]["name"]
    return str(name)[:HOSTNAME_LENGTH].rstrip("-.")


def domain_of(pod: resources.Object, cluster_domain: str) -> str:
    """The domain of a pod with a subdomain, else nothing."""
    subdomain = pod["spec"].get("subdomain")
    return f"{subdomain}.{pod['metadata']['namespace']}.svc.{cluster_domain}" if subdomain else ""


def content(pod: resources.Object, address: str, cluster_domain: str, *, node_file: str = "") -> str:
    """The file: the loopback names and the pod's own, or `node_file` for the host network; then hostAliases."""
    if pod["spec"].get("hostNetwork"):
        return f"{HOST_HEADER}\n{node_file}{_aliases(pod)}"
    lines = [HEADER, *(f"{where}\t{names}" for where, names in LOOPBACK)]
    name, domain = hostname_of(pod), domain_of(pod, cluster_domain)
    lines.append(f"{address}\t{name}.{domain}\t{name}" if domain else f"{address}\t{name}")
    return "\n".join(lines) + "\n" + _aliases(pod)


def _aliases(pod: resources.Object) -> str:
    aliases = pod["spec"].get("hostAliases") or []
    if not aliases:
        return ""
    lines = [f"{item['ip']}\t" + "\t".join(item.get("hostnames") or []) for item in aliases]
    return "\n# Entries added by HostAliases.\n" + "\n".join(lines) + "\n"
