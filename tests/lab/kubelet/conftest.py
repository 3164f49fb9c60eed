"""One small lab for all tests of pods that run, driven by the real kubectl."""

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[3]
DEADLINE = "15s"


class Lab:
    """A running minilab and the kubectl that speaks to it."""

    def __init__(self, url: str) -> None:
        self.url = url
        places = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", "")))
        self._kubectl = shutil.which("kubectl", path=places) or "kubectl"

    def argv(self, *words: str) -> list[str]:
        """A kubectl command line."""
        return [self._kubectl, "--server", self.url, *words]

    def kubectl(self, *words: str, stdin: str = "", timeout: float = 30) -> subprocess.CompletedProcess[str]:
        """Run kubectl to its end."""
        return subprocess.run(self.argv(*words), input=stdin, capture_output=True, text=True, timeout=timeout)

    def out(self, *words: str, stdin: str = "") -> str:
        """What a kubectl that must succeed prints."""
        done = self.kubectl(*words, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def create(self, *objects: dict[str, Any]) -> None:
        """Create objects."""
        items = {"apiVersion": "v1", "kind": "List", "items": list(objects)}
        self.out("create", "--validate=false", "-f", "-", stdin=json.dumps(items))

    def wait(self, pod: str, what: str) -> None:
        """Until `kubectl wait --for` is satisfied."""
        self.out("wait", f"pod/{pod}", f"--for={what}", f"--timeout={DEADLINE}")

    def wait_ready(self, pod: str) -> None:
        """Until the pod is Ready."""
        self.wait(pod, "condition=Ready")

    def wait_event(self, pod: str, message: str) -> None:
        """Until an event about the pod says this."""
        shown = "jsonpath={.involvedObject.name} {.message}{'\\n'}"
        with subprocess.Popen(
            self.argv("get", "events", "-w", "-o", shown), stdout=subprocess.PIPE, text=True
        ) as told:
            assert told.stdout is not None
            ending = threading.Timer(15, told.kill)
            ending.start()
            try:
                assert f"{pod} {message}\n" in told.stdout, f"no event {message!r}"
            finally:
                ending.cancel()
                told.kill()

    def state(self, pod: str) -> dict[str, Any]:
        """The pod's status."""
        found: dict[str, Any] = json.loads(self.out("get", "pod", pod, "-o", "json"))["status"]
        return found

    def delete(self, *pods: str) -> None:
        """Delete pods and wait."""
        self.out("delete", "pod", *pods)


def pod(name: str, *command: str, image: str = "busybox:1.36", **more: Any) -> dict[str, Any]:
    """A pod of one container `c` on the lab's node; `container` and `spec` add to them."""
    container = {"name": "c", "image": image, **({"command": list(command)} if command else {})}
    container |= more.pop("container", {})
    spec = {
        "nodeName": "node-1",
        "containers": [container],
        "terminationGracePeriodSeconds": 2,
        **more.pop("spec", {}),
    }
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, **more}, "spec": spec}


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """A minilab; skipped where namespaces are forbidden."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.lab.kubelet.minilab", str(listening.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(listening.fileno(),),
            cwd=REPOSITORY,
            text=True,
        )
        port = listening.getsockname()[1]
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        told = process.stdout.readline()
        if told.startswith("lacks") and not os.environ.get("CI"):
            pytest.skip(told.strip())
        assert told == "ready\n", told + process.stdout.read()
        yield Lab(f"http://127.0.0.1:{port}")
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()
