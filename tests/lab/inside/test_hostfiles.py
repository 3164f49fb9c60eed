"""The files of hosts."""

import dataclasses
import sys

import yaml

from tests.lab.control.test_plan import PLAN
from tutor.base import paths
from tutor.lab.inside import hostfiles
from tutor.lab.net import topology
from tutor.lab.snapshots import hostfiles as snapped


def test_every_host_has_a_kubeconfig_for_the_inner_address() -> None:
    """And the control plane also as kubeadm writes it."""
    for host in topology.HOSTS:
        root = hostfiles.root(PLAN, host)
        config = yaml.safe_load(root.files["/root/.kube/config"])
        assert config["clusters"][0]["cluster"]["server"] == "https://192.168.10.10:6443"
        assert config["users"][0]["user"]["token"] == "secret"
        assert root.files["/etc/hostname"] == f"{host.name}\n"
        assert root.links["/usr/local/bin/kubectl"] == "/opt/kubectl"
        assert ("/etc/kubernetes/admin.conf" in root.files) == (host.name == "k8s-m")
        assert ("/etc/frr/frr.conf" in root.files) == (host.name in ("k8s-rtr", "k8s-pc"))


def test_no_snapshot_takes_along_what_leads_into_this_installation() -> None:
    """Another lab, of a checkout elsewhere, would have commands that start nothing."""
    plan = dataclasses.replace(PLAN, package="/opt/k8stutor")
    ways = (sys.executable, plan.package, plan.kubectl, str(paths.bundle()))
    for host in topology.HOSTS:
        root = hostfiles.root(plan, host)
        held = {**root.files, **root.links}
        leading = {path for path, text in held.items() if any(way in text for way in ways)}
        assert leading
        assert not [path for path in leading if snapped.is_kept(path)]
