"""What a service asks for."""

from typing import Any

import pytest

from tutor.lab.metallb import asking


def service(annotations: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    """A service as the API shows it."""
    whole = {
        "clusterIP": "10.96.0.5",
        "ports": [{"port": 80, "protocol": "TCP"}, {"port": 53, "protocol": "UDP"}],
        **spec,
    }
    return {"metadata": {"namespace": "shop", "name": "web", "annotations": annotations or {}}, "spec": whole}


def test_names_service_ports_and_family() -> None:
    """As its spec says."""
    request = asking.of_service(service())
    assert request.service == "shop/web"
    assert [str(port) for port in request.ports] == ["TCP/80", "UDP/53"]
    assert request.families == (asking.V4,)
    assert asking.families({"clusterIPs": ["fd00::5", "10.96.0.5"]}) == (asking.V6, asking.V4)


def test_policy_local_makes_the_pods_part_of_the_key() -> None:
    """So that services of other pods do not share the address."""
    local = service(
        {"metallb.universe.tf/allow-shared-ip": "k"},
        externalTrafficPolicy="Local",
        selector={"b": "2", "a": "1"},
    )
    assert asking.of_service(local).key == asking.Key("k", "a=1,b=2")
    wide = service(
        {"metallb.io/allow-shared-ip": "new", "metallb.universe.tf/allow-shared-ip": "k"}, selector={"a": "1"}
    )
    assert asking.of_service(wide).key == asking.Key("new", "")


def test_wanted_addresses() -> None:
    """By spec or by annotation, not by both; 0.11 does not know the annotation."""
    annotated = service({"metallb.universe.tf/loadBalancerIPs": "10.0.0.1, fd00::1"})
    assert [str(one) for one in asking.requested(annotated, annotated=True)] == ["10.0.0.1", "fd00::1"]
    assert asking.requested(annotated, annotated=False) == ()
    assert [str(one) for one in asking.requested(service(loadBalancerIP="10.0.0.9"), annotated=False)] == [
        "10.0.0.9"
    ]
    both = service({"metallb.io/loadBalancerIPs": "10.0.0.1"}, loadBalancerIP="10.0.0.1")
    with pytest.raises(ValueError, match="can not have both"):
        asking.requested(both, annotated=True)
    with pytest.raises(ValueError, match=r'^invalid spec.loadBalancerIP "nowhere"$'):
        asking.requested(service(loadBalancerIP="nowhere"), annotated=True)
    with pytest.raises(ValueError, match=r'^invalid metallb.io/loadBalancerIPs: "x"$'):
        asking.requested(service({"metallb.io/loadBalancerIPs": "x"}), annotated=True)
