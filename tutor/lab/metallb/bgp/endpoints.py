"""Whether a service's endpoints let a node announce it. Pure.

After MetalLB's speaker/bgp_controller.go, functions ShouldAnnounce and hasHealthyEndpoint.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tutor.lab.client import resources


def healthy(slices: Sequence[resources.Object], node: str = "", *, serving: bool = True) -> bool:
    """Whether any endpoint (on `node`, if named) can serve in every slice that mentions it.

    With `serving` a pod that is being ended counts as long as it still serves; <= 0.12 counted ready ones only.
    """
    able: dict[str, bool] = {}
    for endpoint in (one for piece in slices for one in piece.get("endpoints") or ()):
        if node and endpoint.get("nodeName") != node:
            continue
        can = _can_serve(endpoint.get("conditions") or {}, serving=serving)
        for address in endpoint.get("addresses") or ():
            able[address] = able.get(address, True) and can
    return any(able.values())


def _can_serve(conditions: Mapping[str, Any], *, serving: bool) -> bool:
    """An absent `ready` means ready, an absent `serving` says nothing (discovery/v1, EndpointConditions)."""
    return conditions.get("ready") is not False or (serving and conditions.get("serving") is True)


def reason_against(
    service: resources.Object, slices: Sequence[resources.Object], node: str, *, serving: bool = True
) -> str:
    """Why `node` must not announce; empty when it must."""
    local = service.get("spec", {}).get("externalTrafficPolicy") == "Local"
    if local and not healthy(slices, node, serving=serving):
        return "noLocalEndpoints"
    return "" if healthy(slices, serving=serving) else "noEndpoints"
