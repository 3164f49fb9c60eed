"""What a cluster has of that which steps need."""

from typing import Any

import pytest

from tutor.checkapi import testing
from tutor.checkapi.protocols import discoverydoc
from tutor.cluster import profile
from tutor.course import needs

HOSTS = ("k8s-m", "k8s-rtr")


def lacking(*asked: str, objects: tuple[dict[str, Any], ...] = (), kinds: tuple[str, ...] = ()) -> list[str]:
    """What a cluster of these objects and kinds (PLURAL.GROUP) lacks."""
    cluster = testing.World(objects=objects).evidence().cluster
    custom = [kind.partition(".") for kind in kinds]
    cluster.__dict__["kinds"] = (
        *(kind for kind in cluster.kinds if kind.group in ("", "apps")),
        *(
            discoverydoc.Kind(group, "v1", plural, "", False, frozenset({plural}))
            for plural, _, group in custom
        ),
    )
    return profile.lacking(asked, cluster, HOSTS)


def proxy(mode: str) -> dict[str, Any]:
    """kube-proxy's ConfigMap."""
    meta = {"name": "kube-proxy", "namespace": "kube-system"}
    return {"kind": "ConfigMap", "metadata": meta, "data": {"config.conf": f"kind: X\nmode: {mode}\n"}}


CONTROLLER = {"kind": "Deployment", "metadata": {"name": "controller", "namespace": "metallb-system"}}


def test_every_need_can_be_looked_for() -> None:
    """A name without a probe could be asked for and never found."""
    assert set(profile.PROBES) == set(needs.NEEDS)


def test_calico_is_known_by_its_kinds() -> None:
    """Its pools are custom resources, or it is not there."""
    assert lacking("calico") == ["calico"]
    assert lacking("calico", kinds=("ippools.crd.projectcalico.org",)) == []


@pytest.mark.parametrize(
    ("mode", "good"), [('""', True), ("iptables", True), ("ipvs", False), ("nftables", False)]
)
def test_kube_proxys_mode_is_read_from_its_configuration(mode: str, good: bool) -> None:
    """The empty mode is iptables."""
    assert lacking("kube-proxy-iptables", objects=(proxy(mode),)) == ([] if good else ["kube-proxy-iptables"])


def test_without_its_configuration_nothing_is_known_of_it() -> None:
    """A cluster with another proxy has no such ConfigMap."""
    assert lacking("kube-proxy-iptables") == ["kube-proxy-iptables"]


def test_the_forms_of_metallb_exclude_each_other() -> None:
    """The custom resources came with 0.13; before, there is the controller without them."""
    crd = ("ipaddresspools.metallb.io",)
    assert lacking(*needs.FORMS) == ["metallb-crd", "metallb-configmap"]
    assert lacking(*needs.FORMS, objects=(CONTROLLER,)) == ["metallb-crd"]
    assert lacking(*needs.FORMS, objects=(CONTROLLER,), kinds=crd) == ["metallb-configmap"]


def test_frr_is_on_the_router() -> None:
    """Where there is a router."""
    assert lacking("frr") == []
