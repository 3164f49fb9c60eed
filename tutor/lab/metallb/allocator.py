"""Which address a service gets (MetalLB: internal/allocator/allocator.go). It knows no API: state in, state out.

Where MetalLB walks pools in the random order of a Go map, this takes them in the order of the configuration. Within
a pool, networks go in order, and addresses ascend from the first one.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from tutor.lab.metallb import asking, model, pooling


class Refused(Exception):  # noqa: N818 - reads as what it says
    """The service cannot have it; the message says why in MetalLB's words."""


@dataclasses.dataclass(frozen=True)
class Allocation:
    """What one service has."""

    pool: str
    addresses: tuple[model.Address, ...]
    ports: tuple[asking.Port, ...]
    key: asking.Key


class Allocator:
    """Who has which address. `listed` words addresses as lists, as MetalLB does since 0.12."""

    def __init__(self, *, listed: bool = True) -> None:
        self._listed = listed
        self._pools: Mapping[str, model.Pool] = {}
        self._allocated: dict[str, Allocation] = {}
        self._users: dict[model.Address, set[str]] = {}

    def set_pools(self, pools: Mapping[str, model.Pool], *, evict: bool) -> None:
        """Take other pools. A service whose address is in none of them loses it when `evict`, else raises Refused."""
        moved = {name: pooling.pool_for(pools, had.addresses) for name, had in self._allocated.items()}
        for service, pool in moved.items():
            if pool is None and not evict:
                what = f'service "{service}" cannot own {self._shown(self._allocated[service].addresses)}'
                raise Refused(f"new config not compatible with assigned IPs: {what} under new config")
        self._pools = dict(pools)
        for service, pool in moved.items():
            had = self._allocated[service]
            if pool is None:
                self.release(service)
            elif pool.name != had.pool:
                self._allocated[service] = dataclasses.replace(had, pool=pool.name)

    def assign(self, request: asking.Request, addresses: Sequence[model.Address]) -> None:
        """Give these very addresses, in place of what the service has. Raises Refused and changes nothing."""
        pool = pooling.pool_for(self._pools, addresses)
        if pool is None:
            raise Refused(f"{self._shown(addresses)} is not allowed in config")
        if not pooling.allowed(pool, request):
            raise Refused(f"pool {pool.name} not compatible for ip assignment")
        if len(addresses) > 2:
            raise Refused(f"more than two addresses {self._shown(addresses)}")
        if len(addresses) == 2 and addresses[0].version == addresses[1].version:
            raise Refused(f'"{addresses[0]}" "{addresses[1]}" has the same family')
        for address in addresses:
            self._check_shared(request, address)
        self.release(request.service)
        self._allocated[request.service] = Allocation(pool.name, tuple(addresses), request.ports, request.key)
        for address in addresses:
            self._users.setdefault(address, set()).add(request.service)

    def release(self, service: str) -> bool:
        """Take back what the service has; whether it had anything."""
        had = self._allocated.pop(service, None)
        for address in had.addresses if had is not None else ():
            self._users[address].discard(service)
            if not self._users[address]:
                del self._users[address]
        return had is not None

    def allocate(self, request: asking.Request) -> tuple[model.Address, ...]:
        """What it has, or free addresses of any pool that gives them unasked. Raises Refused."""
        if request.service in self._allocated:
            return self._again(request)
        for pool in pooling.candidates(self._pools, request):
            found = self._free(pool, request)
            if found:
                self.assign(request, found)
                return found
        raise Refused("no available IPs")

    def allocate_from(self, request: asking.Request, name: str) -> tuple[model.Address, ...]:
        """The same from the pool of that name. Raises Refused."""
        if request.service in self._allocated:
            return self._again(request)
        pool = self._pools.get(name)
        if pool is None:
            raise Refused(f'unknown pool "{name}"')
        found = self._free(pool, request)
        if not found:
            family = "dual" if len(request.families) > 1 else f"ipv{request.families[0]}"
            told = f" for {family} IPFamily" if self._listed else ""
            raise Refused(f'no available IPs in pool "{name}"{told}')
        self.assign(request, found)
        return found

    def addresses(self, service: str) -> tuple[model.Address, ...]:
        """What the service has; nothing when it has none."""
        had = self._allocated.get(service)
        return had.addresses if had is not None else ()

    def pool(self, service: str) -> str:
        """The pool that the service's addresses come from; empty when it has none."""
        had = self._allocated.get(service)
        return had.pool if had is not None else ""

    def key(self, service: str) -> asking.Key | None:
        """The key under which the service has its addresses."""
        had = self._allocated.get(service)
        return had.key if had is not None else None

    def in_use(self) -> dict[str, int]:
        """Addresses that services have, by pool; shared ones count once."""
        used: dict[str, set[model.Address]] = {name: set() for name in self._pools}
        for had in self._allocated.values():
            used.setdefault(had.pool, set()).update(had.addresses)
        return {name: len(addresses) for name, addresses in used.items()}

    def _again(self, request: asking.Request) -> tuple[model.Address, ...]:
        had = self._allocated[request.service].addresses
        if sorted(one.version for one in had) != sorted(request.families):
            raise Refused(f"IP for wrong family assigned {self._shown(had)}")
        self.assign(request, had)
        return had

    def _free(self, pool: model.Pool, request: asking.Request) -> tuple[model.Address, ...]:
        """The first free address of each family that is asked for; nothing when one of them has none."""
        found = [self._first_free(pool, request, family) for family in request.families]
        return tuple(one for one in found if one is not None) if None not in found else ()

    def _first_free(self, pool: model.Pool, request: asking.Request, version: int) -> model.Address | None:
        for address in pooling.usable(pool, version):
            try:
                self._check_shared(request, address)
            except Refused:
                continue
            return address
        return None

    def _check_shared(self, request: asking.Request, address: model.Address) -> None:
        others = sorted(self._users.get(address, set()) - {request.service})
        if not others:
            return
        if not sharable(self._allocated[others[0]].key, request.key):
            what = f'can\'t change sharing key for "{request.service}", address also in use by'
            raise Refused(f"{what} {','.join(others)}")
        taken = {port for other in others for port in self._allocated[other].ports}
        for port in request.ports:
            if port in taken:
                raise Refused(f'port {port} is already in use on "{address}"')

    def _shown(self, addresses: Iterable[model.Address]) -> str:
        quoted = " ".join(f'"{address}"' for address in addresses)
        return f"[{quoted}]" if self._listed else quoted


def sharable(one: asking.Key, other: asking.Key) -> bool:
    """Whether services with these keys may have one address together."""
    return bool(one.sharing) and one == other
