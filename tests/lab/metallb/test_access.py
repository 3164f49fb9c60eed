"""The way to the API server from a pod."""

from pathlib import Path

import pytest

from tutor.lab.metallb import access
from tutor.lab.metallb.config import source


def test_outside_of_a_cluster_there_is_no_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Said in client-go's words; without an account's files, which one is missing."""
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    with pytest.raises(access.NoAccessError, match="unable to load in-cluster configuration"):
        access.client("test")
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.96.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "443")
    monkeypatch.setattr(access, "ACCOUNT", Path("/nowhere"))
    with pytest.raises(access.NoAccessError, match=r"open /nowhere/token: no such file or directory"):
        access.client("test")


@pytest.mark.parametrize(
    ("arguments", "form", "name"),
    [
        (["--port=7472", "--config=config"], source.Form.CONFIG_MAP, "config"),
        (["-config", "other", "--port=1"], source.Form.CONFIG_MAP, "other"),
        (["--port=7472", "--log-level=info"], source.Form.CUSTOM_RESOURCES, ""),
    ],
)
def test_the_arguments_tell_the_form(arguments: list[str], form: source.Form, name: str) -> None:
    """As the manifests of the releases differ."""
    assert source.form_of(arguments) == (form, name)
