"""`k8stutor workshop deploy` as it is called."""

from pathlib import Path

import pytest
import yaml

from tutor.cli import main

CALL = ("workshop", "deploy", "net101", "--learners", "2", "--image", "registry.example/k8stutor:1")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def test_the_output_is_for_kubectl_and_the_advice_is_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    """So that it can be piped."""
    assert main.main([*CALL, "--lang", "ko"]) == 0
    said = capsys.readouterr()
    kinds = [one["kind"] for one in yaml.safe_load_all(said.out)]
    assert kinds[0] == "Namespace"
    assert kinds.count("StatefulSet") == 2
    assert "kubectl delete namespace k8stutor-net101" in said.err
    assert "학습자 2명" in said.err


def test_the_same_class_has_the_same_keys(capsys: pytest.CaptureFixture[str]) -> None:
    """A larger one admits those who have joined."""
    found = []
    for more in ((), ("--learners", "3", "--replicas", "3")):
        assert main.main([*CALL, *more]) == 0
        documents = list(yaml.safe_load_all(capsys.readouterr().out))
        found.append({one["metadata"]["name"]: one for one in documents if one["kind"] == "Secret"})
    assert found[0]["join"] == found[1]["join"]
    assert found[0]["class"] == found[1]["class"]


def test_a_call_that_is_off_keeps_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No key is made for a class that no cluster would take."""
    assert main.main([*CALL, "--namespace", "kube-system"]) == 2
    assert "not the class's own" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
