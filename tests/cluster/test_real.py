"""A real cluster's shell and checks see the confirmed context, and nothing else."""

from pathlib import Path

import pytest
import yaml

from tutor.base import errors
from tutor.cluster import guard, kubeconfig, place, real

HOME = """
current-context: home
clusters: [{name: kubernetes, cluster: {server: https://10.0.0.1:6443, certificate-authority: pki/ca.crt}}]
contexts: [{name: home, context: {cluster: kubernetes, user: me}}]
users: [{name: me, user: {client-key: /keys/me, exec: {command: ./login}}}]
"""
OTHER = """
current-context: work
clusters: [{name: kubernetes, cluster: {server: https://10.9.9.9:6443}}]
contexts: [{name: work, context: {cluster: kubernetes, user: me}}]
"""


def no_terminal(*_args: object) -> place.Pty:
    """No test here opens one."""
    raise AssertionError


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[kubeconfig.Context]:
    """Two files that know different clusters of one name."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    for name, text in (("one", HOME), ("two", OTHER)):
        (tmp_path / name).write_text(text)
    return kubeconfig.contexts([tmp_path / "one", tmp_path / "two"])


async def test_the_pin_holds_what_was_confirmed(found: list[kubeconfig.Context], tmp_path: Path) -> None:
    """One file with one context, its paths absolute, for its user alone, and gone afterwards."""
    opened = real.RealCluster(
        guard.confirm(found[0], name="home", server="https://10.0.0.1:6443"), no_terminal
    )
    file = Path(opened.kubeconfig)
    pinned = yaml.safe_load(file.read_text())
    assert file.stat().st_mode & 0o777 == 0o600
    assert [context["name"] for context in pinned["contexts"]] == ["home"] == [pinned["current-context"]]
    assert pinned["clusters"][0]["cluster"] == {
        "server": "https://10.0.0.1:6443",
        "certificate-authority": f"{tmp_path}/pki/ca.crt",
    }
    user = pinned["users"][0]["user"]
    assert (user["client-key"], user["exec"]["command"]) == ("/keys/me", f"{tmp_path}/login")
    await opened.close()
    assert not file.exists()


def test_clusters_of_one_name_are_not_confounded(found: list[kubeconfig.Context]) -> None:
    """The server that is shown is the one that is used: the first file's, as kubectl merges them."""
    work = next(context for context in found if context.name == "work")
    assert work.server == "https://10.0.0.1:6443"
    assert kubeconfig.alone(work)["clusters"][0]["cluster"]["server"] == work.server


def test_a_kubeconfig_that_changed_since_is_refused(found: list[kubeconfig.Context], tmp_path: Path) -> None:
    """What was confirmed is not what the file says now."""
    (tmp_path / "one").write_text(HOME.replace("10.0.0.1", "10.6.6.6"))
    with pytest.raises(errors.EnvironmentLacks, match="has changed"):
        kubeconfig.alone(found[0])
