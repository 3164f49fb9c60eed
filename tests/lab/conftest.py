"""Fixtures of the lab's tests."""

from collections.abc import Iterator

import pytest

from tests.lab import running
from tutor.lab import launch


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[launch.LabHandle]:
    """One running lab for all tests that do no harm to it."""
    with running.lab(tmp_path_factory.mktemp("runtime")) as handle:
        yield handle
