"""ipam show, release and configure (calicoctl/calicoctl/commands/ipam)."""

import ipaddress
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tutor.lab.calico import kinds, objects
from tutor.lab.calico.calicoctl import api, blocks, catalogue, fault, options, screen, store, tables

Object = dict[str, Any]

SHOW = options.grammar("ip config", "show-blocks show-borrowed show-configuration", "c=config")
RELEASE = options.grammar("ip from-report config", "force", "c=config")
CONFIGURE = options.grammar("strictaffinity max-blocks-per-host config", "", "c=config")

USAGE = ("GROUPING", "CIDR", "IPS TOTAL", "IPS IN USE", "IPS FREE")
_BORROWED = ("IP", "BORROWING-NODE", "BLOCK", "BLOCK OWNER", "TYPE", "ALLOCATED-TO")
_TRUTH = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}


def show(given: options.Options, calico: Callable[[], store.Store]) -> None:
    """Print how much of the pools is in use, or more of one thing. Raises Fault."""
    if "ip" in given.values:
        address = _address(given.value("ip"))
        screen.block(describe(address, _blocks(calico())))
    elif "show-borrowed" in given.flags and "show-blocks" not in given.flags:
        screen.block(tables.box(_BORROWED, list(borrowed(_blocks(calico())))))
    elif "show-configuration" in given.flags and "show-blocks" not in given.flags:
        screen.block(tables.box(("PROPERTY", "VALUE"), configuration(_config(calico()))))
    else:
        opened = calico()
        pools = opened.every(catalogue.IP_POOL)[0]
        rows = usage(pools, _blocks(opened), each="show-blocks" in given.flags)
        screen.block(tables.box(USAGE, list(rows)))


def usage(pools: Sequence[Object], found: Sequence[Object], *, each: bool) -> Iterator[tuple[str, ...]]:
    """The rows of pools, and of their blocks; blocks of no pool come last, without one."""
    left = list(found)
    for pool in pools:
        cidr = pool["spec"]["cidr"]
        mine = [block for block in left if blocks.inside(block["spec"]["cidr"], cidr)]
        left = [block for block in left if block not in mine]
        used = sum(blocks.usage(block)[1] for block in mine)
        yield row("IP Pool", cidr, ipaddress.ip_network(cidr).num_addresses, used)
        if each:
            yield from (row("Block", block["spec"]["cidr"], *blocks.usage(block)) for block in mine)
    if each:
        yield from (row("Block", block["spec"]["cidr"], *blocks.usage(block)) for block in left)


def row(grouping: str, cidr: str, total: int, used: int) -> tuple[str, ...]:
    """One row: counts, and their shares of the whole."""
    return (
        grouping,
        cidr,
        tables.figure(total),
        tables.share(used, total),
        tables.share(total - used, total),
    )


def describe(address: str, found: Sequence[Object]) -> str:
    """Whether an address is in use, and what is told of it."""
    for block in found:
        for one in blocks.allocations(block):
            if one.address == address:
                notes = [f"  {key}: {one.attributes[key]}" for key in sorted(one.attributes)]
                head = [f"IP {address} is in use", "Attributes:" if notes else "No attributes defined"]
                return "\n".join([*head, *notes, ""])
    return f"{address} is not assigned\n"


def borrowed(found: Sequence[Object]) -> Iterator[tuple[str, ...]]:
    """Addresses that nodes have of others' blocks."""
    for block in found:
        for one in blocks.allocations(block):
            node = one.attributes.get("node", "")
            if node and node != one.affinity:
                pod = one.attributes.get("pod")
                kind = "pod" if pod else one.attributes.get("type", "")
                to = f"{one.attributes.get('namespace', '')}/{pod}" if pod else ""
                yield one.address, node, one.block, one.affinity, kind, to


def configuration(spec: Object) -> list[tuple[str, str]]:
    """The rows of the IPAM configuration, by the names of Calico's own fields."""
    return [
        ("StrictAffinity", catalogue.go(spec.get("strictAffinity", False))),
        ("AutoAllocateBlocks", catalogue.go(spec.get("autoAllocateBlocks", True))),
        ("MaxBlocksPerHost", str(spec.get("maxBlocksPerHost") or 0)),
    ]


def release(given: options.Options, calico: Callable[[], store.Store]) -> None:
    """Give one address back, whoever may still use it. Raises Fault."""
    if "from-report" in given.values:
        raise fault.Fault("reports of ipam check are not part of the lab's calicoctl: use --ip")
    if "ip" not in given.values:
        return
    address, opened = _address(given.value("ip")), calico()
    for block in _blocks(opened):
        if any(one.address == address for one in blocks.allocations(block)):
            path = kinds.IPAM_BLOCK.resource.path("", block["metadata"]["name"])
            try:
                opened.kubernetes.request("PUT", path, blocks.released(block, address))
            except api.Refused as error:
                raise fault.Fault(f"error: {error.message}") from error
            screen.line(f"Successfully released IP address {address}")
            return
    raise fault.Fault(f"IP address {address} is not assigned")


def configure(given: options.Options, calico: Callable[[], store.Store]) -> None:
    """Change the IPAM configuration. Raises Fault."""
    changes: Object = {}
    if "strictaffinity" in given.values:
        strict = _TRUTH.get(given.value("strictaffinity").lower())
        if strict is None:
            raise fault.Fault("Invalid value. Use true or false to set strictaffinity")
        changes["strictAffinity"] = strict
    if "max-blocks-per-host" in given.values:
        if not given.value("max-blocks-per-host").isdecimal():
            raise fault.Fault("Invalid value for maxblockhost. Use a valid number")
        changes["maxBlocksPerHost"] = int(given.value("max-blocks-per-host"))
    if not changes:
        raise fault.Fault("At least one configuration option must be specified")
    path = kinds.IPAM_CONFIG.resource.path("", objects.CONFIG_NAME)
    patch = {"spec": changes}
    try:
        calico().kubernetes.request("PATCH", path, patch, content_type=api.MERGE_PATCH)
    except api.Refused as error:
        raise fault.Fault(f"Error: {error.message}") from error
    for field, value in changes.items():
        screen.line(f"Successfully set {field[0].upper()}{field[1:]} to: {catalogue.go(value)}")


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise fault.Fault("Error executing command: invalid IP address specified") from None


def _blocks(opened: store.Store) -> list[Object]:
    return _items(opened, kinds.IPAM_BLOCK)


def _items(opened: store.Store, kind: kinds.Kind) -> list[Object]:
    try:
        found: list[Object] = opened.kubernetes.list(kind.resource)["items"]
    except api.Refused as error:
        raise fault.Fault(error.message) from error
    return found


def _config(opened: store.Store) -> Object:
    found = _items(opened, kinds.IPAM_CONFIG)
    spec: Object = found[0]["spec"] if found else {}
    return spec
