"""Services and where their traffic goes: Endpoints and EndpointSlices."""

import datetime
import ipaddress
from typing import Any

from tutor.lab.apiserver.tables import cells, columns, duration

Object = dict[str, Any]


def _external(obj: Object) -> str:
    spec = obj.get("spec", {})
    kind = spec.get("type", "ClusterIP")
    if kind == "ExternalName":
        return str(spec.get("externalName", ""))
    fixed = ",".join(spec.get("externalIPs") or ())
    if kind != "LoadBalancer":
        return fixed or cells.NONE
    return ",".join(part for part in (cells.load_balancer(obj), fixed) if part) or "<pending>"


def _port(port: Object) -> str:
    number = f"{port['port']}:{port['nodePort']}" if port.get("nodePort") else port["port"]
    return f"{number}/{port.get('protocol', 'TCP')}"


def _service(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec = obj.get("spec", {})
    return [
        cells.name(obj),
        spec.get("type", ""),
        next(iter(spec.get("clusterIPs") or ()), "") or cells.NONE,
        _external(obj),
        ",".join(_port(port) for port in spec.get("ports") or ()) or cells.NONE,
        duration.age(obj, now),
        cells.labels(spec.get("selector")),
    ]


def _host_port(address: str, port: int) -> str:
    host = f"[{address}]" if ipaddress.ip_address(address).version == 6 else address
    return f"{host}:{port}"


def _targets(subset: Object) -> list[str]:
    addresses = [one["ip"] for one in subset.get("addresses") or ()]
    ports = subset.get("ports") or ()
    if not ports:
        return addresses
    return [_host_port(address, port["port"]) for port in ports for address in addresses]


def _endpoints(obj: Object, now: datetime.datetime) -> columns.Cells:
    subsets = obj.get("subsets") or ()
    targets = [target for subset in subsets for target in _targets(subset)]
    return [
        cells.name(obj),
        cells.first_three(targets, "" if subsets else cells.NONE),
        duration.age(obj, now),
    ]


def _slice(obj: Object, now: datetime.datetime) -> columns.Cells:
    ports = [str(port.get("port") or port.get("name") or "*") for port in obj.get("ports") or ()]
    addresses = [address for one in obj.get("endpoints") or () for address in one.get("addresses") or ()]
    return [
        cells.name(obj),
        obj.get("addressType", ""),
        cells.first_three(ports, cells.UNSET),
        cells.first_three(addresses, cells.UNSET),
        duration.age(obj, now),
    ]


SERVICES = columns.printer(
    (
        columns.NAME,
        *columns.text("Type", "Cluster-IP", "External-IP", "Port(s)"),
        columns.AGE,
        *columns.wide("Selector"),
    ),
    _service,
)
ENDPOINTS = columns.printer((columns.NAME, *columns.text("Endpoints"), columns.AGE), _endpoints)
ENDPOINT_SLICES = columns.printer(
    (columns.NAME, *columns.text("AddressType", "Ports", "Endpoints"), columns.AGE), _slice
)
