"""The objects that Calico makes for itself when it first starts. Pure.

Source: node/pkg/lifecycle/startup (pool, FelixConfiguration, ClusterInformation), kube-controllers/pkg/config.
"""

from collections.abc import Iterator

from tutor.lab.calico import allocator, kinds, objects
from tutor.lab.client import resources

CLUSTER_TYPE = "k8s,kubeadm,kdd"

Planned = tuple[kinds.Kind, resources.Object]


def everything(addresses: allocator.Allocator, guid: str) -> Iterator[Planned]:
    """All of them; `guid` is the cluster's own id, 32 hex digits."""
    for pool in addresses.pools:
        yield kinds.IP_POOL, objects.pool(pool)
    yield kinds.IPAM_CONFIG, objects.config(addresses.rules)
    yield kinds.CLUSTER_INFORMATION, _default(cluster_information(guid))
    yield kinds.FELIX_CONFIGURATION, _default(felix())
    yield kinds.CONTROLLERS_CONFIGURATION, _default(controllers())


def _default(spec: resources.Object) -> resources.Object:
    return {"metadata": {"name": objects.CONFIG_NAME}, "spec": spec}


def cluster_information(guid: str) -> resources.Object:
    """What `calicoctl version` reads."""
    return {
        "calicoVersion": objects.RELEASE,
        "clusterGUID": guid,
        "clusterType": CLUSTER_TYPE,
        "datastoreReady": True,
    }


def felix() -> resources.Object:
    """Felix's settings where they are not its built-in ones."""
    return {
        "bpfConnectTimeLoadBalancing": "TCP",
        "bpfHostNetworkedNATWithoutCTLB": "Enabled",
        "floatingIPs": "Disabled",
        "logSeverityScreen": "Info",
        "reportingInterval": "0s",
    }


def controllers() -> resources.Object:
    """What calico-kube-controllers would run."""
    every = {"reconcilerPeriod": "5m0s"}
    names = ("namespace", "policy", "serviceAccount", "workloadEndpoint")
    return {
        "controllers": {
            **dict.fromkeys(names, every),
            "node": {
                **every,
                "hostEndpoint": {"autoCreate": "Disabled"},
                "leakGracePeriod": "15m0s",
                "syncLabels": "Enabled",
            },
        },
        "etcdV3CompactionPeriod": "10m0s",
        "healthChecks": "Enabled",
        "logSeverityScreen": "Info",
        "prometheusMetricsPort": 9094,
    }
