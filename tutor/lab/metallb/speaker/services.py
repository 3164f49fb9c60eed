"""Decides for each service whether this node announces it, and how (speaker/main.go, controller.SetBalancer)."""

import dataclasses
import ipaddress
from collections.abc import Callable, Mapping, Sequence

from tutor.lab.client import resources
from tutor.lab.metallb import log as log_
from tutor.lab.metallb import model, protocol
from tutor.lab.metallb.speaker import manner

Tell = Callable[[resources.Object, str, str], None]
"""Writes a Normal event about a service: reason and message."""


@dataclasses.dataclass(frozen=True)
class _Case:
    """A service that has an address of a pool."""

    name: str
    service: resources.Object
    slices: Sequence[resources.Object]
    address: model.Address
    pool: model.Pool


class Services:
    """Its calls must not overlap. `announced` maps (service, protocol) to the address, for the metrics."""

    def __init__(
        self,
        *,
        node: str,
        protocols: Mapping[str, protocol.Protocol],
        words: manner.Words,
        log: log_.Log,
        tell: Tell,
    ) -> None:
        self.announced: dict[tuple[str, str], model.Address] = {}
        self._node, self._protocols, self._words = node, protocols, words
        self._log, self._tell = log, tell
        self._config: model.Config | None = None
        self._addresses: dict[str, model.Address] = {}

    async def set_config(self, config: model.Config | None) -> bool:
        """Take up a configuration, unless it leaves an announced service without a pool; None is none at all."""
        if config is None:
            missing = "configuration is missing, MetalLB will not function"
            self._log.error(op="setConfig", error="no MetalLB configuration in cluster", msg=missing)
            return False
        for service, address in self._addresses.items():
            if config.pool_of(address) is None:
                told = {"op": "setConfig", "service": service, **self._words.address(address)}
                error = "service has no configuration under new config"
                self._log.error(caller=manner.REFUSED, **told, error=error, msg="new configuration rejected")
                return False
        for each in self._protocols.values():
            await each.set_config(config)
        self._config = config
        return True

    async def set_balancer(
        self, name: str, service: resources.Object | None, slices: Sequence[resources.Object]
    ) -> None:
        """Bring the announcement of a service up to date; None is one that has gone."""
        if service is None:
            await self._withdraw(name, "serviceDeleted")
        elif service["spec"].get("type") != "LoadBalancer":
            await self._withdraw(name, "notLoadBalancer")
        elif self._config is not None:
            await self._place(name, service, slices, self._config)

    async def _place(
        self,
        name: str,
        service: resources.Object,
        slices: Sequence[resources.Object],
        config: model.Config,
    ) -> None:
        address, reason = self._address(name, service)
        if address is None:
            await self._withdraw(name, reason)
            return
        pool = config.pool_of(address)
        if pool is None:
            log = self._log.having(service=name, **self._words.address(address))
            error = "assigned IP not allowed by config"
            log.error(op="setBalancer", error=error, msg="IP allocated by controller not allowed by config")
            await self._withdraw(name, "ipNotAllowed")
            return
        if self._addresses.get(name, address) != address:
            await self._withdraw(name, "loadBalancerIPChanged")
        case = _Case(name, service, slices, address, pool)
        wanted = self._words.protocols(pool)
        for by in self._announcing(name):
            if by not in wanted:
                await self._withdraw_from(name, by, "protocolChanged")
        for by in wanted:
            await self._announce(case, by)

    def _address(self, name: str, service: resources.Object) -> tuple[model.Address | None, str]:
        """The first address that the service has, or why there is none."""
        ingress = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
        if not ingress:
            return None, "noIPAllocated"
        text = str(ingress[0].get("ip", ""))
        try:
            return ipaddress.ip_address(text), ""
        except ValueError:
            told = {"op": "setBalancer", "service": name, "error": f'invalid LoadBalancer IP "{text}"'}
            self._log.error(caller=manner.INVALID, **told, msg="invalid IP allocated by controller")
            return None, "invalidIP"

    async def _announce(self, case: "_Case", by: str) -> None:
        handler = self._protocols[by]
        reason = handler.should_announce(case.pool, case.address, case.service, case.slices)
        if reason:
            await self._withdraw_from(case.name, by, reason)
            return
        await handler.set_balancer(case.name, case.address, case.pool)
        self.announced[case.name, by] = case.address
        self._addresses[case.name] = case.address
        told = {"service": case.name, "pool": case.pool.name, **self._words.address(case.address)}
        text = "service has IP, announcing"
        self._log.info(caller=manner.ANNOUNCED, protocol=by, event="serviceAnnounced", msg=text, **told)
        self._tell(case.service, "nodeAssigned", self._words.assigned(self._node, by))

    def _announcing(self, name: str) -> list[str]:
        return [by for by in self._protocols if (name, by) in self.announced]

    async def _withdraw(self, name: str, reason: str) -> None:
        for by in self._announcing(name):
            await self._withdraw_from(name, by, reason)

    async def _withdraw_from(self, name: str, by: str, reason: str) -> None:
        """Withdrawn is a service only with its last protocol."""
        if (name, by) not in self.announced:
            return
        await self._protocols[by].delete_balancer(name, reason)
        del self.announced[name, by]
        if self._announcing(name):
            return
        told = self._words.withdrawn(self._addresses.pop(name, None))
        text = "withdrawing service announcement"
        log = self._log.having(service=name, **told)
        log.info(caller=manner.WITHDRAWN, event="serviceWithdrawn", reason=reason, msg=text)
