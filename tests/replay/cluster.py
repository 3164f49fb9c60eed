"""The cluster of the replay as a process of its own: API server, controllers, stand-in kubelets.

    python -m tests.replay.cluster FOLDER

Writes FOLDER/kubeconfig and prints the server's URL when the nodes are there; ends at SIGTERM.
"""

import asyncio
import json
import logging
import signal
import socket
import ssl
import sys
from pathlib import Path

from tests.replay import certificate, kubelets
from tutor.base import aio
from tutor.lab.apiserver import server, state
from tutor.lab.apiserver.auth import user
from tutor.lab.client import rest
from tutor.lab.controllers import manager

TOKEN = "replay"
ENDPOINT = "192.0.2.2:16443"
"""What the recorded cluster gave as its address."""


def write_kubeconfig(folder: Path, url: str, ca: Path) -> None:
    """A kubeconfig for the administrator."""
    named = {"cluster": "replay", "user": "admin"}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "replay", "cluster": {"server": url, "certificate-authority": str(ca)}}],
        "users": [{"name": "admin", "user": {"token": TOKEN}}],
        "contexts": [{"name": "replay", "context": named}],
        "current-context": "replay",
    }
    (folder / "kubeconfig").write_text(json.dumps(config))


async def run(folder: Path) -> None:
    """Serve until told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    crt, key = certificate.write(folder)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(crt, key)
    admin = user.authenticated("admin", (user.MASTERS,), "admin")
    serving = server.ApiServer(state.Config(address=ENDPOINT), tokens={TOKEN: admin})
    sock = socket.create_server(("127.0.0.1", 0))
    url = f"https://127.0.0.1:{sock.getsockname()[1]}"
    await serving.serve(sock, tls=tls)
    path = str(folder / "api.sock")
    unix = socket.socket(socket.AF_UNIX)
    unix.bind(path)
    await serving.serve(unix, trusted=True)
    write_kubeconfig(folder, url, crt)
    await _run_parts(path, crt.read_text(), url, stop)
    await serving.close()


async def _run_parts(path: str, ca: str, url: str, stop: asyncio.Event) -> None:
    def client(component: str) -> rest.Client:
        return rest.Client(socket=path, user=f"system:{component}", agent=component)

    kubelet = rest.Client(socket=path, agent="kubelet")
    async with aio.tasks() as owner:
        ready = asyncio.Event()
        owner.start(manager.run(client, manager.Settings(ca=ca), ready), name="controllers")
        waiting = owner.start(ready.wait(), name="ready")
        await asyncio.wait([waiting, owner.failed], return_when=asyncio.FIRST_COMPLETED)
        if owner.failed.done():
            raise owner.failed.result()
        await kubelets.Kubelets(kubelet, owner, "v1.36.2").start()
        print(url, flush=True)
        stopping = owner.start(stop.wait(), name="stop")
        await asyncio.wait([stopping, owner.failed], return_when=asyncio.FIRST_COMPLETED)
        if owner.failed.done():
            raise owner.failed.result()
    await kubelet.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(run(Path(sys.argv[1])))
