"""The files of hosts."""

import yaml

from tests.lab.control.test_plan import PLAN
from tutor.lab.inside import hostfiles
from tutor.lab.net import topology


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
