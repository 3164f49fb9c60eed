"""Snapshots of a real lab: everything is changed, restored, and answers again."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab import running
from tutor.base import errors
from tutor.lab import launch
from tutor.lab.control import client
from tutor.lab.outside import snapshots
from tutor.lab.snapshots import archive, shelf

pytestmark = pytest.mark.lab

BUDGET = 1.0
"""Seconds for a reset, on a machine that has nothing else to do."""
SLACK = 10.0

MAKE = """
kubectl create namespace lesson
kubectl create deployment web --image=traefik/whoami --replicas=2
kubectl expose deployment web --port=80
kubectl create configmap -n lesson words --from-literal=a=b
kubectl rollout status deployment web --timeout=30s
echo mine > /root/note; mkdir -p /opt/own; ln -s /root/note /opt/own/link; echo 10.9.9.9 nine >> /etc/hosts
"""
BREAK = """
kubectl delete namespace lesson --wait=false
kubectl delete deployment,service web --wait=false
kubectl run extra --image=traefik/whoami
kubectl label node k8s-w1 spoiled=yes
rm -r /root/note /opt/own /etc/hosts /etc/profile; echo junk > /root/junk
"""
LOOK = """
kubectl get deployment web -o jsonpath='{.metadata.uid} {.status.availableReplicas}{"\\n"}'
kubectl get pods -l app=web --sort-by=.metadata.name -o custom-columns=N:.metadata.name,IP:.status.podIP
kubectl get configmap -n lesson words -o jsonpath='{.data.a}{"\\n"}'
kubectl get pods extra --ignore-not-found; kubectl get node -l spoiled=yes -o name
cat /root/note /opt/own/link; grep nine /etc/hosts; ls /etc/profile /root
curl -s --max-time 5 http://$(kubectl get service web -o jsonpath={.spec.clusterIP}) | grep -c Hostname
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A lab that these tests alone use; the folder of its user's state."""
    state = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(state))
        with running.lab(tmp_path_factory.mktemp("runtime")):
            yield state


def on_master(script: str) -> str:
    """Run a script on the master; what it printed."""
    reader, writer = os.pipe()
    with open(reader, "rb") as told, open(os.devnull, "rb") as nothing:
        try:
            client.execute("k8s-m", ["bash", "-c", script], fds=(nothing.fileno(), writer, writer))
        finally:
            os.close(writer)
        return told.read().decode()


def timed(label: str, done: snapshots.Done, began: float) -> None:
    """Print what it took; far beyond the budget is a failure on any machine."""
    seconds = time.monotonic() - began
    print(f"{label}: {seconds:.2f} s (budget {BUDGET:.1f} s), {done['begun']} pods run anew")
    assert (done["failed"], done["waiting"]) == ([], [])
    assert seconds < BUDGET + SLACK


def test_all_is_back_and_answers(own: Path) -> None:
    """Objects with their uids, pods with names and addresses, files; what was added since is gone."""
    on_master(MAKE)
    before = on_master(LOOK)
    assert before.count("172.16.") == 2
    snapshots.take(shelf.own(), "made")
    began = time.monotonic()
    timed("restore of an unchanged lab", snapshots.restore(shelf.own(), "made"), began)
    on_master(BREAK)
    assert on_master(LOOK) != before
    began = time.monotonic()
    timed("restore of a broken lab", snapshots.restore(shelf.own(), "made"), began)
    assert on_master(LOOK) == before


def test_a_pod_takes_the_place_of_another_of_its_name(own: Path) -> None:
    """Once that one is cleared away: its interface, its address and its folder have the same names."""
    run = 'kubectl run same --image=traefik/whoami --overrides=\'{"spec": {"nodeName": "k8s-w1"}}\''
    ready = "kubectl wait --for=condition=Ready pod/same --timeout=30s"
    on_master(f"{run}; {ready}")
    snapshots.take(shelf.own(), "same")
    on_master(f"kubectl delete pod same --now; {run}; {ready}")
    snapshots.restore(shelf.own(), "same")
    ask = "curl -s --max-time 5 http://$(kubectl get pod same -o jsonpath={.status.podIP}) | grep -c Hostname"
    assert on_master(ask).strip() == "1"


def test_reset_makes_the_lab_as_new(own: Path) -> None:
    """As it was when it became ready, without a restart."""
    on_master(MAKE)
    began = time.monotonic()
    timed("reset", snapshots.reset(), began)
    seen = on_master("kubectl get deployments,services,pods -o name; ls /root; cat /etc/hosts")
    assert "web" not in seen
    assert "note" not in seen
    assert "nine" not in seen
    assert on_master("kubectl get nodes --no-headers | grep -c ' Ready'").strip() == "3"


def test_faults_do_not_outlive_a_reset(own: Path) -> None:
    """A stopped node runs again, a cable is plugged in."""
    client.ask({"do": "link", "host": "k8s-w1", "card": "enp0s8", "action": "down"})
    client.ask({"do": "node", "host": "k8s-w2", "action": "stop"})
    snapshots.reset()
    found = launch.status()
    assert found is not None
    assert found["faults"] == []
    assert all(host["up"] for host in found["hosts"])


def test_a_foreign_file_changes_nothing(own: Path) -> None:
    """A file that is no snapshot, or one of objects that are none, is refused with its reason."""
    kept = shelf.own()
    version = on_master("kubectl get configmaps -A -o jsonpath={.metadata.resourceVersion}")
    content = archive.Content([{"kind": "Pod", "apiVersion": "v1", "metadata": {}}], {}, {}, {})
    (own / "k8stutor" / "snapshots").mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, data in (("junk", b"junk"), ("objects", archive.pack(archive.Header("now"), content))):
        (own / "k8stutor" / "snapshots" / f"{name}{shelf.SUFFIX}").write_bytes(data)
        with pytest.raises(errors.LabError, match="cannot be used"):
            snapshots.restore(kept, name)
    assert on_master("kubectl get configmaps -A -o jsonpath={.metadata.resourceVersion}") == version


def test_a_new_lab_takes_an_old_ones_snapshot(own: Path) -> None:
    """Snapshots outlive `lab down`; a fresh lab becomes what the old one was, down to the pods' addresses."""
    on_master(MAKE)
    before = on_master(LOOK)
    snapshots.take(shelf.own(), "old")
    launch.down()
    launch.up(lambda _: None)
    began = time.monotonic()
    timed("restore in a new lab", snapshots.restore(shelf.own(), "old"), began)
    assert on_master(LOOK) == before
    assert on_master("dig +short web.default.svc.cluster.local @10.96.0.10").startswith("10.")
