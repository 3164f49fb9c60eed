"""Each agent is killed in turn, and a node loses its power, under load: the cluster mends itself."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.lab import running
from tests.lab.faults import load
from tutor.base import errors

pytestmark = pytest.mark.lab

AGENTS = (
    "kubelet/k8s-m",
    "kubelet/k8s-w1",
    "kube-proxy/k8s-m",
    "kube-proxy/k8s-w1",
    "calico-node/k8s-m",
    "calico-node/k8s-w1",
    "controller-manager",
    "scheduler",
)
MANAGER = "/etc/kubernetes/manifests/kube-controller-manager.yaml"
GRACE = 15
"""Seconds in place of 50, so that the test waits less until a silent node is lost; a live one speaks every 10."""


@pytest.fixture(scope="module")
def _broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A lab of its own, since harm is done to it, with a Service of two pods."""
    with running.lab(tmp_path_factory.mktemp("runtime")):
        load.on("k8s-m", "kubectl apply -f -", stdin=load.MANIFEST)
        load.until(load.whole, "the first pods")
        yield


@pytest.mark.usefixtures("_broken")
@pytest.mark.parametrize("name", AGENTS)
def test_a_killed_agent_comes_back(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing that it had made stops working meanwhile; afterwards new pods are run and served."""
    with load.requests("k8s-m") as count:
        load.tutor("agent", "kill", name)
        load.on("k8s-m", "kubectl delete pod -l app=web --wait=false --field-selector spec.nodeName=k8s-w2")
        took = load.until(lambda: name in load.tutor("agent", "list").split() and load.whole(), name)
    with capsys.disabled():
        words = f"{count.bad} of {count.good + count.bad} requests failed, one of two pods being replaced meanwhile"
        print(f"\n{name} killed: whole again after {took:.1f} s, {words}")
    assert count.good > count.bad


@pytest.mark.usefixtures("_broken")
def test_a_node_without_power_is_noticed_and_comes_back(capsys: pytest.CaptureFixture[str]) -> None:
    """Its pods leave the Service; when it boots they are started again, with the files of the host as they were."""
    load.on("k8s-m", f"sed -i s/grace-period=50s/grace-period={GRACE}s/ {MANAGER}")
    load.until(lambda: f"grace-period={GRACE}s" in shown_flags(), "the manager's new settings")
    load.until(load.whole, "the manager")
    load.on("k8s-w1", "echo kept > /root/file; ip link add lost type dummy || ip link add lost type bridge")
    with load.requests("k8s-m") as count:
        load.tutor("node", "stop", "k8s-w1")
        noticed = load.until(
            lambda: "NotReady" in load.on("k8s-m", "kubectl get node k8s-w1 --no-headers"), "NotReady"
        )
        load.until(lambda: endpoints() == 1, "the pod left the Service")
    assert "switched off" in refused("k8s-w1")
    with load.requests("k8s-m") as later:
        began = time.monotonic()
        load.tutor("node", "start", "k8s-w1")
        load.until(lambda: endpoints() == 2 and load.whole(), "the node is back")
        back = time.monotonic() - began
    assert load.on("k8s-w1", "cat /root/file; ip link show lost", check=False) == "kept\n"
    restarts = load.on("k8s-m", "kubectl get pod -A --no-headers -o wide | awk '/k8s-w1/ {print $5}'").split()
    assert restarts
    assert all(int(number) >= 1 for number in restarts)
    with capsys.disabled():
        print(
            f"\nk8s-w1 switched off: NotReady after {noticed:.1f} s (grace {GRACE} s), "
            f"{count.bad} of {count.good + count.bad} requests failed until its pod had left the Service; "
            f"switched on: whole after {back:.1f} s, {later.bad} of {later.good + later.bad} failed"
        )
    assert later.good


@pytest.mark.usefixtures("_broken")
def test_a_host_is_switched_twice_without_complaint() -> None:
    """Each switch says that nothing was to be done; a name that no host has is wrong usage."""
    assert "off" in load.tutor("node", "stop", "k8s-pc")
    assert "was off" in load.tutor("node", "stop", "k8s-pc")
    load.tutor("node", "start", "k8s-pc")
    assert "was on" in load.tutor("node", "start", "k8s-pc")
    assert load.on("k8s-pc", "hostname") == "k8s-pc\n"


@pytest.mark.usefixtures("_broken")
def test_the_control_plane_without_power_answers_on_this_machine_alone() -> None:
    """Its address is dark for other hosts; back on, it serves them again, and what it runs has started anew."""
    ask = "kubectl get --raw=/readyz --request-timeout=2s"
    load.tutor("node", "stop", "k8s-m")
    assert load.on("k8s-w1", ask, check=False) == ""
    load.tutor("node", "start", "k8s-m")
    load.until(lambda: load.on("k8s-w1", ask, check=False) == "ok", "the API is back")
    load.until(load.whole, "the control plane is back")


def endpoints() -> int:
    """How many ready addresses the Service has."""
    words = "kubectl get endpointslice -l kubernetes.io/service-name=web -o jsonpath="
    path = "'{.items[0].endpoints[?(@.conditions.ready==true)].addresses[0]}'"
    return len(load.on("k8s-m", words + path).split())


def shown_flags() -> str:
    """The command of the controller manager's pod."""
    words = "kubectl get pod -n kube-system kube-controller-manager-k8s-m -o jsonpath="
    return load.on("k8s-m", words + "'{.spec.containers[0].command}'", check=False)


def refused(host: str) -> str:
    """What a command on a host that is off is told."""
    argv = [sys.executable, "-m", "tutor", "lab", "exec", host, "--", "true"]
    done = subprocess.run(argv, capture_output=True, text=True, cwd=load.ROOT, check=False)
    assert done.returncode == errors.LACKS_SOMETHING
    return done.stderr
