"""Small decisions around the start of a lab."""

import os
from pathlib import Path

import dns.message
import hypothesis
import hypothesis.strategies as st
import yaml

from tutor.lab import bytecode, hostfiles, plan, readiness
from tutor.lab.net import topology

PLAN = plan.Plan(
    api_fd=3,
    control_fd=4,
    report_fd=5,
    outside_fd=6,
    port=16443,
    kubectl="/opt/kubectl",
    folders=("/opt",),
    certificates={"ca.crt": "PEM\n", "admin.token": "secret"},
    notes=("a note",),
)


def test_a_plan_survives_its_way_to_the_supervisor() -> None:
    """It travels as JSON."""
    assert plan.from_json(PLAN.to_json()) == PLAN


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


def test_bytecode_is_made_where_it_is_missing_or_old(tmp_path: Path) -> None:
    """And not again."""
    module = tmp_path / "module.py"
    module.write_text("x = 1\n")
    assert list(bytecode.stale(tmp_path)) == [module]
    bytecode.prepare(tmp_path)
    assert list(bytecode.stale(tmp_path)) == []
    os.utime(module, (2**31, 2**31))
    assert list(bytecode.stale(tmp_path)) == [module]


@hypothesis.given(st.lists(st.text("abcdefghij-", min_size=1, max_size=63), min_size=1, max_size=4))
def test_a_query_can_be_read_back(labels: list[str]) -> None:
    """By dnspython, which knows the format best."""
    name = ".".join(labels)
    (question,) = dns.message.from_wire(readiness.query(name)).question
    assert str(question.name) == f"{name}."


def test_conditions_decide_what_is_ready() -> None:
    """True alone counts."""
    ready = {"status": {"conditions": [{"type": "Ready", "status": "True"}]}}
    assert readiness.node_ready(ready)
    assert not readiness.node_ready({"status": {"conditions": [{"type": "Ready", "status": "Unknown"}]}})
    assert not readiness.node_ready({})
    assert readiness.available({"status": {"availableReplicas": 1}})
    assert not readiness.available({"status": {}})
