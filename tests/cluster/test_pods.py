"""Pods as hosts."""

import pytest

from tutor.cluster import pods


@pytest.mark.parametrize(
    ("host", "names"),
    [("pod/web", ("default", "web")), ("pod/shop/web-0", ("shop", "web-0"))],
)
def test_a_host_names_a_pod(host: str, names: tuple[str, str]) -> None:
    """With or without its namespace."""
    assert pods.is_pod(host)
    assert pods.names(host) == names


def test_a_machine_is_no_pod() -> None:
    """The hosts of the topology are reached otherwise."""
    assert not pods.is_pod("k8s-m")


def test_a_command_in_a_pod() -> None:
    """kubectl runs it without a word of its own, and everything behind -- is the command's."""
    assert pods.execute("pod/web", ["echo", "-n", "a b"]) == (
        ["kubectl", "exec", "--quiet", "--namespace=default", "pod/web", "--", "echo", "-n", "a b"]
    )


def test_a_terminal_in_a_pod() -> None:
    """Variables are set in the pod, which knows nothing of ours."""
    argv = pods.execute("pod/shop/web", ["bash"], env={"A": "1"}, terminal=True)
    assert argv == [
        "kubectl",
        "exec",
        "--quiet",
        "-it",
        "--namespace=shop",
        "pod/web",
        "--",
        "env",
        "A=1",
        "bash",
    ]
