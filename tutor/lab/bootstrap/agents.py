"""The agents of each node as daemons: kube-proxy as kubeadm sets it up, Calico's node agent as its manifest does.

Sources: cmd/kubeadm/app/phases/addons/proxy/manifests.go, projectcalico/calico manifests/calico-vxlan.yaml. Left out
is what the lab's agents have no use for: Calico's init containers, probes, and settings of what they do not do.
"""

from tutor.lab.bootstrap import settings
from tutor.lab.client import resources

Object = resources.Object

SYSTEM = "kube-system"
CALICO = "v3.28.2"
EMULATED = {"k8stutor/emulated": "this container is the lab's own agent, run by the process k8stutor-lab"}
"""On every pod whose container is no process: what is emulated says so."""


def kube_proxy() -> Object:
    """kube-proxy on every node, whatever its taints."""
    mounts = [
        {"mountPath": "/var/lib/kube-proxy", "name": "kube-proxy"},
        {"mountPath": "/run/xtables.lock", "name": "xtables-lock", "readOnly": False},
        {"mountPath": "/lib/modules", "name": "lib-modules", "readOnly": True},
    ]
    container = {
        "name": "kube-proxy",
        "image": f"registry.k8s.io/kube-proxy:{settings.VERSION}",
        "imagePullPolicy": "IfNotPresent",
        "command": [
            "/usr/local/bin/kube-proxy",
            "--config=/var/lib/kube-proxy/config.conf",
            "--hostname-override=$(NODE_NAME)",
        ],
        "env": [_field("NODE_NAME", "spec.nodeName")],
        "resources": {},
        "securityContext": {"privileged": True},
        "volumeMounts": mounts,
    }
    volumes = [
        {"name": "kube-proxy", "configMap": {"name": "kube-proxy"}},
        _host_path("xtables-lock", "/run/xtables.lock", "FileOrCreate"),
        _host_path("lib-modules", "/lib/modules", ""),
    ]
    return _daemon_set("kube-proxy", container, volumes, [{"operator": "Exists"}])


def calico_node() -> Object:
    """calico-node on every node, in the mode that the lab has: VXLAN, no BGP."""
    container = {
        "name": "calico-node",
        "image": f"docker.io/calico/node:{CALICO}",
        "imagePullPolicy": "IfNotPresent",
        "env": [
            {"name": "DATASTORE_TYPE", "value": "kubernetes"},
            {"name": "WAIT_FOR_DATASTORE", "value": "true"},
            _field("NODENAME", "spec.nodeName"),
            {"name": "CALICO_NETWORKING_BACKEND", "value": "vxlan"},
            {"name": "CLUSTER_TYPE", "value": "k8s,kubeadm"},
            {"name": "IP", "value": "autodetect"},
            {"name": "CALICO_IPV4POOL_CIDR", "value": settings.POD_SUBNET},
            {"name": "CALICO_IPV4POOL_BLOCK_SIZE", "value": "24"},
            {"name": "CALICO_IPV4POOL_IPIP", "value": "Never"},
            {"name": "CALICO_IPV4POOL_VXLAN", "value": "Always"},
        ],
        "resources": {"requests": {"cpu": "250m"}},
        "securityContext": {"privileged": True},
        "volumeMounts": [{"mountPath": "/run/xtables.lock", "name": "xtables-lock", "readOnly": False}],
    }
    volumes = [_host_path("xtables-lock", "/run/xtables.lock", "FileOrCreate")]
    tolerations = [
        {"effect": "NoSchedule", "operator": "Exists"},
        {"key": "CriticalAddonsOnly", "operator": "Exists"},
        {"effect": "NoExecute", "operator": "Exists"},
    ]
    return _daemon_set("calico-node", container, volumes, tolerations, grace=0)


def _daemon_set(
    name: str, container: Object, volumes: list[Object], tolerations: list[Object], grace: int = 30
) -> Object:
    labels = {"k8s-app": name}
    pod = {
        "priorityClassName": "system-node-critical",
        "serviceAccountName": name,
        "hostNetwork": True,
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "tolerations": tolerations,
        "terminationGracePeriodSeconds": grace,
        "containers": [container],
        "volumes": volumes,
    }
    return {
        "metadata": {"name": name, "namespace": SYSTEM, "labels": dict(labels)},
        "spec": {
            "selector": {"matchLabels": dict(labels)},
            "template": {"metadata": {"labels": dict(labels), "annotations": dict(EMULATED)}, "spec": pod},
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1}},
        },
    }


def _field(name: str, path: str) -> Object:
    return {"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}}


def _host_path(name: str, path: str, kind: str) -> Object:
    return {"name": name, "hostPath": {"path": path, "type": kind}}
