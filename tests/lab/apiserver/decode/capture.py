"""A loopback HTTP server that keeps what the real kubectl sends, and answers each create with an empty object."""

import dataclasses
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@dataclasses.dataclass(frozen=True)
class Request:
    """One request that arrived with a body."""

    path: str
    media_type: str
    body: bytes


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self, code: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self._answer(404, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 404})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert isinstance(self.server, Server)
        self.server.requests.append(Request(self.path, self.headers["Content-Type"], body))
        self._answer(201, {"kind": "Status", "apiVersion": "v1", "status": "Success"})

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        return


class Server(http.server.ThreadingHTTPServer):
    """Bound to a free port of 127.0.0.1."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[Request] = []


@contextmanager
def serving() -> Iterator[Server]:
    """A server that runs while the block does."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, name="capture", daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def program() -> str:
    """The kubectl of this environment (its wheel), else the system's."""
    return (
        shutil.which("kubectl", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
        or "kubectl"
    )


def kubectl(port: int, home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the real kubectl against the server on `port`, with an empty home."""
    environment = {**os.environ, "HOME": str(home), "KUBECONFIG": str(home / "none")}
    argv = [program(), f"--server=http://127.0.0.1:{port}", *words]
    return subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False, env=environment)
