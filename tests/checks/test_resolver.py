"""A pod's resolv.conf is graded by what stands in it now, and by whether the learner read it there."""

from typing import Any

import pytest

from tests.checks import worlds
from tutor.checkapi import evidence, testing

CLUSTER = "search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n"
NODE = "nameserver 10.0.2.3\noptions edns0 trust-ad\n"
OWN = "search default.svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:1\n"


def pod(name: str, policy: str, **spec: Any) -> dict[str, Any]:
    """A running pod in the namespace `default`."""
    return {
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {"dnsPolicy": policy, **spec},
        "status": {"phase": "Running", "podIP": "172.16.0.9"},
    }


def world(conf: str, *pods: dict[str, Any]) -> dict[str, Any]:
    """The small cluster with these pods, each with that resolv.conf."""
    return {
        "objects": [*worlds.OBJECTS, *pods],
        "programs": {"cat /etc/resolv.conf": evidence.Completed(0, conf, "")},
    }


RUN = "kubectl run -it --rm netdebug --image=nicolaka/netshoot --restart=Never -- zsh"
SHELL = f'netdebug:~# cat /etc/resolv.conf\n{CLUSTER}netdebug:~# exit\npod "netdebug" deleted\n'
ECHOED = SHELL.replace("cat /etc", "echo search default.svc.cluster.local; echo nameserver 10.96.0.10 #")


@pytest.mark.parametrize(
    ("commands", "pods", "passes"),
    [
        ([(RUN, SHELL)], [], True),
        ([("kubectl run -i --rm x --image=busybox -- cat /etc/resolv.conf", CLUSTER)], [], True),
        ([("kubectl run x --image=a", ""), ("kubectl exec x -- cat /etc/resolv.conf", CLUSTER)], [], True),
        ([(RUN.replace(" -- zsh", ""), SHELL)], [], True),
        ([(RUN.replace("--restart=Never", "--restart Never"), SHELL)], [], True),
        (
            [("kubectl run x -it --rm --image=busybox -- cat -n /etc/resolv.conf", f"     1\t{CLUSTER}")],
            [],
            True,
        ),
        ([(RUN, SHELL)], [pod("netdebug", "ClusterFirst")], False),
        (
            [("kubectl run -it --restart Never --image a netdebug -- zsh", SHELL)],
            [pod("netdebug", "ClusterFirst")],
            False,
        ),
        ([(RUN, "netdebug:~# exit\n")], [], False),
        ([(RUN, ECHOED)], [], False),
        ([("kubectl run x --rm -i --image=a -- cat /etc/resolv.conf", NODE)], [], False),
        ([("cat /etc/resolv.conf", CLUSTER)], [], False),
        ([(f"echo '{CLUSTER}'", CLUSTER)], [], False),
        ([(RUN.replace("run", "run -n other"), SHELL)], [], False),
        ([], [], False),
    ],
)
def test_visited(commands: list[tuple[str, str]], pods: list[dict[str, Any]], passes: bool) -> None:
    """Read in a pod of one's own, which is gone afterwards."""
    assert worlds.verdicts("resolver.visited", {}, *commands, **world(CLUSTER, *pods)).passed is passes


def read(name: str, conf: str, *, shell: bool = False) -> evidence.CommandRecord:
    """The file read in a pod, by kubectl or in a shell there."""
    text, host = (
        ("cat /etc/resolv.conf", f"pod/{name}")
        if shell
        else (f"kubectl exec {name} -- cat /etc/resolv.conf", "k8s-m")
    )
    return testing.ran(text, conf, host=host)


@pytest.mark.parametrize(
    ("args", "pods", "conf", "records", "passes"),
    [
        ({"policy": "Default"}, [pod("a", "Default")], NODE, [read("a", NODE)], True),
        ({"policy": "Default"}, [pod("a", "Default")], NODE, [read("a", NODE, shell=True)], True),
        (
            {"policy": "Default"},
            [pod("a", "Default")],
            NODE,
            [testing.ran("for p in a b; do kubectl exec $p -- cat /etc/resolv.conf; done", NODE)],
            True,
        ),
        ({"policy": "Default"}, [pod("a", "Default"), pod("b", "Default")], NODE, [read("b", NODE)], True),
        ({"policy": "Default"}, [pod("a", "Default")], NODE, [read("b", NODE)], False),
        (
            {"policy": "Default"},
            [pod("a", "Default")],
            NODE,
            [testing.ran("cat /etc/resolv.conf", NODE)],
            False,
        ),
        ({"policy": "Default"}, [pod("a", "Default")], NODE, [read("a", "nameserver 10.0.2.3\n")], False),
        ({"policy": "Default"}, [pod("a", "ClusterFirst")], NODE, [read("a", NODE)], False),
        ({"policy": "Default"}, [], NODE, [read("a", NODE)], False),
        (
            {"policy": "Default"},
            [pod("a", "Default")],
            NODE,
            [testing.ran(f"kubectl exec a -- true; echo '{NODE}'", NODE)],
            False,
        ),
        (
            {"policy": "ClusterFirst", "host_network": True},
            [pod("a", "ClusterFirst")],
            NODE,
            [read("a", NODE)],
            False,
        ),
        (
            {"policy": "ClusterFirst", "host_network": True},
            [pod("a", "ClusterFirst", hostNetwork=True)],
            NODE,
            [read("a", NODE)],
            True,
        ),
        ({"policy": "None", "ndots": 1}, [pod("a", "None")], OWN, [read("a", OWN)], True),
        ({"policy": "None", "ndots": 1}, [pod("a", "None")], CLUSTER, [read("a", CLUSTER)], False),
        ({"policy": "None", "name": "b"}, [pod("a", "None")], OWN, [read("a", OWN)], False),
    ],
)
def test_policy(
    args: dict[str, Any],
    pods: list[dict[str, Any]],
    conf: str,
    records: list[evidence.CommandRecord],
    passes: bool,
) -> None:
    """A pod with the policy runs, and its whole file was read there."""
    seen = worlds.world(**world(conf, *pods)).evidence(*records)
    found = worlds.check("resolver.policy")(seen, **args)
    assert found.passed is passes, found
    assert found.passed or found.next
