"""Cluster addresses and node ports of Services (kubernetes: pkg/registry/core/service/storage/alloc.go).

What is taken is read from the stored Services, so nothing has to be kept in step or given back.
"""

import ipaddress
import random
from typing import Any

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import field

Object = dict[str, Any]

HEADLESS = "None"
_WITH_NODE_PORTS = ("NodePort", "LoadBalancer")
_OF_LOAD_BALANCERS = ("allocateLoadBalancerNodePorts", "loadBalancerClass")


def prepare_create(obj: Object, _: kind.Situation) -> None:
    """clusterIP and clusterIPs say the same; an empty load balancer's status."""
    obj["status"] = {"loadBalancer": {}}
    spec = obj["spec"]
    if spec.get("clusterIP") and not spec.get("clusterIPs"):
        spec["clusterIPs"] = [spec["clusterIP"]]
    elif spec.get("clusterIPs") and not spec.get("clusterIP"):
        spec["clusterIP"] = spec["clusterIPs"][0]


def prepare_update(new: Object, old: Object, _: kind.Situation) -> None:
    """Carry over what was allocated, unless the type has no use for it any more."""
    spec, before = new["spec"], old["spec"]
    if spec["type"] == "ExternalName":
        for key in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
            if spec.get(key) == before.get(key):
                spec.pop(key, None)
        return
    for key in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
        if not spec.get(key) and key in before:
            spec[key] = before[key]
    if spec.get("clusterIP") != before.get("clusterIP") and spec.get("clusterIPs") == before.get(
        "clusterIPs"
    ):
        spec["clusterIPs"] = [spec["clusterIP"]] if spec.get("clusterIP") else []
    if spec["type"] != "LoadBalancer":
        _drop(spec, before, _OF_LOAD_BALANCERS)
    if spec["type"] not in _WITH_NODE_PORTS:
        _drop_node_ports(spec, before)
        return
    _keep_node_ports(spec, before)


def _keep_node_ports(spec: Object, before: Object) -> None:
    """A port that names no node port keeps the one it had."""
    known = {
        (port.get("protocol"), port.get("port")): port.get("nodePort") for port in before.get("ports") or ()
    }
    for port in spec.get("ports") or ():
        if not port.get("nodePort") and (found := known.get((port.get("protocol"), port.get("port")))):
            port["nodePort"] = found
    if not _checks_health(spec):
        if spec.get("healthCheckNodePort") == before.get("healthCheckNodePort"):
            spec.pop("healthCheckNodePort", None)
    elif "healthCheckNodePort" in before:
        spec.setdefault("healthCheckNodePort", before["healthCheckNodePort"])


def _checks_health(spec: Object) -> bool:
    """Whether load balancers must be able to ask a node if it has an endpoint of its own."""
    return spec.get("type") == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"


def _drop_node_ports(spec: Object, before: Object) -> None:
    """A Service that becomes internal loses the node ports that it kept from before."""
    if before.get("type") not in _WITH_NODE_PORTS:
        return
    kept = {port.get("nodePort") for port in before.get("ports") or ()}
    for port in spec.get("ports") or ():
        if port.get("nodePort") in kept:
            port.pop("nodePort", None)
    _drop(spec, before, ("externalTrafficPolicy", "healthCheckNodePort"))


def _drop(spec: Object, before: Object, keys: tuple[str, ...]) -> None:
    """Take away what the new type has no use for, unless the change itself set it."""
    for key in keys:
        if spec.get(key) == before.get(key):
            spec.pop(key, None)


def allocate(obj: Object, old: Object | None, situation: kind.Situation, errors: field.Errors) -> None:
    """Give the Service its address and its node ports."""
    spec = obj["spec"]
    if spec["type"] == "ExternalName":
        return
    _families(spec)
    if old is None or old["spec"].get("clusterIP") != spec.get("clusterIP") or not spec.get("clusterIP"):
        _address(obj, situation, errors)
    if spec["type"] in _WITH_NODE_PORTS and spec.get("allocateLoadBalancerNodePorts", True):
        _node_ports(obj, situation, errors)
    if _checks_health(spec) and not spec.get("healthCheckNodePort"):
        spec["healthCheckNodePort"] = _free_port(*situation.node_port_range, _numbers(obj, situation))


def _families(spec: Object) -> None:
    spec.setdefault("ipFamilies", ["IPv4"])
    spec.setdefault("ipFamilyPolicy", "SingleStack")


def _taken(situation: kind.Situation, uid: str) -> list[Object]:
    return [one["spec"] for one in situation.objects("", "services") if one["metadata"]["uid"] != uid]


def _address(obj: Object, situation: kind.Situation, errors: field.Errors) -> None:
    spec, wanted = obj["spec"], obj["spec"].get("clusterIP")
    if wanted == HEADLESS:
        spec["clusterIPs"] = [HEADLESS]
        return
    network = ipaddress.ip_network(situation.service_cidr)
    used = {one.get("clusterIP") for one in _taken(situation, obj["metadata"]["uid"])}
    if wanted:
        words = ""
        if ipaddress.ip_address(wanted) not in network:
            words = "the provided network does not match the current range"
        elif wanted in used:
            words = "provided IP is already allocated"
        if words:
            errors.invalid("spec.clusterIPs", [wanted], f"failed to allocate IP {wanted}: {words}")
        return
    spec["clusterIP"] = _free_address(network, used)
    spec["clusterIPs"] = [spec["clusterIP"]]


def _free_address(network: ipaddress.IPv4Network | ipaddress.IPv6Network, used: set[Any]) -> str:
    """A random free address above the part that is kept for addresses that people choose."""
    # Addresses below min(max(16, size/16), 256) are handed out last (KEP-3070).
    reserved = min(max(16, network.num_addresses // 16), 256)
    while True:
        found = str(network[random.randrange(reserved, network.num_addresses - 1)])
        if found not in used:
            return found


def _node_ports(obj: Object, situation: kind.Situation, errors: field.Errors) -> None:
    first, last = situation.node_port_range
    others = _taken(situation, obj["metadata"]["uid"])
    used = {(port.get("protocol"), port.get("nodePort")) for one in others for port in one.get("ports") or ()}
    numbers = _numbers(obj, situation)
    for index, port in enumerate(obj["spec"].get("ports") or ()):
        wanted, path = port.get("nodePort"), f"spec.ports[{index}].nodePort"
        if wanted and not first <= wanted <= last:
            words = f"provided port is not in the valid range. The range of valid ports is {first}-{last}"
            errors.invalid(path, wanted, words)
        elif wanted and (port.get("protocol"), wanted) in used:
            errors.invalid(path, wanted, "provided port is already allocated")
        elif not wanted:
            port["nodePort"] = _free_port(first, last, numbers)
            numbers.add(port["nodePort"])


def _numbers(obj: Object, situation: kind.Situation) -> set[Any]:
    """Every node port that some Service has, the health checks' included."""
    specs = [*_taken(situation, obj["metadata"]["uid"]), obj["spec"]]
    found = {port.get("nodePort") for one in specs for port in one.get("ports") or ()}
    return found | {one.get("healthCheckNodePort") for one in specs}


def _free_port(first: int, last: int, used: set[Any]) -> int:
    while True:
        found = random.randint(first + min(max(16, (last - first) // 32), 128), last)
        if found not in used:
            return found
