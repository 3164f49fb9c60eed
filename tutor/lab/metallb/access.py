"""The way from a MetalLB pod to the API server (client-go: rest.InClusterConfig)."""

import asyncio
import os
import ssl
import time
from pathlib import Path

from tutor.lab.client import rest

ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
KNOCK_SECONDS = (0.05, 0.05, 0.05, 0.1, 0.1, 0.2, 0.5)
"""Patience of each first attempt: until kube-proxy's rules are there, packets vanish without an answer, and the
kernel would send the next SYN only after a second."""


class NoAccessError(Exception):
    """The process does not run in a pod that has a service account; the message is client-go's."""


def client(agent: str) -> rest.Client:
    """A client with the pod's service account; `agent` is what managedFields call the writer.

    Raises NoAccessError. Call it where an event loop runs.
    """
    host, port = os.environ.get("KUBERNETES_SERVICE_HOST", ""), os.environ.get("KUBERNETES_SERVICE_PORT", "")
    if not host or not port:
        what = "unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT"
        raise NoAccessError(f"{what} must be defined")
    try:
        token = (ACCOUNT / "token").read_text().strip()
        tls = ssl.create_default_context(cafile=str(ACCOUNT / "ca.crt"))
    except OSError as error:
        raise NoAccessError(f"open {error.filename or ACCOUNT}: {(error.strerror or '').lower()}") from error
    shown = f"[{host}]" if ":" in host else host
    return rest.Client(f"https://{shown}:{port}", token=token, tls=tls, agent=agent)


async def knock() -> None:
    """Return as soon as something accepts connections at the API server's address."""
    host, port = os.environ["KUBERNETES_SERVICE_HOST"], int(os.environ["KUBERNETES_SERVICE_PORT"])
    attempt = 0
    while True:
        patience = KNOCK_SECONDS[min(attempt, len(KNOCK_SECONDS) - 1)]
        began = time.monotonic()
        try:
            async with asyncio.timeout(patience):
                _, writer = await asyncio.open_connection(host, port)
        except (OSError, TimeoutError):
            attempt += 1
            await asyncio.sleep(max(0.0, patience - (time.monotonic() - began)))
        else:
            writer.close()
            return


def namespace() -> str:
    """The namespace that the pod runs in; MetalLB's own name for it when that is not told."""
    told = os.environ.get("METALLB_NAMESPACE", "")
    if told:
        return told
    try:
        return (ACCOUNT / "namespace").read_text().strip()
    except OSError:
        return "metallb-system"
