"""What a pool has to give, and which pools a service is served from (MetalLB: internal/allocator). Pure."""

from collections.abc import Iterable, Iterator, Mapping

from tutor.lab.metallb import asking, model

ENORMOUS = 62
"""Host bits of a network that is taken to have (1 << 63) - 1 addresses, for it never runs out."""


def pool_for(pools: Mapping[str, model.Pool], addresses: Iterable[model.Address]) -> model.Pool | None:
    """The pool that has all of the addresses and may give them away."""
    wanted = tuple(addresses)
    return next((pool for pool in pools.values() if all(gives(pool, one) for one in wanted)), None)


def gives(pool: model.Pool, address: model.Address) -> bool:
    """Whether the address is the pool's, and not one that it avoids."""
    return pool.contains(address) and not (pool.avoid_buggy_ips and buggy(address))


def buggy(address: model.Address) -> bool:
    """An IPv4 address that ends in .0 or .255: some old routers drop what is sent there."""
    return address.version == asking.V4 and int(address) & 0xFF in (0x00, 0xFF)


def usable(pool: model.Pool, version: int) -> Iterator[model.Address]:
    """The pool's addresses of one family in the order in which they are given."""
    for cidr in pool.cidrs:
        if cidr.version == version:
            yield from (one for one in cidr if not (pool.avoid_buggy_ips and buggy(one)))


def allowed(pool: model.Pool, request: asking.Request) -> bool:
    """Whether the pool is for this service."""
    wanted = pool.allocation
    if wanted is None:
        return True
    if wanted.namespaces and request.namespace not in wanted.namespaces:
        return False
    return model.any_matches(wanted.service_selectors, request.labels)


def candidates(pools: Mapping[str, model.Pool], request: asking.Request) -> list[model.Pool]:
    """The pools to try for a service that names none: first those that are kept for it, by priority."""
    automatic = [pool for pool in pools.values() if pool.auto_assign]
    kept = [pool for pool in automatic if pool.allocation is not None and _kept_for(pool.allocation)]
    kept = [pool for pool in kept if allowed(pool, request)]
    kept.sort(key=_rank)
    return kept + [pool for pool in automatic if pool.allocation is None]


def _kept_for(allocation: model.Allocation) -> bool:
    return bool(allocation.namespaces or allocation.service_selectors)


def _rank(pool: model.Pool) -> tuple[bool, int]:
    priority = pool.allocation.priority if pool.allocation is not None else 0
    return priority == 0, priority


def capacity(pool: model.Pool) -> int:
    """How many addresses the pool can give."""
    total = 0
    for cidr in pool.cidrs:
        if cidr.max_prefixlen - cidr.prefixlen >= ENORMOUS:
            return (1 << 63) - 1
        total += cidr.num_addresses - (_avoided(cidr) if pool.avoid_buggy_ips else 0)
    return total


def _avoided(cidr: model.Network) -> int:
    """How many addresses of a network end in .0 or .255."""
    if cidr.version != asking.V4:
        return 0
    if cidr.prefixlen <= 24:
        return 2 << (24 - cidr.prefixlen)
    return len({one for one in (cidr[0], cidr[-1]) if buggy(one)})
