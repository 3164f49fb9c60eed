"""Addresses and node ports of Services."""

import ipaddress

import pytest

from tests.lab.apiserver import running
from tutor.lab.client import resources, rest


def _service(name: str, **spec: object) -> resources.Object:
    whole = {"selector": {"app": "x"}, "ports": [{"port": 80}], **spec}
    return {"metadata": {"name": name, "namespace": "lab"}, "spec": whole}


async def test_every_service_has_an_address_of_its_own(api: running.Api) -> None:
    """From the service CIDR, none twice, given back on deletion."""
    found = {
        (await api.client.create(resources.SERVICES, _service(f"s{number}")))["spec"]["clusterIP"]
        for number in range(20)
    }
    assert len(found) == 20
    assert all(ipaddress.ip_address(one) in ipaddress.ip_network("10.96.0.0/12") for one in found)
    taken = found.pop()
    with pytest.raises(rest.ApiError, match="provided IP is already allocated"):
        await api.client.create(resources.SERVICES, _service("t", clusterIP=taken))


async def test_headless_and_external_services_have_none(api: running.Api) -> None:
    """clusterIP None stays; an ExternalName has no address at all."""
    headless = await api.client.create(resources.SERVICES, _service("h", clusterIP="None"))
    assert headless["spec"]["clusterIPs"] == ["None"]
    outer = _service("e", type="ExternalName", externalName="example.com", ports=[])
    external = await api.client.create(resources.SERVICES, outer)
    assert "clusterIP" not in external["spec"]


async def test_node_ports_come_and_go_with_the_type(api: running.Api) -> None:
    """A NodePort Service keeps its port through updates, and loses it when it turns internal."""
    made = await api.client.create(resources.SERVICES, _service("n", type="NodePort"))
    port = made["spec"]["ports"][0]["nodePort"]
    assert 30000 <= port <= 32767
    assert made["spec"]["externalTrafficPolicy"] == "Cluster"
    patch = {"spec": {"ports": [{"port": 80, "targetPort": 8080}]}}
    changed = await api.client.patch(resources.SERVICES, "n", patch, "lab")
    assert changed["spec"]["ports"][0]["nodePort"] == port
    internal = await api.client.patch(resources.SERVICES, "n", {"spec": {"type": "ClusterIP"}}, "lab")
    assert "nodePort" not in internal["spec"]["ports"][0]
    assert "externalTrafficPolicy" not in internal["spec"]
    assert internal["spec"]["clusterIP"] == made["spec"]["clusterIP"]


async def test_a_node_port_must_be_free_and_in_range(api: running.Api) -> None:
    """The range is named; a port is taken for one protocol only."""
    chosen = [{"port": 80, "nodePort": 30080}]
    await api.client.create(resources.SERVICES, _service("a", type="NodePort", ports=chosen))
    with pytest.raises(rest.ApiError, match="provided port is already allocated"):
        await api.client.create(resources.SERVICES, _service("b", type="NodePort", ports=chosen))
    beyond = [{"port": 80, "nodePort": 40000}]
    with pytest.raises(rest.ApiError, match="The range of valid ports is 30000-32767"):
        await api.client.create(resources.SERVICES, _service("b", type="NodePort", ports=beyond))


async def test_the_address_stays(api: running.Api) -> None:
    """An update without one keeps it; an update with another is refused."""
    made = await api.client.create(resources.SERVICES, _service("s"))
    again = await api.client.update(resources.SERVICES, {**_service("s"), "metadata": made["metadata"]})
    assert again["spec"]["clusterIP"] == made["spec"]["clusterIP"]
    with pytest.raises(rest.ApiError, match="may not change once set"):
        await api.client.patch(
            resources.SERVICES,
            "s",
            {"spec": {"clusterIP": "10.96.77.7", "clusterIPs": ["10.96.77.7"]}},
            "lab",
        )


async def test_a_local_load_balancer_has_a_health_check(api: running.Api) -> None:
    """A node port of its own, which goes when the traffic policy changes."""
    local = _service("l", type="LoadBalancer", externalTrafficPolicy="Local")
    made = (await api.client.create(resources.SERVICES, local))["spec"]
    assert 30000 <= made["healthCheckNodePort"] <= 32767
    assert made["healthCheckNodePort"] != made["ports"][0]["nodePort"]
    patch = {"spec": {"externalTrafficPolicy": "Cluster"}}
    changed = (await api.client.patch(resources.SERVICES, "l", patch, "lab"))["spec"]
    assert "healthCheckNodePort" not in changed
    assert changed["ports"] == made["ports"]


@pytest.mark.parametrize("sort", ["NodePort", "ClusterIP"])
async def test_what_only_load_balancers_have_goes_with_the_type(api: running.Api, sort: str) -> None:
    """A patch of nothing but the type is accepted, as by the real server (strategy.go, dropTypeDependentFields)."""
    asked = _service(
        "l", type="LoadBalancer", externalTrafficPolicy="Local", loadBalancerClass="lab.test/one"
    )
    made = (await api.client.create(resources.SERVICES, asked))["spec"]
    assert made["allocateLoadBalancerNodePorts"]
    changed = (await api.client.patch(resources.SERVICES, "l", {"spec": {"type": sort}}, "lab"))["spec"]
    assert changed["type"] == sort
    gone = {"allocateLoadBalancerNodePorts", "loadBalancerClass", "healthCheckNodePort"}
    assert not gone & set(changed)
