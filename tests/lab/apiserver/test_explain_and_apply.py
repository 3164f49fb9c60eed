"""The real kubectl against the server: explain, and apply from the server's side."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.lab.apiserver.decode import capture
from tutor.lab.apiserver import server, state

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: %d
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
      - {name: api, image: "nginx:1.25", ports: [{containerPort: 80}], resources: {requests: {cpu: "0.5"}}}
"""


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class Kubectl:
    """The real kubectl, pointed at one server, with a home of its own."""

    def __init__(self, url: str, home: Path) -> None:
        self._url = url
        self._home = home

    async def __call__(self, words: str, stdin: str = "") -> Done:
        environment = {**os.environ, "HOME": str(self._home), "KUBECONFIG": str(self._home / "none")}
        process = await asyncio.create_subprocess_exec(
            capture.program(),
            f"--server={self._url}",
            *words.split(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
        )
        out, err = await asyncio.wait_for(process.communicate(stdin.encode()), 60)
        assert process.returncode is not None
        return Done(process.returncode, out.decode(), err.decode())


@contextlib.asynccontextmanager
async def _serving(home: Path) -> AsyncIterator[Kubectl]:
    sock = socket.create_server(("127.0.0.1", 0))
    where = f"127.0.0.1:{sock.getsockname()[1]}"
    running = server.ApiServer(state.Config(address=where), tokens={})
    await running.serve(sock, trusted=True)
    try:
        yield Kubectl(f"http://{where}", home)
    finally:
        await running.close()


async def test_explain(tmp_path: Path) -> None:
    """Fields with their types, required marks and values; --recursive; a field that is not there."""
    async with _serving(tmp_path) as kubectl:
        found = await kubectl("explain deployment.spec.strategy")
        assert found.out.startswith("GROUP:      apps\nKIND:       Deployment\nVERSION:    v1\n")
        assert "type\t<string>\n  enum: Recreate, RollingUpdate\n" in found.out
        assert "rollingUpdate\t<RollingUpdateDeployment>\n" in found.out
        found = await kubectl("explain pod.spec --recursive")
        for line in (
            "containers\t<[]Container> -required-",
            "port\t<IntOrString> -required-",
            "limits\t<map[string]Quantity>",
            "creationTimestamp\t<string>",
            "enum: DoesNotExist, Exists, Gt, In, ....",
            "nodeSelector\t<map[string]string>",
        ):
            assert line in found.out, line
        found = await kubectl("explain pod.spec.bogus")
        assert (found.code, found.err) == (1, 'error: field "bogus" does not exist\n')


@pytest.mark.parametrize(
    "kind", ["service", "endpointslice", "crd", "hpa", "role", "ingress", "event", "lease"]
)
async def test_kinds_of_every_group_are_explained(kind: str, tmp_path: Path) -> None:
    """Each group's document is found and understood."""
    async with _serving(tmp_path) as kubectl:
        found = await kubectl(f"explain {kind}")
    assert found.code == 0, found.err
    assert "FIELDS:\n  " in found.out
    assert "metadata\t<ObjectMeta>" in found.out


async def test_apply_on_the_server(tmp_path: Path) -> None:
    """Ownership shows, a conflict is explained, force takes over, and the same again changes nothing."""
    async with _serving(tmp_path) as kubectl:
        apply = "apply --server-side -f -"
        assert (await kubectl(apply, DEPLOYMENT % 2)).out == "deployment.apps/api serverside-applied\n"
        before = await kubectl("get deploy api -o jsonpath={.metadata.resourceVersion}")
        await kubectl(apply, DEPLOYMENT % 2)
        assert await kubectl("get deploy api -o jsonpath={.metadata.resourceVersion}") == before
        await kubectl("scale deploy api --replicas=3")
        found = await kubectl(apply, DEPLOYMENT % 4)
        assert found.code == 1
        assert found.err.startswith(
            'error: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" '
            "using apps/v1: .spec.replicas\nPlease review the fields above"
        )
        assert (await kubectl(f"{apply} --force-conflicts", DEPLOYMENT % 4)).code == 0
        found = await kubectl(
            "get deploy api -o jsonpath={.spec.replicas}:{.metadata.managedFields[*].manager}"
        )
        assert found.out == "4:kubectl"


async def test_going_over_from_client_side_apply(tmp_path: Path) -> None:
    """kubectl's own migration works: what it applied from the client is owned by the server-side applier."""
    config_map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: '%d', b: '1'}\n"
    async with _serving(tmp_path) as kubectl:
        assert (await kubectl("apply -f -", config_map % 1)).out == "configmap/c created\n"
        found = await kubectl("apply --server-side -f -", config_map % 2)
        assert (found.code, found.err) == (0, "")
        found = await kubectl("get cm c -o jsonpath={.metadata.managedFields[*].manager}:{.data.a}")
        assert found.out == "kubectl-last-applied kubectl:2"


async def test_patches_by_merge_key(tmp_path: Path) -> None:
    """kubectl's default patch merges containers by name, and env by name inside them."""
    async with _serving(tmp_path) as kubectl:
        await kubectl("create -f -", DEPLOYMENT % 1)
        await kubectl("set env deploy/api LEVEL=debug")
        await kubectl("set env deploy/api MORE=1")
        await kubectl("set image deploy/api api=nginx:1.27")
        path = "{.spec.template.spec.containers[*].image}:{.spec.template.spec.containers[0].env[*].name}"
        found = await kubectl(f"get deploy api -o jsonpath={path}")
    assert found.out == "nginx:1.27:LEVEL MORE"
