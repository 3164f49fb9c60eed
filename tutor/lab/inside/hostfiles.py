"""The files that make a host of the lab what it is. Pure, but for the place of the bundle."""

import base64
import importlib.util
import os
import sys

from tutor.base import paths
from tutor.lab.bootstrap import controlplane
from tutor.lab.calico.calicoctl import launcher
from tutor.lab.control import plan as plans
from tutor.lab.net import topology
from tutor.lab.root import hostroot
from tutor.lab.router import config

API_SERVER = "https://192.168.10.10:6443"

ASSETS = "/root/assets"
"""Where a learner's shell finds the manifests of the lessons, which name them as assets/…"""


def root(plan: plans.Plan, host: topology.Host) -> hostroot.HostRoot:
    """What the root of a host holds beside the machine's /usr and /etc."""
    files = {
        "/etc/hostname": f"{host.name}\n",
        "/etc/hosts": topology.hosts_file(host.name),
        "/etc/resolv.conf": topology.resolv_conf(),
        "/root/.kube/config": kubeconfig(plan, API_SERVER),
    }
    if host.name == topology.CONTROL_PLANE:
        files["/etc/kubernetes/admin.conf"] = files["/root/.kube/config"]
        files |= controlplane.files()
    if host.name in topology.NODES and "ca.crt" in plan.certificates:
        files["/etc/kubernetes/pki/ca.crt"] = plan.certificates["ca.crt"]
    files |= config.files(host.name)
    files |= launcher.files(sys.executable, (plan.package, *_folder_of("yaml")))
    links = {ASSETS: str(paths.bundle() / "assets")}
    if plan.kubectl:
        links["/usr/local/bin/kubectl"] = plan.kubectl
    return hostroot.HostRoot(files, links, plan.folders)


def _folder_of(module: str) -> list[str]:
    """Where Python found a package, without importing it."""
    spec = importlib.util.find_spec(module)
    return [os.path.dirname(os.path.dirname(spec.origin))] if spec and spec.origin else []


def kubeconfig(plan: plans.Plan, server: str, cluster: str = "kubernetes") -> str:
    """A kubeconfig for the cluster's administrator, in the form that kubeadm writes."""
    context = f"kubernetes-admin@{cluster}"
    data = base64.b64encode(plan.certificates.get("ca.crt", "").encode()).decode()
    token = plan.certificates.get("admin.token", "")
    return f"""apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: {data}
    server: {server}
  name: {cluster}
contexts:
- context:
    cluster: {cluster}
    user: kubernetes-admin
  name: {context}
current-context: {context}
kind: Config
preferences: {{}}
users:
- name: kubernetes-admin
  user:
    token: {token}
"""
