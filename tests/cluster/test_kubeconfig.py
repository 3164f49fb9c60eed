"""The kubeconfig is read as kubectl reads it, and no cluster is used unconfirmed."""

from pathlib import Path

import pytest

from tutor.base import errors
from tutor.cluster import guard, kubeconfig

ONE = """
current-context: prod
clusters:
- {name: c1, cluster: {server: https://10.0.0.1:6443}}
- {name: c2, cluster: {server: https://10.0.0.2:6443}}
contexts:
- {name: dev, context: {cluster: c2, user: u}}
- {name: prod, context: {cluster: c1, user: u}}
- {name: lost, context: {cluster: nowhere, user: u}}
"""
TWO = """
current-context: dev
clusters: [{name: c1, cluster: {server: https://elsewhere:1}}]
contexts: [{name: more, context: {cluster: c1}}]
"""


def test_current_context_first_and_first_file_wins(tmp_path: Path) -> None:
    """Several files merge as kubectl merges them."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text(ONE)
    two.write_text(TWO)
    found = kubeconfig.contexts(kubeconfig.files({"KUBECONFIG": f"{one}:{two}:/nonexistent"}))
    assert [(context.name, context.server, context.current) for context in found] == [
        ("prod", "https://10.0.0.1:6443", True),
        ("dev", "https://10.0.0.2:6443", False),
        ("more", "https://10.0.0.1:6443", False),
    ]


def test_default_file_is_in_the_home(tmp_path: Path) -> None:
    """Without KUBECONFIG the home's file counts."""
    (tmp_path / ".kube").mkdir()
    (tmp_path / ".kube" / "config").write_text(ONE)
    assert tmp_path / ".kube" / "config" in kubeconfig.files({}, tmp_path)


@pytest.mark.parametrize("text", ["{", "\x00"])
def test_broken_file_is_an_error_with_a_way_out(tmp_path: Path, text: str) -> None:
    """What is no YAML is named with what to do."""
    file = tmp_path / "config"
    file.write_text(text)
    with pytest.raises(errors.EnvironmentLacks, match="can't be read") as caught:
        kubeconfig.contexts([file])
    assert "--on lab" in caught.value.todo


def test_a_file_without_contexts_offers_none(tmp_path: Path) -> None:
    """YAML of another shape holds no cluster."""
    file = tmp_path / "config"
    file.write_text("- 1\n- 2")
    assert kubeconfig.contexts([file]) == []


def test_only_the_confirmed_cluster_is_used(tmp_path: Path) -> None:
    """Name and server must both be the ones that the learner saw."""
    context = kubeconfig.Context("prod", "c1", "https://10.0.0.1:6443", (tmp_path,), current=True)
    assert guard.confirm(context, name="prod", server="https://10.0.0.1:6443/").context is context
    for name, server in (("prod", "https://10.0.0.2:6443"), ("dev", context.server), ("", "")):
        with pytest.raises(errors.UsageError, match="not confirmed"):
            guard.confirm(context, name=name, server=server)
