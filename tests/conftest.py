"""What all tests share: a home of their own, and the lab where the machine allows one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import installation
from tutor.lab.root import gather, preflight

pytest_plugins = ["tests.replay.plugin", "tests.replay.rates"]

OWN_FOLDERS = ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")
"""The cache is shared: the lab's tools need not be fetched for every run."""


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees the developer's progress, settings or running lab."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("home")
        for variable in OWN_FOLDERS:
            patch.setenv(variable, str(folder / variable.lower()))
            (folder / variable.lower()).mkdir(mode=0o700)
        patch.delenv("KUBECONFIG", raising=False)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where namespaces are forbidden the lab's tests are skipped, with the reason; in CI that is a failure."""
    marked = [item for item in items if item.get_closest_marker("lab")]
    if not marked or not (reasons := _forbidden()):
        return
    if os.environ.get("CI") == "true":
        raise pytest.UsageError(f"the lab cannot run here, and CI must run it: {reasons}")
    for item in marked:
        item.add_marker(pytest.mark.skip(reason=f"no lab here: {reasons}"))


def _forbidden() -> str:
    findings = preflight.findings(gather.facts())
    return "; ".join(finding.what for finding in findings if finding.weight is preflight.Weight.BLOCKS)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the built wheel, and with it installed in venv/."""
    folder = tmp_path_factory.mktemp("wheel")
    installation.make(folder)
    return folder
