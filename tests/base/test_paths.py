"""Folders for one user alone."""

from pathlib import Path

import pytest

from tutor.base import paths


def test_a_private_folder_is_made_and_found_again(tmp_path: Path) -> None:
    """With its parents, and open to nobody else."""
    folder = paths.private(tmp_path / "a" / "b")
    assert paths.private(folder).stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    """Somebody may have made it before, to read what will be in it."""
    tmp_path.chmod(0o755)
    with pytest.raises(PermissionError, match="open to others"):
        paths.private(tmp_path)


def test_a_link_is_refused(tmp_path: Path) -> None:
    """It may lead to any folder of the user's own."""
    (tmp_path / "own").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "own")
    with pytest.raises(PermissionError):
        paths.private(tmp_path / "link")
