"""What kubectl showed is graded by the cluster's truth, in every right form and in no wrong one."""

import json

import pytest

from tests.checks import worlds
from tutor.checkapi import evidence

DEPLOYMENT = {"resource": "deployments.apps", "namespace": "kube-system", "name": "coredns"}
PODS = {
    "resource": "pods",
    "namespace": "kube-system",
    "selector": "k8s-app=kube-dns",
    "facts": ["status.podIP", "spec.nodeName"],
}
WIDE = """\
NAME                       READY   STATUS    RESTARTS   AGE   IP             NODE
coredns-7db6d8ff4d-abcde   1/1     Running   0          4d    172.16.116.3   k8s-m
coredns-7db6d8ff4d-fghij   1/1     Running   0          6m    172.16.184.3   k8s-w2
"""
TABLE = "NAME      READY   UP-TO-DATE   AVAILABLE   AGE\ncoredns   2/2     2            2           30h\n"


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("kubectl get deployments.apps -n kube-system", TABLE),
        ("kubectl -n kube-system get deploy", TABLE),
        ("k get deployment/coredns -n kube-system -o yaml", "metadata:\n  name: coredns\n"),
        ("kubectl get all -A", "deployment.apps/coredns 2/2"),
        ("kubectl get -Ao wide deploy", TABLE),
        ("kubectl get --raw /apis/apps/v1/deployments?limit=5 | jq .", '"name": "coredns"'),
        ("kubectl describe deploy -n kube-system", "Name:     coredns\n"),
        ("kubectl get deploy coredns -n kube-system -o jsonpath='{.status.readyReplicas}'", "2"),
        ("kubectl get deploy -A | grep coredns", "kube-system   coredns   2/2"),
        ("kn get deploy", TABLE),
        ("kubectl edit deploy -n kube-system coredns", "metadata:\n  name: coredns\n"),
    ],
)
def test_a_deployment_is_seen_in_many_ways(text: str, output: str) -> None:
    """Short names, other formats, wider lists and pipes are right."""
    assert worlds.verdicts("kubectl.shown", DEPLOYMENT, (text, output)).passed


@pytest.mark.parametrize(
    ("text", "output", "code"),
    [
        ("echo coredns 2/2", "coredns 2/2", 0),
        ("kubectl get deployments.apps", "No resources found in default namespace.", 0),
        ("kubectl get deploy -n kube-sytem", "No resources found in kube-sytem namespace.", 0),
        ("kubectl get pods -n kube-system", "coredns-7db6d8ff4d-abcde 1/1 Running", 0),
        (
            "kubectl get deploy coredns",
            'Error from server (NotFound): deployments.apps "coredns" not found',
            1,
        ),
        ("kubectl get deploy -A; echo coredns", "coredns", 0),
        ("echo 'kubectl get deploy' coredns", "kubectl get deploy coredns", 0),
        ("kind get deploy", TABLE, 0),
        ("true", "", 0),
    ],
)
def test_what_did_not_show_the_deployment(text: str, output: str, code: int) -> None:
    """Another place, another kind, an error, or an echo is not the deployment."""
    assert not worlds.verdicts("kubectl.shown", DEPLOYMENT, (text, output, code)).passed


@pytest.mark.parametrize(
    ("text", "output", "expected"),
    [
        ("kubectl get pod -n kube-system -o wide -l k8s-app=kube-dns", WIDE, True),
        ("kubectl get po -owide -A", WIDE + "kube-proxy-x 1/1 Running 0 1d 192.168.10.10 k8s-m\n", True),
        ("kubectl get po -A -o json", json.dumps(worlds.OBJECTS[1:3], indent=4), True),
        ("kubectl get po -A -o jsonpath='{..}'", "172.16.116.3 k8s-m 172.16.184.3 k8s-w2", True),
        ("kubectl get po -n kube-system", "coredns-7db6d8ff4d-abcde 1/1 Running", False),
        ("kubectl get po -n kube-system -o wide | head -2", WIDE.rsplit("coredns", 1)[0], False),
        ("kubectl get po -A -o wide", WIDE.replace("172.16.116.3", "172.16.116.30"), False),
    ],
)
def test_every_pod_has_to_be_seen(text: str, output: str, expected: bool) -> None:
    """Addresses and nodes of both pods count, not their layout."""
    assert worlds.verdicts("kubectl.shown", PODS, (text, output)).passed is expected


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        (
            [
                ("A=$(kubectl get po -A -o jsonpath='{.items[0].status.podIP}')", ""),
                ("echo $A", "172.16.116.3"),
            ],
            True,
        ),
        ([("kubectl get po -A -o jsonpath='{.items[1].status.podIP}'", "172.16.184.3")], True),
        ([("A=$(kubectl get po -A -o jsonpath='{.items[9].x}')", "error", 1), ("echo $A", "")], False),
        ([("A=$(kubectl get po -A)", ""), ("echo 172.16.116.3", "172.16.116.3")], False),
        ([("A=172.16.116.3", ""), ("echo $A", "172.16.116.3")], False),
    ],
)
def test_an_address_kept_in_a_variable(commands: list[tuple[str, str]], expected: bool) -> None:
    """The value may be shown by a later command, if kubectl found it."""
    args = {**PODS, "facts": ["status.podIP"], "any_one": True}
    assert worlds.verdicts("kubectl.shown", args, *commands).passed is expected


