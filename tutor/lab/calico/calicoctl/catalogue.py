"""The kinds that calicoctl knows: their names on the command line, their tables, where they are stored. Pure.

Source: calicoctl/calicoctl/resourcemgr, one file for each kind.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from tutor.lab.calico import kinds

Object = dict[str, Any]
Cell = Callable[[Object], str]


@dataclasses.dataclass(frozen=True, eq=False)
class Kind:
    """One kind. `stored` is None where it is made from Kubernetes' own objects."""

    name: str
    names: tuple[str, ...]
    cells: Mapping[str, Cell]
    narrow: tuple[str, ...]
    wide: tuple[str, ...]
    stored: kinds.Kind | None = None
    namespaced: bool = False
    tiered: bool = False

    def identifier(self, name: str, namespace: str = "") -> str:
        """As messages name one of them."""
        return f"{self.name}({namespace}/{name})" if self.namespaced else f"{self.name}({name})"


def go(value: Any) -> str:
    """A value as a Go template prints it."""
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _name(obj: Object) -> str:
    return str(obj["metadata"]["name"])


def _field(name: str, default: Any = "") -> Cell:
    return lambda obj: go(obj["spec"].get(name, default))


def _joined(name: str) -> Cell:
    def cell(obj: Object) -> str:
        found = obj["spec"].get(name) or ()
        parts = sorted(f"{key}={text}" for key, text in found.items()) if isinstance(found, dict) else found
        return ",".join(map(str, parts))

    return cell


def _asn(obj: Object) -> str:
    bgp = obj["spec"].get("bgp")
    return "" if bgp is None else str(bgp.get("asNumber") or "(64512)")


def _bgp(name: str) -> Cell:
    return lambda obj: str((obj["spec"].get("bgp") or {}).get(name, ""))


def _peer_node(obj: Object) -> str:
    spec = obj["spec"]
    return str(spec.get("node") or spec.get("nodeSelector") or "(global)")


def _nats(obj: Object) -> str:
    return ",".join(f"{{{nat['internalIP']} {nat['externalIP']}}}" for nat in obj["spec"].get("ipNATs") or ())


def _simple(name: str, names: str, stored: kinds.Kind | None, **more: Cell) -> Kind:
    """A kind whose tables are its name, and as many columns more."""
    cells = {"NAME": _name, **more}
    spoken = tuple(names.split())
    return Kind(name, spoken, cells, tuple(cells), tuple(cells), stored)


