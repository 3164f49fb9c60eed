"""The command as a process of its own, on a real API server."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from tests.lab.calico import serving
from tutor.lab.calico.calicoctl import catalogue, launcher, usage
from tutor.lab.client import resources

POOL = """\
apiVersion: projectcalico.org/v3
kind: IPPool
metadata:
  name: second
spec:
  cidr: 172.18.0.0/16
  natOutgoing: true
"""
POLICY = """\
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: {name: allow, namespace: default}
spec: {order: 10, selector: app == 'web', types: [Ingress]}
"""


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[serving.Served]:
    """Two nodes, two pods, one of them in the node's network."""
    async with serving.cluster(tmp_path) as made:
        await made.pod("web", "k8s-w1")
        await made.pod("agent", "k8s-w1", host_network=True)
        yield made


async def test_tables(cluster: serving.Served) -> None:
    """The tutorial's: pools, endpoints of one namespace, of another one, and of all."""
    code, out, errors = await cluster.calicoctl("get", "ippool", "-o", "wide")
    assert (code, errors) == (0, "")
    head, pool, *rest = out.split("\n")
    assert tuple(head.split()) == catalogue.IP_POOL.wide
    assert " ".join(pool.split()) == "default-ipv4-ippool 172.16.0.0/16 true Never Always false false all()"
    assert rest == ["", ""]
    _, plain, _ = await cluster.calicoctl("get", "wep")
    assert plain.split("\n")[1].split()[:3] == ["web", "k8s-w1", "172.16.158.1/32"]
    _, wide, _ = await cluster.calicoctl("get", "workloadEndpoint", "-n", "default")
    assert wide.split()[:5] == ["NAMESPACE", "WORKLOAD", "NODE", "NETWORKS", "INTERFACE"]
    _, every, _ = await cluster.calicoctl("get", "weps", "-A", "-owide")
    assert "k8s--w1-k8s-web-eth0" in every
    assert "agent" not in every
    _, none, _ = await cluster.calicoctl("get", "wep", "-n", "kube-system")
    assert len(none.split("\n")) == 3


async def test_data(cluster: serving.Served) -> None:
    """YAML and JSON of one object, of several, and of a list; columns of one's own."""
    _, out, _ = await cluster.calicoctl("get", "ippool", "default-ipv4-ippool", "-o", "yaml")
    found = yaml.safe_load(out)
    assert (found["apiVersion"], found["kind"]) == ("projectcalico.org/v3", "IPPool")
    assert 'creationTimestamp: "' in out
    _, out, _ = await cluster.calicoctl("get", "wep", "k8s--w1-k8s-web-eth0", "-o", "json")
    assert json.loads(out)["spec"]["pod"] == "web"
    _, out, _ = await cluster.calicoctl("get", "nodes", "-ojson")
    assert json.loads(out)["kind"] == "NodeList"
    _, out, _ = await cluster.calicoctl("get", "pool", "-o", "custom-columns=NAME,NAT")
    assert out.split() == ["NAME", "NAT", "default-ipv4-ippool", "true"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("get", "nonsense"), "Failed to get resources: resource type 'nonsense' is not supported"),
        (("get", "pool", "-n", "x"), "IPPool is not namespaced"),
        (("get", "pool", "-o", "xml"), "unrecognized output format 'xml'"),
        (("get", "pool", "-o", "custom-columns=X"), "Unknown heading X, valid values are: NAME, CIDR"),
        (("get",), "Invalid option: 'calicoctl get'. Use flag '--help' to read about a specific subcommand."),
        (("apply", "-f", "/nowhere"), "Failed to execute command: open /nowhere: no such file or directory"),
        (("ipam", "show", "--ip=x"), "invalid IP address"),
        (("ipam", "release", "--ip=172.16.0.9"), "IP address 172.16.0.9 is not assigned"),
        (("nonsense",), 'Unknown command: "nonsense"'),
        (("delete", "wep", "x"), "operation Delete is not supported on WorkloadEndpoint(default/x)"),
        (("patch", "pool", "x", "-p", "{"), "Hit error: "),
    ],
)
async def test_refusals(cluster: serving.Served, words: tuple[str, ...], message: str) -> None:
    """Exit code 1, the message on standard error, nothing else."""
    code, out, errors = await cluster.calicoctl(*words)
    assert (code, out) == (1, "")
    assert message in errors
    assert "Traceback" not in errors


async def test_missing_ones_are_named_and_the_others_shown(cluster: serving.Served) -> None:
    """In the words of the Kubernetes datastore."""
    code, out, errors = await cluster.calicoctl("get", "pool", "default-ipv4-ippool", "nope")
    assert code == 1
    assert "172.16.0.0/16" in out
    words = (
        'resource does not exist: IPPool(nope) with error: ippools.crd.projectcalico.org "nope" not found\n'
    )
    assert errors == words


