"""Ingresses, their classes, network policies, and the bookkeeping of service addresses."""

import datetime
from typing import Any

from tutor.lab.apiserver.tables import cells, columns, duration

Object = dict[str, Any]


def _hosts(rules: list[Object]) -> str:
    named = [rule["host"] for rule in rules[:3] if rule.get("host")]
    if not named:
        return "*"
    shown = ",".join(named)
    return f"{shown} + {len(rules) - 3} more..." if len(rules) > 3 else shown


def _ingress(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec = obj.get("spec", {})
    return [
        cells.name(obj),
        spec.get("ingressClassName") or cells.NONE,
        _hosts(spec.get("rules") or []),
        cells.load_balancer(obj),
        "80, 443" if spec.get("tls") else "80",
        duration.age(obj, now),
    ]


def _ingress_class(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec = obj.get("spec", {})
    parameters = spec.get("parameters") or {}
    shown = cells.NONE
    if parameters:
        group = parameters.get("apiGroup")
        kind = f"{parameters['kind']}.{group}" if group else parameters["kind"]
        shown = f"{kind}/{parameters['name']}"
    return [cells.name(obj), spec.get("controller", ""), shown, duration.age(obj, now)]


def _network_policy(obj: Object, now: datetime.datetime) -> columns.Cells:
    return [cells.name(obj), cells.selector(obj.get("spec", {}).get("podSelector")), duration.age(obj, now)]


def _service_cidr(obj: Object, now: datetime.datetime) -> columns.Cells:
    return [cells.name(obj), ",".join(obj.get("spec", {}).get("cidrs") or ()), duration.age(obj, now)]


def _ip_address(obj: Object, _now: datetime.datetime) -> columns.Cells:
    parent = obj.get("spec", {}).get("parentRef") or {}
    parts = [parent.get("resource", ""), parent.get("namespace", ""), parent.get("name", "")]
    resource = f"{parts[0]}.{parent['group']}" if parent.get("group") else parts[0]
    return [cells.name(obj), "/".join(part for part in (resource, *parts[1:]) if part)]


INGRESSES = columns.printer(
    (columns.NAME, *columns.text("Class", "Hosts", "Address", "Ports"), columns.AGE), _ingress
)
INGRESS_CLASSES = columns.printer(
    (columns.NAME, *columns.text("Controller", "Parameters"), columns.AGE), _ingress_class
)
NETWORK_POLICIES = columns.printer(
    (columns.NAME, *columns.text("Pod-Selector"), columns.AGE), _network_policy
)
SERVICE_CIDRS = columns.printer((columns.NAME, *columns.text("CIDRs"), columns.AGE), _service_cidr)
IP_ADDRESSES = columns.printer((columns.NAME, *columns.text("ParentRef")), _ip_address)
