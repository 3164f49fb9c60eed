"""Brings one service to its address (v0.11, v0.14: controller/service.go, convergeBalancer). It knows no API: it is
given a service and changes it."""

import ipaddress
from collections.abc import Callable

from tutor.lab.client import resources
from tutor.lab.metallb import allocator, asking, log, model
from tutor.lab.metallb.controller import wording

FROM_POOL = "ip-allocated-from-pool"

Tell = Callable[..., None]
"""`tell(service, reason, message, warning=False)`: an event."""


class Balancer:
    """Decides for services, one at a time."""

    def __init__(self, manner: wording.Manner, given: allocator.Allocator, tell: Tell) -> None:
        self._manner, self._given, self._tell = manner, given, tell

    def converge(self, service: resources.Object, pools: dict[str, model.Pool], log: log.Log) -> bool:
        """Change status and annotations to what they must be; False when it ended without an address it should have."""
        spec, key = service.get("spec") or {}, _key(service)
        if spec.get("type") != "LoadBalancer":
            self._clear(service)
            return True
        if self._manner.modern and not pools:
            self._clear(service)
            return False
        if spec.get("clusterIP", "") in ("", "None"):
            plural = "s" if self._manner.modern else ""
            log.info(event="clearAssignment", reason=f"noClusterIP{plural}", msg=f"No ClusterIP{plural}")
            self._clear(service)
            return not self._manner.modern
        had = self._kept(service, asking.of_service(service), log)
        if not had:
            had = self._allocate(service, log)
        if not had:
            return not self._manner.modern
        service.setdefault("status", {})["loadBalancer"] = {
            "ingress": [_ingress(service, one) for one in had]
        }
        if self._manner.modern:
            annotations = service["metadata"].setdefault("annotations", {})
            annotations[f"{asking.STABLE}/{FROM_POOL}"] = self._given.pool(key)
            annotations.pop(f"{asking.DEPRECATED}/{FROM_POOL}", None)
        return True

    def _kept(
        self, service: resources.Object, request: asking.Request, log: log.Log
    ) -> tuple[model.Address, ...]:
        """The addresses in the status, if the service may keep them; else all traces of them are gone."""
        had = addresses(service)
        if sorted(one.version for one in had) != sorted(request.families):
            self._clear(service)
            return ()
        try:
            self._given.assign(request, had)
        except allocator.Refused as error:
            self._not_allowed(service, error, log)
            return ()
        pool = asking.annotation(service, "address-pool")
        if pool and self._given.pool(request.service) != pool:
            what = "user requested a different pool than the one currently assigned"
            log.info(event="clearAssignment", reason="differentPoolRequested", msg=what)
            self._clear(service)
            return ()
        try:
            wanted = asking.requested(service, annotated=self._manner.modern)
        except ValueError:
            wanted = ()  # said when an address is asked for anew
            self._clear(service)
            return wanted
        if wanted and set(wanted) != set(had):
            what = "user requested a different IP than the one currently assigned"
            log.info(event="clearAssignment", reason="differentIPRequested", msg=what)
            self._clear(service)
            return ()
        return had

    def _not_allowed(self, service: resources.Object, error: allocator.Refused, log: log.Log) -> None:
        msg = "current IP not allowed by config, clearing"
        if self._manner.modern:
            log.info(event="clearAssignment", error=str(error), msg=msg)
            what = f'current IP for "{_key(service)}" not allowed by config'
            told = f"{what}, will attempt for new IP assignment: {error}"
            self._tell(service, "ClearAssignment", told)
        else:
            log.info(event="clearAssignment", reason="notAllowedByConfig", msg=msg)
        self._clear(service)

    def _allocate(self, service: resources.Object, log: log.Log) -> tuple[model.Address, ...]:
        try:
            found = self._choose(service)
        except (allocator.Refused, ValueError) as error:
            log.error(op=self._manner.allocate, error=str(error), msg="IP allocation failed")
            told = f'Failed to allocate IP for "{_key(service)}": {error}'
            self._tell(service, "AllocationFailed", told, warning=True)
            return ()
        shown = self._manner.logged(found)
        log.info(event="ipAllocated", ip=shown, msg="IP address assigned by controller")
        self._tell(service, "IPAllocated", f"Assigned IP {self._manner.told(found)}")
        return found

    def _choose(self, service: resources.Object) -> tuple[model.Address, ...]:
        """New addresses. Raises Refused, and ValueError for a wish that cannot be read."""
        request = asking.of_service(service)
        wanted = asking.requested(service, annotated=self._manner.modern)
        pool = asking.annotation(service, "address-pool")
        if not wanted:
            return self._given.allocate_from(request, pool) if pool else self._given.allocate(request)
        named = f"requested loadBalancer IP(s) {self._manner.told(wanted)}"
        if not self._manner.modern:
            named = f"requested spec.loadBalancerIP {self._manner.told(wanted)}"
        if sorted(one.version for one in wanted) != sorted(request.families):
            raise allocator.Refused(f"{named} does not match the ipFamily of the service")
        self._given.assign(request, wanted)
        if pool and self._given.pool(request.service) != pool:
            self._given.release(request.service)
            raise allocator.Refused(f"{named} is not compatible with requested address pool {pool}")
        return wanted

    def _clear(self, service: resources.Object) -> None:
        self._given.release(_key(service))
        annotations = service["metadata"].get("annotations") or {}
        if self._manner.modern:
            for prefix in (asking.STABLE, asking.DEPRECATED):
                annotations.pop(f"{prefix}/{FROM_POOL}", None)
        if (service.get("status") or {}).get("loadBalancer"):
            service["status"]["loadBalancer"] = {}


def addresses(service: resources.Object) -> tuple[model.Address, ...]:
    """The addresses in the service's status; none when one of them cannot be read."""
    ingress = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
    try:
        return tuple(ipaddress.ip_address(each["ip"]) for each in ingress if each.get("ip"))
    except ValueError:
        return ()


def _ingress(service: resources.Object, address: model.Address) -> resources.Object:
    """As the API server completes it, so that a comparison sees no change where there is none."""
    for each in ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ():
        if each.get("ip") == str(address):
            return dict(each)
    return {"ip": str(address)}


def _key(service: resources.Object) -> str:
    return f"{service['metadata'].get('namespace', '')}/{service['metadata']['name']}"