async def test_life_of_a_pool(cluster: serving.Served) -> None:
    """Created, applied again, patched, deleted; each says what it did."""
    code, out, _ = await cluster.calicoctl("create", "-f", "-", stdin=POOL)
    assert (code, out) == (0, "Successfully created 1 'IPPool' resource(s)\n")
    code, _, errors = await cluster.calicoctl("create", "-f", "-", stdin=POOL)
    assert (code, errors) == (
        1,
        "Failed to create 'IPPool' resource: [resource already exists: IPPool(second)]\n",
    )
    _, out, _ = await cluster.calicoctl("create", "-f", "-", "--skip-exists", stdin=POOL)
    assert out == "Successfully created 1 'IPPool' resource(s)\n"
    _, out, _ = await cluster.calicoctl("apply", "-f", "-", stdin=POOL)
    assert out == "Successfully applied 1 'IPPool' resource(s)\n"
    _, out, _ = await cluster.calicoctl("patch", "ippool", "second", "-p", '{"spec": {"disabled": true}}')
    assert out == "Successfully patched 1 'IPPool' resource\n"
    _, out, _ = await cluster.calicoctl("get", "ippool", "second", "-o", "yaml")
    assert yaml.safe_load(out)["spec"]["disabled"] is True
    _, out, _ = await cluster.calicoctl("replace", "-f", "-", stdin=out)
    assert out == "Successfully replaced 1 'IPPool' resource(s)\n"
    _, out, _ = await cluster.calicoctl("delete", "ippool", "second")
    assert out == "Successfully deleted 1 'IPPool' resource(s)\n"
    code, _, errors = await cluster.calicoctl("delete", "ippool", "second")
    assert code == 1
    assert errors.startswith("Failed to delete 'IPPool' resource: resource does not exist: IPPool(second)")


async def test_policies_lose_their_tier(cluster: serving.Served) -> None:
    """Stored as default.allow, shown as allow; those of Kubernetes stand beside them."""
    code, out, errors = await cluster.calicoctl("apply", "-f", "-", stdin=POOL + "---\n" + POLICY)
    assert (code, out, errors) == (0, "Successfully applied 2 resource(s)\n", "")
    kind = resources.Resource("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy")
    meta = {"name": "deny", "namespace": "default"}
    await cluster.client.create(kind, {"metadata": meta, "spec": {"podSelector": {}}})
    _, out, _ = await cluster.calicoctl("get", "policy", "-o", "wide")
    lines = [line.split() for line in out.splitlines()]
    assert lines[1] == ["allow", "10", "app", "==", "'web'"]
    assert lines[2][:2] == ["knp.default.deny", "1000"]
    code, _, errors = await cluster.calicoctl("delete", "np", "knp.default.deny")
    assert code == 1
    assert "must be managed through the kubernetes API" in errors


async def test_nodes_are_patched_by_their_annotations(cluster: serving.Served) -> None:
    """An AS number of one's own takes the place of the cluster's."""
    patch = '{"spec": {"bgp": {"asNumber": 64520}}}'
    assert (await cluster.calicoctl("patch", "node", "k8s-m", "--patch", patch))[0] == 0
    _, out, _ = await cluster.calicoctl("get", "node", "k8s-m", "-o", "wide")
    assert "64520" in out


async def test_ipam(cluster: serving.Served) -> None:
    """Usage, one address, configuration, and a check that finds nothing wrong."""

    async def counted() -> bool:
        _, out, _ = await cluster.calicoctl("ipam", "show", "--show-blocks")
        rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in out.splitlines() if "/" in line]
        return [row[3] for row in rows] == ["4 (0%)", "1 (0%)", "3 (1%)"]

    await serving.until(counted)
    _, out, _ = await cluster.calicoctl("ipam", "show", "--ip=172.16.158.1")
    assert "  pod: web\n" in out
    _, out, _ = await cluster.calicoctl("ipam", "configure", "--strictaffinity=true")
    assert out == "Successfully set StrictAffinity to: true\n"
    _, out, _ = await cluster.calicoctl("ipam", "show", "--show-configuration")
    assert "| StrictAffinity     | true  |" in out


async def test_versions_and_help(cluster: serving.Served) -> None:
    """The client's, the cluster's; each command's own text."""
    _, out, _ = await cluster.calicoctl("version")
    assert out.splitlines()[2] == "Cluster Version:   v3.28.2"
    for name, text in usage.COMMANDS.items():
        assert text.startswith(f"Usage:\n  calicoctl {name} ")
    assert await cluster.calicoctl("ipam", "show", "--help") == (0, usage.COMMANDS["ipam show"], "")
    assert await cluster.calicoctl("ipam", "-h") == (0, usage.GROUPS["ipam"], "")
    assert await cluster.calicoctl() == (0, usage.MAIN, "")


async def test_no_cluster(cluster: serving.Served) -> None:
    """A port on which nobody listens, and a kubeconfig that is none."""
    config = cluster.folder / "config"
    config.write_text(config.read_text().replace(cluster.url, "http://127.0.0.1:9"))
    code, _, errors = await cluster.calicoctl("get", "nodes")
    assert code == 1
    assert errors.endswith("dial tcp 127.0.0.1:9: connect: connection refused\n")
    config.write_text("[")
    code, _, errors = await cluster.calicoctl("get", "nodes")
    assert code == 1
    assert errors.startswith("Failed to create Calico API client: ")
    assert "Traceback" not in errors


def test_the_program_is_found_by_its_folders() -> None:
    """The script names the interpreter, whatever is in its path."""
    files = launcher.files("/opt/my python/bin/python", ("/a", "/b", "/a"))
    assert files[launcher.COMMAND].startswith("#!/bin/sh\nexec '/opt/my python/bin/python' ")
    assert "sys.path += ['/a', '/b']" in files[launcher.PROGRAM]
    compile(files[launcher.PROGRAM], launcher.PROGRAM, "exec")
