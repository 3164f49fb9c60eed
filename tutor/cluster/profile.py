"""What a cluster has of that which a step may need (`tutor.course.needs`), found by asking it."""

from collections.abc import Callable, Collection, Mapping

from tutor.checkapi import objects

ROUTER = "k8s-rtr"


def lacking(needs: Collection[str], cluster: objects.Cluster, hosts: Collection[str]) -> list[str]:
    """Those of these needs that it has not. Raises OSError where it does not answer."""
    return [need for need in needs if not PROBES[need](cluster, hosts)]


def _calico(cluster: objects.Cluster, hosts: Collection[str]) -> bool:  # noqa: ARG001 - as all probes
    return _serves(cluster, "ippools.crd.projectcalico.org")


def _iptables(cluster: objects.Cluster, hosts: Collection[str]) -> bool:  # noqa: ARG001 - as all probes
    """kube-proxy's configuration as kubeadm keeps it; "" means the default, iptables."""
    found = cluster.select("configmaps", "kube-system", name="kube-proxy")
    text = str((found[0].get("data") or {}).get("config.conf", "")) if found else "mode: none"
    modes = [line.split(":", 1)[1].strip(" \"'") for line in text.splitlines() if line.startswith("mode:")]
    return all(mode in ("", "iptables") for mode in modes)


def _custom(cluster: objects.Cluster, hosts: Collection[str]) -> bool:  # noqa: ARG001 - as all probes
    return _serves(cluster, "ipaddresspools.metallb.io")


def _configmap(cluster: objects.Cluster, hosts: Collection[str]) -> bool:
    """Its controller runs, and the kinds that came with 0.13 are not there."""
    installed = cluster.select("deployments.apps", "metallb-system", name="controller")
    return bool(installed) and not _custom(cluster, hosts)


def _frr(cluster: objects.Cluster, hosts: Collection[str]) -> bool:  # noqa: ARG001 - as all probes
    return ROUTER in hosts


def _serves(cluster: objects.Cluster, resource: str) -> bool:
    try:
        cluster.kind(resource)
    except objects.Missing:
        return False
    return True


Probe = Callable[[objects.Cluster, Collection[str]], bool]
PROBES: Mapping[str, Probe] = {
    "calico": _calico,
    "kube-proxy-iptables": _iptables,
    "metallb-crd": _custom,
    "metallb-configmap": _configmap,
    "frr": _frr,
}
"""How each need is looked for; one for each name of `tutor.course.needs.NEEDS`."""
