"""The variables that tell a container of the services of its namespace (Kubernetes: pkg/kubelet/envvars)."""

from collections.abc import Iterable

from tutor.lab.client import resources

MASTER = ("default", "kubernetes")


def visible(services: Iterable[resources.Object], namespace: str, *, links: bool) -> list[resources.Object]:
    """The services whose variables a pod gets: its namespace's when `links`, and always default/kubernetes."""
    found: dict[str, resources.Object] = {}
    for service in services:
        meta = service["metadata"]
        if service["spec"].get("clusterIP", "None") in ("", "None"):
            continue
        own = meta["namespace"] == namespace and links
        if own or ((meta["namespace"], meta["name"]) == MASTER and meta["name"] not in found):
            found[meta["name"]] = service
    return list(found.values())


def variables(services: Iterable[resources.Object]) -> dict[str, str]:
    """NAME_SERVICE_HOST, NAME_SERVICE_PORT and the forms that Docker links once had."""
    found: dict[str, str] = {}
    for service in services:
        spec = service["spec"]
        prefix = _name(service["metadata"]["name"])
        ports = spec.get("ports") or []
        if not ports:
            continue
        found[f"{prefix}_SERVICE_HOST"] = spec["clusterIP"]
        found[f"{prefix}_SERVICE_PORT"] = str(ports[0]["port"])
        for port in ports:
            if port.get("name"):
                found[f"{prefix}_SERVICE_PORT_{_name(port['name'])}"] = str(port["port"])
        found |= _links(prefix, spec["clusterIP"], ports)
    return found


def _name(text: str) -> str:
    return text.upper().replace("-", "_")


def _links(prefix: str, address: str, ports: list[resources.Object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for index, port in enumerate(ports):
        protocol = port.get("protocol", "TCP").lower()
        url = f"{protocol}://{address}:{port['port']}"
        if index == 0:
            found[f"{prefix}_PORT"] = url
        stem = f"{prefix}_PORT_{port['port']}_{protocol.upper()}"
        found |= {
            stem: url,
            f"{stem}_PROTO": protocol,
            f"{stem}_PORT": str(port["port"]),
            f"{stem}_ADDR": address,
        }
    return found
