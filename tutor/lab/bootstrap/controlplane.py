"""The manifests of the control plane's static pods, as kubeadm leaves them in /etc/kubernetes/manifests. Pure.

Source: cmd/kubeadm/app/phases/controlplane/manifests.go. The flags are those settings that are true of the lab's
components; there is no etcd, for the lab's API server keeps the cluster's state itself.
"""

from collections.abc import Mapping

from tutor.lab.bootstrap import agents, settings

FOLDER = "/etc/kubernetes/manifests"
ADDRESS = "192.168.10.10"
PORT = 6443

FLAGS: Mapping[str, tuple[str, ...]] = {
    "kube-apiserver": (
        f"--advertise-address={ADDRESS}",
        "--allow-privileged=true",
        f"--secure-port={PORT}",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        f"--service-cluster-ip-range={settings.SERVICE_SUBNET}",
    ),
    "kube-controller-manager": (
        "--allocate-node-cidrs=true",
        f"--cluster-cidr={settings.POD_SUBNET}",
        "--cluster-name=kubernetes",
        "--leader-elect=false",
        "--node-monitor-grace-period=50s",
        "--root-ca-file=/etc/kubernetes/pki/ca.crt",
        f"--service-cluster-ip-range={settings.SERVICE_SUBNET}",
    ),
    "kube-scheduler": ("--leader-elect=false",),
}
CPU = {"kube-apiserver": "250m", "kube-controller-manager": "200m", "kube-scheduler": "100m"}

MANIFEST = """\
apiVersion: v1
kind: Pod
metadata:
  annotations:
{annotations}
  labels:
    component: {name}
    tier: control-plane
  name: {name}
  namespace: {namespace}
spec:
  containers:
  - command:
    - {name}
{flags}
    image: registry.k8s.io/{name}:{version}
    imagePullPolicy: IfNotPresent
    name: {name}
    resources:
      requests:
        cpu: {cpu}
    volumeMounts:
    - mountPath: /etc/kubernetes/pki
      name: k8s-certs
      readOnly: true
  hostNetwork: true
  priority: 2000001000
  priorityClassName: system-node-critical
  securityContext:
    seccompProfile:
      type: RuntimeDefault
  volumes:
  - hostPath:
      path: /etc/kubernetes/pki
      type: DirectoryOrCreate
    name: k8s-certs
status: {{}}
"""
"""Of one component; `flags` and `annotations` are whole lines."""


def files() -> dict[str, str]:
    """Path -> text of each manifest."""
    return {f"{FOLDER}/{name}.yaml": _manifest(name) for name in FLAGS}


def _manifest(name: str) -> str:
    flags = "\n".join(f"    - {flag}" for flag in FLAGS[name])
    notes = {**agents.EMULATED}
    if name == "kube-apiserver":
        notes[f"kubeadm.kubernetes.io/{name}.advertise-address.endpoint"] = f"{ADDRESS}:{PORT}"
    annotations = "\n".join(f"    {key}: {value}" for key, value in sorted(notes.items()))
    return MANIFEST.format(
        name=name,
        namespace=agents.SYSTEM,
        annotations=annotations,
        flags=flags,
        version=settings.VERSION,
        cpu=CPU[name],
    )
