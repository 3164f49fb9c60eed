"""Names and addresses that Calico derives from others (libcalico-go, felix/vxlan). Pure."""

import hashlib
import secrets

HOST_MAC = "ee:ee:ee:ee:ee:ee"
"""Every host side of a pod's veth pair has this one."""

GATEWAY = "169.254.1.1"
"""Pods' default gateway; no interface has it, proxy ARP answers for it."""

TUNNEL_DEVICE = "vxlan.calico"
VNI = 4096
VXLAN_PORT = 4789
VXLAN_OVERHEAD = 50
ROUTE_PROTOCOL = 80
POD_DEVICE = "eth0"


def veth(namespace: str, pod: str, *, prefix: str = "cali") -> str:
    """The host side's interface name: `prefix` and 11 hex digits of SHA-1 of `namespace.pod`."""
    return prefix + hashlib.sha1(f"{namespace}.{pod}".encode(), usedforsecurity=False).hexdigest()[:11]


def tunnel_mac(node: str) -> str:
    """The MAC of a node's vxlan.calico: 66 and the first five bytes of SHA-1 of its name."""
    digest = hashlib.sha1(node.encode(), usedforsecurity=False).digest()
    return ":".join(f"{byte:02x}" for byte in (0x66, *digest[:5]))


def workload_endpoint(node: str, pod: str) -> str:
    """A WorkloadEndpoint's name; dashes inside its parts are doubled."""
    return "-".join(part.replace("-", "--") for part in (node, "k8s", pod, POD_DEVICE))


def tunnel_handle(node: str) -> str:
    """The IPAM handle that a tunnel's own address is filed under."""
    return f"vxlan-tunnel-addr-{node}"


def pod_handle() -> str:
    """The IPAM handle of a new pod's address: the network's name and an id as container runtimes give sandboxes."""
    return f"k8s-pod-network.{secrets.token_hex(32)}"


def object_name(cidr: str) -> str:
    """A block's name as an object: its CIDR with dashes (libcalico-go lib/names)."""
    return cidr.replace(".", "-").replace(":", "-").replace("/", "-")


def affinity(node: str, cidr: str) -> str:
    """The name of the BlockAffinity of a node to a block."""
    return f"{node}-{object_name(cidr)}"


def profiles(namespace: str, service_account: str) -> tuple[str, str]:
    """The profiles that a workload endpoint belongs to."""
    return (f"kns.{namespace}", f"ksa.{namespace}.{service_account}")


def pod_mac() -> str:
    """A random MAC of local administration, as the kernel gives a new veth."""
    first, *rest = secrets.token_bytes(6)
    return ":".join(f"{byte:02x}" for byte in ((first & 0xFC) | 0x02, *rest))