def test_a_cluster_without_the_object_is_not_the_learners_error() -> None:
    """The verdict says that the cluster lacks it, and offers a reset."""
    found = worlds.verdicts("kubectl.shown", DEPLOYMENT, ("kubectl get deploy -A", ""), objects=[])
    assert "the cluster has no" in found.seen


def test_what_was_not_seen_is_named_and_not_told() -> None:
    """The field, and whose; neither a short value nor a whole file."""
    args = {"resource": "pods", "namespace": "kube-system", "facts": ["status.podIP"]}
    found = worlds.verdicts("kubectl.shown", args, ("kubectl get pods -n kube-system", "coredns 1/1"))
    assert found.seen.startswith("not in the output: status.podIP of coredns-")
    assert "172.16" not in found.seen
    args = {
        "resource": "configmaps",
        "name": "coredns",
        "namespace": "kube-system",
        "facts": ["data.Corefile"],
    }
    found = worlds.verdicts("kubectl.shown", args, ("kubectl get cm -n kube-system", "coredns 1"))
    assert found.seen == "not in the output: data.Corefile of coredns"


def test_numbered_lines_are_the_text() -> None:
    """As `cat -n` and `grep -n` print it."""
    args = {
        "resource": "configmaps",
        "name": "coredns",
        "namespace": "kube-system",
        "facts": ["data.Corefile"],
    }
    lines = list(enumerate(worlds.COREFILE.splitlines(), 1))
    for form in ("     {}\t{}", "{}:    {}"):
        output = "\n".join(form.format(*line) for line in lines)
        assert worlds.verdicts(
            "kubectl.shown", args, ("kubectl get cm -n kube-system -o yaml", output)
        ).passed


LOGGED = {
    "namespace": "kube-system",
    "selector": "k8s-app=kube-dns",
    "among": "Reloading complete|reload failed",
    "matches": "Reloading complete",
}
READ = ("kubectl logs -n kube-system -l k8s-app=kube-dns", "[INFO] Reloading\n[INFO] Reloading complete\n")
FAILED = {
    name: log + "[ERROR] plugin/reload: Corefile changed but reload failed: x\n"
    for name, log in worlds.LOGS.items()
}


def test_logs_are_graded_where_they_are() -> None:
    """The newest line of every pod counts, and the learner has to have read it."""
    assert worlds.verdicts("kubectl.logged", LOGGED, READ).passed
    assert worlds.verdicts(
        "kubectl.logged", LOGGED, ("k logs -f deploy/coredns -n kube-system", READ[1], 130)
    ).passed
    cut = ("kubectl logs -n kube-system -l k8s-app=kube-dns | grep -o 'Reload.*'", "Reloading complete\n")
    assert worlds.verdicts("kubectl.logged", LOGGED, cut).passed
    assert not worlds.verdicts("kubectl.logged", LOGGED, READ, logs=FAILED).passed
    piece = (
        "kubectl logs deploy/coredns -n kube-system | grep -o 'Reloading complete'",
        "Reloading complete\n",
    )
    assert worlds.verdicts("kubectl.logged", LOGGED, piece).passed
    assert not worlds.verdicts("kubectl.logged", LOGGED, (piece[0], "Reloading\n")).passed
    assert not worlds.verdicts("kubectl.logged", LOGGED, ("echo '[INFO] Reloading complete'", READ[1])).passed
    assert not worlds.verdicts("kubectl.logged", LOGGED).passed
    assert worlds.verdicts("kubectl.logged", {**LOGGED, "read": False}).passed


def test_what_is_going_away_need_not_be_seen() -> None:
    """A pod that ends slowly is no part of what the learner looks for."""
    seen = ("kubectl get pods -n kube-system -o wide", WIDE)
    old = worlds.pod("coredns-old", "172.16.158.9", "k8s-w1")
    assert not worlds.verdicts("kubectl.shown", PODS, seen, objects=[*worlds.OBJECTS, old]).passed
    going = {**old, "metadata": {**old["metadata"], "deletionTimestamp": "2026-01-01T00:00:00Z"}}
    assert worlds.verdicts("kubectl.shown", PODS, seen, objects=[*worlds.OBJECTS, going]).passed


def scripts(files: dict[str, str]) -> dict[str, evidence.Completed]:
    """A host's programs, where these files lie."""
    return {
        f"sh -c {evidence.READ} sh {path}": evidence.Completed(0, text, "") for path, text in files.items()
    }


def test_kubectl_in_a_script() -> None:
    """A script is read where it lies; one that only prints the same has shown nothing."""
    asks = {
        "~/pods.sh": "#!/bin/sh\nkubectl get pods -A -o wide\n",
        "/tmp/pods": "kubectl get po -A -o wide\n",
    }
    for text in ("sh pods.sh", "bash -x /tmp/pods", "./pods.sh | grep core"):
        assert worlds.verdicts("kubectl.shown", PODS, (text, WIDE), programs=scripts(asks)).passed
    prints = {"~/pods.sh": "echo a table\n"}
    assert not worlds.verdicts("kubectl.shown", PODS, ("sh pods.sh", WIDE), programs=scripts(prints)).passed
    assert not worlds.verdicts("kubectl.shown", PODS, ("sh other.sh", WIDE), programs=scripts(prints)).passed


def test_the_api_asked_directly() -> None:
    """By the path of the same kind."""
    for kind, passed in (("pods?limit=5", True), ("services", False)):
        text = f"kubectl get --raw '/api/v1/namespaces/kube-system/{kind}' | jq ."
        assert worlds.verdicts("kubectl.shown", PODS, (text, WIDE)).passed is passed
