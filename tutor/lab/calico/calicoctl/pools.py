"""What an IPPool must be before it is written (libcalico-go lib/clientv3/ippool.go). Pure."""

import ipaddress
from collections.abc import Iterable
from typing import Any

from tutor.lab.calico import objects
from tutor.lab.calico.calicoctl import fault

Object = dict[str, Any]

_SMALLEST, _LARGEST = 20, 32


def checked(pool: Object, others: Iterable[Object], old: Object | None = None) -> Object:
    """The pool with defaults for what it does not say. Raises Fault."""
    spec = {
        "allowedUses": ["Workload", "Tunnel"],
        "blockSize": objects.DEFAULT_BLOCK_SIZE,
        "ipipMode": "Never",
        "nodeSelector": "all()",
        "vxlanMode": "Never",
        **{key: value for key, value in (pool.get("spec") or {}).items() if value not in (None, "")},
    }
    network = _network(spec.get("cidr", ""))
    if old is not None:
        _unchanged(spec, old["spec"])
    if not _SMALLEST <= spec["blockSize"] <= _LARGEST or spec["blockSize"] < network.prefixlen:
        raise _bad(
            "BlockSize", spec["blockSize"], "block size must be between 20 and 32, and within the pool"
        )
    if "Never" not in (spec["ipipMode"], spec["vxlanMode"]):
        words = "IPIPMode and VXLANMode cannot both be enabled on the same IP pool"
        raise _bad("VXLANMode", spec["vxlanMode"], words)
    _apart(pool["metadata"]["name"], network, others)
    return {**pool, "spec": dict(sorted(spec.items()))}


def _network(cidr: str) -> ipaddress.IPv4Network:
    try:
        return ipaddress.IPv4Network(cidr)
    except ValueError:
        raise _bad("CIDR", cidr, "IPPool CIDR must be a valid subnet") from None


def _unchanged(spec: Object, old: Object) -> None:
    if spec["cidr"] != old["cidr"]:
        raise _bad("CIDR", spec["cidr"], "IPPool CIDR cannot be modified")
    if spec["blockSize"] != old.get("blockSize", objects.DEFAULT_BLOCK_SIZE):
        raise _bad("BlockSize", spec["blockSize"], "IPPool BlockSize cannot be modified")


def _apart(name: str, network: ipaddress.IPv4Network, others: Iterable[Object]) -> None:
    for other in others:
        cidr, called = other["spec"]["cidr"], other["metadata"]["name"]
        if called != name and ":" not in cidr and network.overlaps(ipaddress.IPv4Network(cidr)):
            words = f"IPPool({name}) CIDR overlaps with IPPool({called}) CIDR {cidr}"
            raise _bad("CIDR", str(network), words)


def _bad(field: str, value: object, why: str) -> fault.Fault:
    return fault.Fault(f"error with field IPPool.Spec.{field} = '{value}' ({why})")
