"""Names against Calico's own values."""

import json
import pathlib
from typing import Any

import pytest

from tutor.lab.calico import naming

FILE = pathlib.Path(__file__).parents[2] / "vectors" / "calico_vectors.json"
DATA: dict[str, Any] = json.loads(FILE.read_text())

pytestmark = pytest.mark.vectors


@pytest.mark.parametrize("case", DATA["veth_names"], ids=lambda case: str(case["name"]))
def test_veth_names(case: dict[str, Any]) -> None:
    """The host side of a pod's pair is named as Calico names it."""
    assert naming.veth(case["namespace"], case["pod"], prefix=case["prefix"]) == case["name"]


@pytest.mark.parametrize("case", DATA["vtep_mac"], ids=lambda case: str(case["node"]))
def test_tunnel_macs(case: dict[str, Any]) -> None:
    """A node's tunnel MAC follows from its name."""
    assert naming.tunnel_mac(case["node"]) == case["mac"]


@pytest.mark.parametrize("case", DATA["wep_names"], ids=lambda case: str(case["name"]))
def test_workload_endpoint_names(case: dict[str, Any]) -> None:
    """Dashes inside parts are doubled."""
    assert naming.workload_endpoint(case["node"], case["pod"]) == case["name"]


def test_profiles_and_handles() -> None:
    """Profiles are named after namespace and account, a tunnel's address is filed under its node."""
    expected = DATA["calicoctl"]["profiles"]
    filled = [one.replace("<namespace>", "web").replace("<serviceaccount>", "default") for one in expected]
    assert list(naming.profiles("web", "default")) == filled
    assert naming.tunnel_handle("k8s-m") == DATA["calicoctl"]["tunnel_handle"].replace("<node>", "k8s-m")