IP_POOL = Kind(
    "IPPool",
    ("ippool", "ippools", "ipp", "ipps", "pool", "pools"),
    {
        "NAME": _name,
        "CIDR": _field("cidr"),
        "NAT": _field("natOutgoing", False),
        "IPIPMODE": _field("ipipMode", "Never"),
        "VXLANMODE": _field("vxlanMode", "Never"),
        "DISABLED": _field("disabled", False),
        "DISABLEBGPEXPORT": _field("disableBGPExport", False),
        "SELECTOR": _field("nodeSelector"),
    },
    ("NAME", "CIDR", "SELECTOR"),
    ("NAME", "CIDR", "NAT", "IPIPMODE", "VXLANMODE", "DISABLED", "DISABLEBGPEXPORT", "SELECTOR"),
    kinds.IP_POOL,
)
ENDPOINT = Kind(
    "WorkloadEndpoint",
    ("workloadendpoint", "workloadendpoints", "wep", "weps"),
    {
        "NAME": _name,
        "NAMESPACE": lambda obj: str(obj["metadata"]["namespace"]),
        "NODE": _field("node"),
        "ORCHESTRATOR": _field("orchestrator"),
        "WORKLOAD": _field("pod"),
        "NETWORKS": _joined("ipNetworks"),
        "NATS": _nats,
        "PROFILES": _joined("profiles"),
        "INTERFACE": _field("interfaceName"),
    },
    ("WORKLOAD", "NODE", "NETWORKS", "INTERFACE"),
    ("NAME", "WORKLOAD", "NODE", "NETWORKS", "INTERFACE", "PROFILES", "NATS"),
    namespaced=True,
)
NODE = Kind(
    "Node",
    ("node", "nodes", "no", "nos"),
    {"NAME": _name, "ASN": _asn, "IPV4": _bgp("ipv4Address"), "IPV6": _bgp("ipv6Address")},
    ("NAME",),
    ("NAME", "ASN", "IPV4", "IPV6"),
)
PROFILE = Kind(
    "Profile",
    ("profile", "profiles", "pro", "pros"),
    {"NAME": _name, "LABELS": _joined("labelsToApply")},
    ("NAME",),
    ("NAME", "LABELS"),
)
POLICY = Kind(
    "NetworkPolicy",
    ("networkpolicy", "networkpolicies", "policy", "np", "policies", "pol", "pols"),
    {
        "NAME": _name,
        "NAMESPACE": lambda obj: str(obj["metadata"]["namespace"]),
        "ORDER": _field("order", None),
        "SELECTOR": _field("selector"),
    },
    ("NAME",),
    ("NAME", "ORDER", "SELECTOR"),
    kinds.NETWORK_POLICY,
    namespaced=True,
    tiered=True,
)
GLOBAL_POLICY = Kind(
    "GlobalNetworkPolicy",
    ("globalnetworkpolicy", "globalnetworkpolicies", "gnp", "gnps"),
    {"NAME": _name, "ORDER": _field("order", None), "SELECTOR": _field("selector")},
    ("NAME",),
    ("NAME", "ORDER", "SELECTOR"),
    kinds.GLOBAL_NETWORK_POLICY,
    tiered=True,
)
HOST_ENDPOINT = Kind(
    "HostEndpoint",
    ("hostendpoint", "hostendpoints", "hep", "heps"),
    {
        "NAME": _name,
        "NODE": _field("node"),
        "INTERFACE": _field("interfaceName"),
        "IPS": _joined("expectedIPs"),
        "PROFILES": _joined("profiles"),
    },
    ("NAME", "NODE"),
    ("NAME", "NODE", "INTERFACE", "IPS", "PROFILES"),
    kinds.HOST_ENDPOINT,
)
NETWORK_SET = Kind(
    "NetworkSet",
    ("networkset", "networksets", "netset", "netsets"),
    {
        "NAME": _name,
        "NAMESPACE": lambda obj: str(obj["metadata"]["namespace"]),
        "NETS": _joined("nets"),
    },
    ("NAME",),
    ("NAME", "NETS"),
    kinds.NETWORK_SET,
    namespaced=True,
)
CLUSTER_INFORMATION = _simple(
    "ClusterInformation",
    "clusterinformation clusterinformations clusterinfo clusterinfos",
    kinds.CLUSTER_INFORMATION,
    CLUSTERGUID=_field("clusterGUID"),
    CLUSTERTYPE=_field("clusterType"),
    CALICOVERSION=_field("calicoVersion"),
    DATASTOREREADY=_field("datastoreReady", None),
)
ALL = (
    _simple(
        "BGPConfiguration",
        "bgpconfiguration bgpconfigurations bgpconfig bgpconfigs",
        kinds.BGP_CONFIGURATION,
        LOGSEVERITY=_field("logSeverityScreen"),
        MESHENABLED=_field("nodeToNodeMeshEnabled", "-"),
        ASNUMBER=_field("asNumber", "-"),
    ),
    _simple("BGPFilter", "bgpfilter bgpfilters", kinds.BGP_FILTER),
    _simple(
        "BGPPeer",
        "bgppeer bgppeers bgpp bgpps bp bps",
        kinds.BGP_PEER,
        PEERIP=_field("peerIP"),
        NODE=_peer_node,
        ASN=_field("asNumber", 0),
    ),
    CLUSTER_INFORMATION,
    _simple(
        "FelixConfiguration",
        "felixconfiguration felixconfigurations felixconfig felixconfigs",
        kinds.FELIX_CONFIGURATION,
    ),
    GLOBAL_POLICY,
    _simple(
        "GlobalNetworkSet",
        "globalnetworkset globalnetworksets",
        kinds.GLOBAL_NETWORK_SET,
    ),
    HOST_ENDPOINT,
    _simple(
        "IPAMConfiguration",
        "ipamconfiguration ipamconfigurations ipamconfig ipamconfigs",
        kinds.IPAM_CONFIG,
    ),
    IP_POOL,
    _simple(
        "IPReservation",
        "ipreservation ipreservations ipr iprs",
        kinds.IP_RESERVATION,
        CIDRS=_joined("reservedCIDRs"),
    ),
    _simple(
        "KubeControllersConfiguration",
        "kubecontrollersconfiguration kubecontrollersconfigurations kubecontrollersconfig kcc",
        kinds.CONTROLLERS_CONFIGURATION,
    ),
    POLICY,
    NETWORK_SET,
    NODE,
    PROFILE,
    ENDPOINT,
)
_BY_NAME = {name: kind for kind in ALL for name in kind.names}
BY_KIND = {kind.name: kind for kind in ALL}


def find(word: str) -> Kind | None:
    """The kind of that name, in any letter case."""
    return _BY_NAME.get(word.lower())
