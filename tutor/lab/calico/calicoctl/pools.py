"""What an IPPool must be before it is written (libcalico-go lib/clientv3/ippool.go). Pure."""

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Any

from tutor.lab.calico import objects
from tutor.lab.calico.calicoctl import fault

Object = dict[str, Any]

_SMALLEST, _LARGEST = 20, 32
_LINK_LOCAL = ipaddress.IPv4Network("169.254.0.0/16")


def checked(pool: Object, others: Iterable[Object], old: Object | None = None) -> Object:
    """The pool with defaults for what it does not say, its CIDR normalized. Raises Fault with all that is wrong."""
    spec = {
        "allowedUses": ["Workload", "Tunnel"],
        "blockSize": objects.DEFAULT_BLOCK_SIZE,
        "ipipMode": "Never",
        "nodeSelector": "all()",
        "vxlanMode": "Never",
        **{key: value for key, value in (pool.get("spec") or {}).items() if value not in (None, "")},
    }
    written = _written(spec.get("cidr", ""))
    spec["cidr"] = str(written.network)
    faults = [*_unchanged(spec, old["spec"] if old else None), *_sizes(spec, written.network)]
    faults += _overlaps(pool["metadata"]["name"], written.network, others) if old is None else []
    if "Never" not in (spec["ipipMode"], spec["vxlanMode"]):
        words = "IPIPMode and VXLANMode cannot both be enabled on the same IP pool"
        faults.append(_fault("VXLANMode", spec["vxlanMode"], words))
    if written.ip != written.network.network_address:
        faults.append(_fault("CIDR", spec["cidr"], "IPPool CIDR is not strictly masked"))
    if written.network.overlaps(_LINK_LOCAL):
        words = f"IPPool CIDR overlaps with IPv4 Link Local range {_LINK_LOCAL}"
        faults.append(_fault("CIDR", spec["cidr"], words))
    _raise(faults)
    return {**pool, "spec": dict(sorted(spec.items()))}


def _written(cidr: str) -> ipaddress.IPv4Interface:
    if not cidr:
        raise fault.Fault("error with field IPPool.Spec.CIDR (IPPool CIDR must be specified)")
    try:
        if "/" not in cidr:
            raise ValueError(cidr)
        return ipaddress.IPv4Interface(cidr)
    except ValueError:
        words = _fault("CIDR", cidr, "IPPool CIDR must be a valid subnet")
        raise fault.Fault(f"error with field {words}") from None


def _unchanged(spec: Object, old: Object | None) -> Iterator[str]:
    if old is not None and spec["cidr"] != old["cidr"]:
        yield _fault("CIDR", spec["cidr"], "IPPool CIDR cannot be modified")
    if old is not None and spec["blockSize"] != old.get("blockSize", objects.DEFAULT_BLOCK_SIZE):
        yield _fault("BlockSize", spec["blockSize"], "IPPool BlockSize cannot be modified")


def _sizes(spec: Object, network: ipaddress.IPv4Network) -> Iterator[str]:
    if not _SMALLEST <= spec["blockSize"] <= _LARGEST:
        yield _fault("BlockSize", spec["blockSize"], "IPv4 block size must be between 20 and 32")
    if network.prefixlen > spec["blockSize"] and not spec.get("disabled"):
        words = "IP pool size is too small for use with Calico IPAM"
        least = "It must be equal to or greater than the block size"
        yield _fault("CIDR", spec["cidr"], f"{words}. {least}.")


def _overlaps(name: str, network: ipaddress.IPv4Network, others: Iterable[Object]) -> Iterator[str]:
    for other in others:
        cidr, called = other["spec"]["cidr"], other["metadata"]["name"]
        if called != name and ":" not in cidr and network.overlaps(ipaddress.IPv4Network(cidr)):
            yield _fault(
                "CIDR", str(network), f"IPPool({name}) CIDR overlaps with IPPool({called}) CIDR {cidr}"
            )


def _fault(field: str, value: object, why: str) -> str:
    return f"IPPool.Spec.{field} = '{value}' ({why})"


def _raise(faults: list[str]) -> None:
    """libcalico-go lib/errors: ErrorValidation."""
    if len(faults) == 1:
        raise fault.Fault(f"error with field {faults[0]}")
    if faults:
        raise fault.Fault("error with the following fields:\n" + "".join(f"-  {one}\n" for one in faults))
