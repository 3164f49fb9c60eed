"""ipam check: whether IPAM's objects agree with pods and nodes (calicoctl/calicoctl/commands/ipam/check.go)."""

import collections
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from tutor.lab.calico import kinds
from tutor.lab.calico.calicoctl import api, blocks, catalogue, fault, options, screen, store

Object = dict[str, Any]

CHECK = options.grammar("config output kubeconfig", "show-all-ips show-problem-ips", "c=config o=output")
_MOST = 20


def check(given: options.Options, calico: Callable[[], store.Store]) -> None:
    """Print the account of the check; what is not right is counted, and no error. Raises Fault."""
    opened = calico()
    every = "show-all-ips" in given.flags
    try:
        held = opened.kubernetes.list(kinds.IPAM_BLOCK.resource)["items"]
        handles = opened.kubernetes.list(kinds.IPAM_HANDLE.resource)["items"]
    except api.Refused as error:
        raise fault.Fault(f"failed to list IPAM blocks: {error.message}") from error
    lines = report(
        held,
        [handle["spec"]["handleID"] for handle in handles],
        [
            pool["spec"]["cidr"]
            for pool in opened.every(catalogue.IP_POOL)[0]
            if not pool["spec"].get("disabled")
        ],
        list(_users(opened.every(catalogue.NODE)[0], opened.every(catalogue.ENDPOINT)[0])),
        every=every,
        problems=every or "show-problem-ips" in given.flags,
    )
    screen.line("\n".join(lines))


def _users(nodes: Iterable[Object], endpoints: Iterable[Object]) -> Iterator[tuple[str, str]]:
    """(address, who has it) of tunnels and pods."""
    for node in nodes:
        if tunnel := node["spec"].get("ipv4VXLANTunnelAddr"):
            yield tunnel, f"Node({node['metadata']['name']})"
    for endpoint in endpoints:
        meta = endpoint["metadata"]
        for network in endpoint["spec"]["ipNetworks"]:
            yield network.partition("/")[0], f"Workload({meta['namespace']}/{meta['name']})"


def report(
    held: Sequence[Object],
    handles: Sequence[str],
    pools: Sequence[str],
    users: Sequence[tuple[str, str]],
    *,
    every: bool,
    problems: bool,
) -> Iterator[str]:
    """The lines of the check."""
    found = {one.address: one for block in held for one in blocks.allocations(block)}
    yield from ("Checking IPAM for inconsistencies...", "")
    yield from _loaded(held, found, pools, users, every=every)
    yield from _by_node(found.values())
    used = {address for address, _ in users}
    leaked = [one for address, one in found.items() if address not in used]
    lost = [(address, who) for address, who in users if address not in found]
    outside = [one for one in lost if not any(blocks.inside(one[0], pool) for pool in pools)]
    bare = [one for one in lost if one not in outside]
    yield "Scanning for IPs that are allocated but not actually in use..."
    if problems:
        yield from (f"  {one.address} leaked; attrs {_attributes(one)}" for one in leaked)
    yield f"Found {len(leaked)} IPs that are allocated in IPAM but not actually in use."
    yield "Scanning for IPs that are in use by a workload or node but not allocated in IPAM..."
    if problems:
        yield from (f"  {address} in use by {who} is not in any active IP pool." for address, who in outside)
        text = "and in active IPAM pool but has no IPAM allocation."
        yield from (f"  {address} in use by {who} {text}" for address, who in bare)
    yield f"Found {len(outside)} in-use IPs that are not in active IP pools."
    yield f"Found {len(bare)} in-use IPs that are in active IP pools but have no corresponding IPAM allocation."
    yield ""
    known = {one.handle for one in found.values()}
    idle, missing = [one for one in handles if one not in known], known - set(handles)
    yield "Scanning for IPAM handles with no matching IPs..."
    yield f"Found {len(idle)} handles with no matching IPs (and {len(handles) - len(idle)} handles with matches)."
    yield "Scanning for IPs with missing handle..."
    yield f"Found {len(missing)} handles mentioned in blocks with no matching handle resource."
    wrong = len(leaked) + len(outside) + len(bare) + len(idle) + len(missing)
    yield f"Check complete; found {wrong} problems."


def _loaded(
    held: Sequence[Object],
    found: dict[str, blocks.Allocation],
    pools: Sequence[str],
    users: Sequence[tuple[str, str]],
    *,
    every: bool,
) -> Iterator[str]:
    yield "Loading all IPAM blocks..."
    yield f"Found {len(held)} IPAM blocks."
    for block in held:
        yield f" IPAM block {block['spec']['cidr']} affinity={block['spec'].get('affinity') or '<none>'}:"
        if every:
            yield from (
                f"  {one.address} allocated; attrs {_attributes(one)}" for one in blocks.allocations(block)
            )
    yield from (f"IPAM blocks record {len(found)} allocations.", "")
    yield "Loading all IPAM pools..."
    yield from (f"  {pool}" for pool in pools)
    yield from (f"Found {len(pools)} active IP pools.", "")
    nodes = [one for one in users if one[1].startswith("Node(")]
    work = [one for one in users if one not in nodes]
    for title, part, kind in (
        ("Loading all nodes.", nodes, "node tunnel"),
        ("Loading all workload endpoints.", work, "workload"),
    ):
        yield title
        if every:
            yield from (f"  {address} belongs to {who}" for address, who in part)
        yield f"Found {len(part)} {kind} IPs."
        if part is work:
            yield f"Workloads and nodes are using {len({address for address, _ in users})} IPs."
        yield ""


def _by_node(found: Iterable[blocks.Allocation]) -> Iterator[str]:
    count = collections.Counter(one.attributes.get("node", "<unknown>") for one in found)
    yield "Loading all handles"
    yield f"Looking for top (up to {_MOST}) nodes by allocations..."
    most = count.most_common(_MOST)
    yield from (f"  {node} has {number} allocations" for node, number in most)
    if most:
        median = statistics.median_high(count.values())
        yield f"Node with most allocations has {most[0][1]}; median is {median}"
    yield ""


def _attributes(one: blocks.Allocation) -> str:
    extra = ",".join(f"{key}={one.attributes[key]}" for key in sorted(one.attributes))
    return f"Main:{one.handle or '<none>'} Extra:{extra}"
