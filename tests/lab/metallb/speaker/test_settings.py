"""The speaker's flags and environment."""

from pathlib import Path

import pytest

from tutor.lab.metallb.config import source
from tutor.lab.metallb.speaker import settings

EARLY = ["--port=7472", "--config=config", "--log-level=info"]
ENVIRONMENT = {
    "METALLB_NODE_NAME": "k8s-w1",
    "METALLB_HOST": "192.0.2.1",
    "METALLB_ML_BIND_ADDR": "192.0.2.1",
    "METALLB_ML_LABELS": "app=metallb,component=speaker",
    "METALLB_ML_SECRET_KEY": "key",
    "METALLB_NAMESPACE": "metallb-system",
}


def test_the_manifests_of_before_0_13_are_understood() -> None:
    """They name a ConfigMap, and the key stands in the environment."""
    told = settings.read(EARLY, ENVIRONMENT)
    assert (told.legacy, told.config_map, told.form) == (True, "config", source.Form.CONFIG_MAP)
    assert (told.node, told.host, told.port) == ("k8s-w1", "192.0.2.1", 7472)
    assert (told.members_labels, told.members_secret) == ("app=metallb,component=speaker", "key")
    assert "key" not in repr(told).replace("members_secret", "")


def test_the_manifests_of_after_0_13_are_understood(tmp_path: Path) -> None:
    """The key stands in a file."""
    (tmp_path / "secretkey").write_text("from a file")
    environment = {
        **ENVIRONMENT,
        "METALLB_ML_SECRET_KEY_PATH": str(tmp_path),
        "METALLB_POD_NAME": "speaker-x",
    }
    told = settings.read(["--port=7473", "--log-level=info", "--ignore-exclude-lb"], environment)
    assert (told.legacy, told.members_secret, told.pod, told.port) == (
        False,
        "from a file",
        "speaker-x",
        7473,
    )
    assert told.ignore_exclusion


def test_flags_go_before_the_environment() -> None:
    """As Go's flag package reads them, with one hyphen as well."""
    told = settings.read(["-node-name", "other", "--host=192.0.2.9"], ENVIRONMENT)
    assert (told.node, told.host) == ("other", "192.0.2.9")


def test_without_a_node_name_it_cannot_start() -> None:
    """It says which setting is missing."""
    with pytest.raises(settings.Unusable) as refused:
        settings.read(EARLY, {})
    assert "METALLB_NODE_NAME" in refused.value.fields["error"]


def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Rather than watched without a key."""
    with pytest.raises(settings.Unusable, match="secret key file"):
        settings.read([], {**ENVIRONMENT, "METALLB_ML_SECRET_KEY_PATH": str(tmp_path)})


def test_excluded_interfaces_come_from_the_mounted_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patterns, any of which takes an interface out; a broken file is an error, an absent one is none."""
    path = tmp_path / "excludel2.yaml"
    monkeypatch.setattr(settings, "EXCLUDED_INTERFACES", path)
    assert settings.read(EARLY, ENVIRONMENT).excluded_interfaces is None
    path.write_text('announcedInterfacesToExclude: ["^cali.*", "^lo$"]\n')
    found = settings.read(EARLY, ENVIRONMENT).excluded_interfaces
    assert found is not None
    assert [bool(found.search(name)) for name in ("cali123", "lo", "enp0s8", "lo0")] == [
        True,
        True,
        False,
        False,
    ]
    path.write_text("announcedInterfacesToExclude: ['(']\n")
    with pytest.raises(settings.Unusable):
        settings.read(EARLY, ENVIRONMENT)
