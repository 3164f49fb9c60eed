"""What the class looks like. `pytest tests/tui/classroom/test_pictures.py --snapshot-update` takes new pictures."""

from collections.abc import Callable

import pytest

from tests.tui.classroom import pictures


@pytest.mark.parametrize("scene", pictures.SCENES, ids=lambda scene: scene.name)
def test_the_scene_looks_as_it_did(scene: pictures.Scene, snap_compare: Callable[..., bool]) -> None:
    """Nothing on the screen has changed unnoticed."""
    assert snap_compare(scene.app(), terminal_size=scene.size, run_before=scene.play)
