"""The key with which speakers seal their gossip: made once, by the controller (internal/k8s, CreateMlSecret)."""

import base64
import secrets

from tutor.lab.client import resources, rest

KEY = "secretkey"
RANDOM_BYTES = 128


async def ensure(client: rest.Client, namespace: str, name: str, deployment: str) -> None:
    """Create the Secret unless it is there; it goes when the Deployment goes. Raises ApiError."""
    found = await client.list(resources.SECRETS, namespace, fields=f"metadata.name={name}")
    if found["items"]:
        return
    owner = await client.get(resources.DEPLOYMENTS, deployment, namespace)
    # The key is the base64 text itself, and the Secret encodes it once more.
    text = base64.b64encode(secrets.token_bytes(RANDOM_BYTES))
    reference = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "name": deployment,
        "uid": owner["metadata"]["uid"],
    }
    await client.create(
        resources.SECRETS,
        {
            "metadata": {"name": name, "namespace": namespace, "ownerReferences": [reference]},
            "data": {KEY: base64.b64encode(text).decode()},
        },
    )
