"""Fixtures of the controller's tests."""

from collections.abc import AsyncIterator

import pytest

from tests.lab.metallb.controller import world
from tutor.lab.client import rest


@pytest.fixture
async def client() -> AsyncIterator[rest.Client]:
    """An administrator of an API server of the test's own."""
    async with world.api() as made:
        yield made
