"""A learner's changes of the Corefile: taken up without a restart, or refused while the old one keeps serving."""

import contextlib
import json
import time
from collections.abc import Iterator

import dns.message
import dns.rcode
import pytest

from tests.lab.wire import asking, names
from tutor.lab import launch

pytestmark = pytest.mark.lab

SECONDS = 30.0
PODS = "kubectl -n kube-system get pods -l k8s-app=kube-dns -o json"


@contextlib.contextmanager
def corefile(*changes: tuple[str, str]) -> Iterator[None]:
    """The lab's Corefile with texts replaced, and as it was afterwards."""
    before = json.loads(asking.said("k8s-m", "kubectl -n kube-system get cm coredns -o json"))["data"][
        "Corefile"
    ]
    text = before
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    _write(text)
    try:
        yield
    finally:
        _write(before)
        for address in addresses():
            until(lambda address=address: answered("learner.example.org", address) is None)


def _write(text: str) -> None:
    patch = json.dumps({"data": {"Corefile": text}})
    asking.said("k8s-m", f"kubectl -n kube-system patch cm coredns --type=merge -p '{patch}'")


def addresses() -> list[str]:
    """Of CoreDNS's pods."""
    return [pod["status"]["podIP"] for pod in json.loads(asking.said("k8s-m", PODS))["items"]]


def logs() -> str:
    """What both pods have printed."""
    return asking.said("k8s-m", "kubectl -n kube-system logs -l k8s-app=kube-dns --tail=-1")


def restarts() -> list[int]:
    """How often each container has been started anew."""
    pods = json.loads(asking.said("k8s-m", PODS))["items"]
    return [pod["status"]["containerStatuses"][0]["restartCount"] for pod in pods]


def answered(name: str, server: str) -> str | None:
    """The address that a server gives; None where it gives none."""
    found: dns.message.Message = names.exchange(name, "A", server=server)
    return found.answer[-1][0].to_text() if found.answer else None


def until(true: object) -> float:
    """Wait for a condition, and tell how long it took."""
    assert callable(true)
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < SECONDS
        time.sleep(0.02)
    return time.monotonic() - began


def test_new_plugins_take_effect_without_a_restart(lab: launch.LabHandle) -> None:
    """hosts, rewrite and log: both servers answer by the new Corefile soon after the ConfigMap's change."""
    before = restarts()
    hosts = "hosts {\n  203.0.113.7 learner.example.org\n  fallthrough\n }\n"
    rewrite = "rewrite name api.learner.example.org kubernetes.default.svc.cluster.local\n log\n"
    with corefile(("    ready\n", f"    ready\n {hosts} {rewrite}")):
        for address in addresses():
            seconds = until(lambda address=address: answered("learner.example.org", address) == "203.0.113.7")
            print(f"{address} served the new Corefile {seconds:.2f} s after the change")
            assert answered("api.learner.example.org", address) == "10.96.0.1"
            assert answered("kubernetes.default.svc.cluster.local", address) == "10.96.0.1"
        text = logs()
        assert '"A IN learner.example.org. udp' in text
        assert "[INFO] Reloading complete" in text
    assert restarts() == before


def test_a_broken_corefile_is_logged_and_the_old_one_keeps_serving(lab: launch.LabHandle) -> None:
    """In the words of the real server; the pods are not restarted."""
    before, known = restarts(), logs().count("Reloading")
    with corefile(("    ready\n", "    ready\n    nonsense here\n")):
        until(lambda: logs().count("Corefile parse error") + logs().count("Unknown directive") >= 2)
        text = logs()
        assert "Unknown directive 'nonsense'" in text
        assert "[ERROR] plugin/reload: Corefile changed but reload failed" in text or "[ERROR]" in text
        assert text.count("Reloading") > known
        for address in addresses():
            assert answered("kubernetes.default.svc.cluster.local", address) == "10.96.0.1"
    assert restarts() == before
