"""Calico's own kinds as its CustomResourceDefinitions serve them. Pure.

Source: libcalico-go/config/crd. The fields of a spec that a lesson may look at or set are typed; the rest of the
larger specs (policies, felixconfigurations) is kept as it comes.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from tutor.lab.client import resources

GROUP = "crd.projectcalico.org"
VERSION = "v1"

ANY: Mapping[str, str] = {}
"""A spec whose fields are all kept as they come."""

SCALARS = ("string", "boolean", "integer", "number")
MODES = "Never|Always|CrossSubnet"


@dataclasses.dataclass(frozen=True, eq=False)
class Kind:
    """One definition. `spec` maps fields to a type: a scalar, `[scalar]`, `{scalar}`, `any`, or words with `|`.

    A `!` after the type makes the field one that must be there, a `?` in a list lets its items be null.
    """

    name: str
    plural: str
    spec: Mapping[str, str]
    namespaced: bool = False

    @property
    def resource(self) -> resources.Resource:
        """Where it is served."""
        return resources.Resource(GROUP, VERSION, self.plural, self.name, namespaced=self.namespaced)


IP_POOL = Kind(
    "IPPool",
    "ippools",
    {
        "allowedUses": "[string]",
        "blockSize": "integer",
        "cidr": "string!",
        "disableBGPExport": "boolean",
        "disabled": "boolean",
        "ipipMode": MODES,
        "natOutgoing": "boolean",
        "nodeSelector": "string",
        "vxlanMode": MODES,
    },
)
IPAM_BLOCK = Kind(
    "IPAMBlock",
    "ipamblocks",
    {
        "affinity": "string",
        "allocations": "[integer?]!",
        "attributes": "[any]!",
        "cidr": "string!",
        "deleted": "boolean",
        "sequenceNumber": "integer",
        "sequenceNumberForAllocation": "{integer}",
        "strictAffinity": "boolean!",
        "unallocated": "[integer]!",
    },
)
BLOCK_AFFINITY = Kind(
    "BlockAffinity",
    "blockaffinities",
    {"cidr": "string!", "deleted": "string!", "node": "string!", "state": "string!", "type": "string"},
)
IPAM_HANDLE = Kind(
    "IPAMHandle",
    "ipamhandles",
    {"block": "{integer}!", "deleted": "boolean", "handleID": "string!"},
)
IPAM_CONFIG = Kind(
    "IPAMConfig",
    "ipamconfigs",
    {"autoAllocateBlocks": "boolean!", "maxBlocksPerHost": "integer", "strictAffinity": "boolean!"},
)
FELIX_CONFIGURATION = Kind("FelixConfiguration", "felixconfigurations", ANY)
CLUSTER_INFORMATION = Kind(
    "ClusterInformation",
    "clusterinformations",
    {
        "calicoVersion": "string",
        "clusterGUID": "string",
        "clusterType": "string",
        "datastoreReady": "boolean",
        "variant": "string",
    },
)
CONTROLLERS_CONFIGURATION = Kind("KubeControllersConfiguration", "kubecontrollersconfigurations", ANY)
BGP_CONFIGURATION = Kind("BGPConfiguration", "bgpconfigurations", ANY)
BGP_PEER = Kind("BGPPeer", "bgppeers", ANY)
BGP_FILTER = Kind("BGPFilter", "bgpfilters", ANY)
HOST_ENDPOINT = Kind("HostEndpoint", "hostendpoints", ANY)
IP_RESERVATION = Kind("IPReservation", "ipreservations", {"reservedCIDRs": "[string]"})
NODE_STATUS = Kind("CalicoNodeStatus", "caliconodestatuses", ANY)
NETWORK_POLICY = Kind("NetworkPolicy", "networkpolicies", ANY, namespaced=True)
GLOBAL_NETWORK_POLICY = Kind("GlobalNetworkPolicy", "globalnetworkpolicies", ANY)
NETWORK_SET = Kind("NetworkSet", "networksets", {"nets": "[string]"}, namespaced=True)
GLOBAL_NETWORK_SET = Kind("GlobalNetworkSet", "globalnetworksets", {"nets": "[string]"})

ALL = (
    BGP_CONFIGURATION,
    BGP_FILTER,
    BGP_PEER,
    BLOCK_AFFINITY,
    NODE_STATUS,
    CLUSTER_INFORMATION,
    FELIX_CONFIGURATION,
    GLOBAL_NETWORK_POLICY,
    GLOBAL_NETWORK_SET,
    HOST_ENDPOINT,
    IPAM_BLOCK,
    IPAM_CONFIG,
    IPAM_HANDLE,
    IP_POOL,
    IP_RESERVATION,
    CONTROLLERS_CONFIGURATION,
    NETWORK_POLICY,
    NETWORK_SET,
)


def definition(kind: Kind) -> resources.Object:
    """The CustomResourceDefinition."""
    names = {
        "kind": kind.name,
        "listKind": f"{kind.name}List",
        "plural": kind.plural,
        "singular": kind.name.lower(),
    }
    schema = {
        "type": "object",
        "properties": {
            "apiVersion": {"type": "string"},
            "kind": {"type": "string"},
            "metadata": {"type": "object"},
            "spec": spec_schema(kind.spec),
        },
    }
    version = {
        "name": VERSION,
        "served": True,
        "storage": True,
        "schema": {"openAPIV3Schema": schema},
    }
    return {
        "metadata": {"name": f"{kind.plural}.{GROUP}"},
        "spec": {
            "group": GROUP,
            "names": names,
            "scope": "Namespaced" if kind.namespaced else "Cluster",
            "versions": [version],
        },
    }


def spec_schema(fields: Mapping[str, str]) -> dict[str, Any]:
    """The OpenAPI schema of a spec."""
    if not fields:
        return {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    required = [name for name, kind in fields.items() if kind.endswith("!")]
    found: dict[str, Any] = {
        "type": "object",
        "properties": {name: _typed(kind.rstrip("!")) for name, kind in fields.items()},
    }
    return {**found, "required": required} if required else found


def _typed(kind: str) -> dict[str, Any]:
    if kind.startswith("["):
        return {"type": "array", "items": _typed(kind[1:-1])}
    if kind.startswith("{"):
        return {"type": "object", "additionalProperties": _typed(kind[1:-1])}
    if kind.endswith("?"):
        return {**_typed(kind[:-1]), "nullable": True}
    if kind == "any":
        return {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    if kind in SCALARS:
        return {"type": kind}
    return {"type": "string", "enum": kind.split("|")}
