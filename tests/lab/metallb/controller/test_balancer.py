"""One service and its address."""

import ipaddress
import json
from typing import Any

import pytest

from tutor.lab.metallb import allocator, log, model
from tutor.lab.metallb.controller import balancer, wording

FROM_POOL = "metallb.io/ip-allocated-from-pool"


def pool(name: str, cidr: str, **more: Any) -> model.Pool:
    """A pool of one network."""
    return model.Pool(name, (ipaddress.ip_network(cidr),), **more)


class World:
    """A controller's mind without an API; what it tells is kept."""

    def __init__(self, *, modern: bool, pools: tuple[model.Pool, ...]) -> None:
        manner = wording.Manner(modern=modern)
        self.pools = {one.name: one for one in pools}
        self.given = allocator.Allocator(listed=modern)
        self.given.set_pools(self.pools, evict=modern)
        self.events: list[tuple[str, str]] = []
        self._balancer = balancer.Balancer(manner, self.given, self._tell)

    def _tell(self, service: dict[str, Any], reason: str, message: str, *, warning: bool = False) -> None:
        assert warning is (reason == "AllocationFailed")
        self.events.append((reason, message))

    def converge(self, service: dict[str, Any]) -> str:
        """Bring it to its address, and say which."""
        self._balancer.converge(service, self.pools, log.Log())
        return ",".join(str(one) for one in balancer.addresses(service))


def service(
    name: str = "web", had: str = "", annotations: dict[str, str] | None = None, **spec: Any
) -> dict[str, Any]:
    """A service of type LoadBalancer."""
    status = {"loadBalancer": {"ingress": [{"ip": had, "ipMode": "VIP"}]} if had else {}}
    whole = {"type": "LoadBalancer", "clusterIP": "10.96.0.9", "ports": [{"port": 80}], **spec}
    meta = {"namespace": "default", "name": name, "annotations": dict(annotations or {})}
    return {"metadata": meta, "spec": whole, "status": status}


def old(*pools: model.Pool) -> World:
    """v0.11."""
    return World(modern=False, pools=pools or (pool("p", "10.0.0.0/30"),))


def new(*pools: model.Pool) -> World:
    """v0.14."""
    return World(modern=True, pools=pools)


def test_an_address_is_given_and_told() -> None:
    """In the words of each release; the newer one notes the pool."""
    world, one = old(), service()
    assert world.converge(one) == "10.0.0.0"
    assert world.events == [("IPAllocated", 'Assigned IP "10.0.0.0"')]
    assert one["metadata"]["annotations"] == {}
    world, one = new(pool("p", "10.0.0.0/30")), service()
    assert world.converge(one) == "10.0.0.0"
    assert world.events == [("IPAllocated", 'Assigned IP ["10.0.0.0"]')]
    assert one["metadata"]["annotations"] == {FROM_POOL: "p"}


def test_an_address_is_kept() -> None:
    """Nothing changes and nothing is told when all is well, after a restart too."""
    world, one = old(), service(had="10.0.0.2")
    before = json.dumps(one)
    assert world.converge(one) == "10.0.0.2"
    assert (json.dumps(one), world.events) == (before, [])
    assert world.converge(service("other")) == "10.0.0.0"


def test_an_address_outside_of_all_pools_is_replaced() -> None:
    """The newer release tells so."""
    world = old()
    assert world.converge(service(had="192.168.0.1")) == "10.0.0.0"
    world = new(pool("p", "10.0.0.0/30"))
    assert world.converge(service(had="192.168.0.1")) == "10.0.0.0"
    what = 'current IP for "default/web" not allowed by config, will attempt for new IP assignment'
    assert world.events[0] == ("ClearAssignment", f'{what}: ["192.168.0.1"] is not allowed in config')


def test_a_service_that_ceases_to_be_a_load_balancer_gives_its_address_back() -> None:
    """So does one that has lost its cluster IP."""
    world = old()
    assert world.converge(service()) == "10.0.0.0"
    assert world.converge(service(had="10.0.0.0", type="ClusterIP")) == ""
    assert world.given.addresses("default/web") == ()
    assert world.converge(service()) == "10.0.0.0"
    assert world.converge(service(had="10.0.0.0", clusterIP="")) == ""
    assert world.given.in_use() == {"p": 0}


def test_exhausted_pools_are_a_warning() -> None:
    """The status stays empty."""
    world = old(pool("p", "10.0.0.0/32"))
    assert world.converge(service()) == "10.0.0.0"
    assert world.converge(service("late")) == ""
    assert world.events[-1] == (
        "AllocationFailed",
        'Failed to allocate IP for "default/late": no available IPs',
    )


@pytest.mark.parametrize("modern", [False, True])
def test_an_address_may_be_asked_for(modern: bool) -> None:
    """When it is another than the present one, the present one goes."""
    world = World(modern=modern, pools=(pool("p", "10.0.0.0/30"),))
    assert world.converge(service(had="10.0.0.0", loadBalancerIP="10.0.0.3")) == "10.0.0.3"
    assert world.converge(service("b", loadBalancerIP="172.16.0.1")) == ""
    assert world.converge(service("c", loadBalancerIP="fd00::1")) == ""
    assert [reason for reason, _ in world.events[1:]] == ["AllocationFailed"] * 2


def test_a_pool_may_be_asked_for() -> None:
    """Also one that gives nothing unasked; a wish for an address of another pool is refused."""
    world = new(pool("p", "10.0.0.0/30"), pool("q", "10.0.1.0/30", auto_assign=False))
    wish = {"metallb.universe.tf/address-pool": "q"}
    assert world.converge(service(had="10.0.0.0", annotations=wish)) == "10.0.1.0"
    assert world.converge(service("b", annotations={**wish, "metallb.io/loadBalancerIPs": "10.0.0.1"})) == ""
    what = 'requested loadBalancer IP(s) ["10.0.0.1"] is not compatible with requested address pool q'
    assert world.events[-1] == ("AllocationFailed", f'Failed to allocate IP for "default/b": {what}')
    assert world.given.in_use() == {"p": 0, "q": 1}


def test_without_pools_the_newer_release_clears() -> None:
    """And says nothing to the service."""
    world, one = new(), service(had="10.0.0.0", annotations={FROM_POOL: "gone"})
    assert world.converge(one) == ""
    assert (world.events, one["metadata"]["annotations"]) == ([], {})
