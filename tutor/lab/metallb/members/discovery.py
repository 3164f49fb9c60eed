"""Where the other speakers are: the addresses of their pods (internal/k8s/k8s.go, PodIPs)."""

from tutor.lab.client import resources, rest


async def addresses(client: rest.Client, namespace: str, labels: str) -> frozenset[str]:
    """The addresses of all pods with these labels that have one.

    Raises rest.ApiError, aiohttp.ClientError and OSError as the client does.
    """
    found = await client.list(resources.PODS, namespace, labels=labels)
    told = ((pod.get("status") or {}).get("podIP") for pod in found["items"])
    return frozenset(address for address in told if address)
