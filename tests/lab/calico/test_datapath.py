"""Packets between pods, nodes and Services on Calico's and kube-proxy's work of three nodes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tutor.lab.root import unpack

pytestmark = pytest.mark.lab

ROOT = Path(__file__).parents[3]


def tools() -> dict[str, str]:
    """An environment in which the lab's own iptables and ip are found where the machine has none."""
    folder, missing = unpack.prepare(lambda _: None)
    lacking = {"iptables", "iptables-restore", "ip"} & set(missing)
    if lacking:
        pytest.skip(f"neither this machine nor the lab's tools have {', '.join(sorted(lacking))}")
    if not folder:
        return dict(os.environ)
    libraries = [str(path) for path in Path(folder).glob("usr/lib/*-linux-gnu")]
    unpacked = [f"{folder}/usr/sbin", f"{folder}/usr/bin"]
    return {
        **os.environ,
        "PATH": ":".join([os.environ["PATH"], unpack.SEARCHED, *unpacked]),
        "LD_LIBRARY_PATH": ":".join(libraries),
        **(
            {"XTABLES_LIBDIR": f"{libraries[0]}/xtables"} if (Path(libraries[0]) / "xtables").is_dir() else {}
        ),
    }


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """What the script saw, in namespaces of its own."""
    unshare = ["unshare", "-n"] if os.getuid() == 0 else ["unshare", "-Urn"]
    argv = [*unshare, sys.executable, "-m", "tests.lab.calico.datapath"]
    done = subprocess.run(
        argv, capture_output=True, text=True, cwd=ROOT, timeout=100, check=False, env=tools()
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_pods_reach_each_other_with_their_own_addresses(seen: dict[str, Any]) -> None:
    """On one node and across nodes nobody's address is changed."""
    assert seen["same node"] == seen["other node"] == seen["addresses"]["a"]


def test_a_node_reaches_other_nodes_pods_with_its_tunnel_address(seen: dict[str, Any]) -> None:
    """As the tutorial's RemoteAddr shows."""
    assert seen["node to pod"] == seen["tunnels"]["k8s-m"] == "172.16.116.0"


def test_services_are_translated(seen: dict[str, Any]) -> None:
    """A pod keeps its address behind a cluster IP; nodes and hairpins are masqueraded."""
    assert seen["pod to node"] == seen["addresses"]["a"]
    assert seen["node to service"] == seen["tunnels"]["k8s-m"]
    assert seen["node port"] == seen["tunnels"]["k8s-w1"]
    assert seen["pod to own service"] == "192.168.10.102"


def test_a_service_without_endpoints_refuses(seen: dict[str, Any]) -> None:
    """The client hears of it at once instead of waiting."""
    assert seen["no endpoint"] == "ConnectionRefusedError"


def test_routes_are_felixs(seen: dict[str, Any]) -> None:
    """Remote blocks by the tunnel, the own block a blackhole under its pods' routes."""
    lines = [line.strip() for line in seen["routes"].splitlines()]
    assert "blackhole 172.16.116.0/24 proto 80" in lines
    assert "172.16.158.0/24 via 172.16.158.0 dev vxlan.calico proto 80 onlink" in lines


def test_a_further_block_gets_its_route(seen: dict[str, Any]) -> None:
    """When a node's first block is full it takes another one, and the others hear of it."""
    assert seen["more"]


def test_expected_refusals_are_no_trouble_and_others_are_named(seen: dict[str, Any]) -> None:
    """Deleting what is not there is fine; an interface that does not exist is an error that says so."""
    assert seen["refusal"] == ["ENODEV", "bring up interface 999999"]


def test_an_unplugged_pod_leaves_nothing(seen: dict[str, Any]) -> None:
    """Its endpoint has gone."""
    assert seen["gone"]
