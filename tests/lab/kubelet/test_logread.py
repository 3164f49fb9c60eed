"""What a container left in its termination log."""

import os
from pathlib import Path

from tutor.lab.kubelet import logread


def test_a_file_is_read_to_its_limit(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are replaced."""
    file = tmp_path / "termination-log"
    file.write_bytes(b"why\xff" + b"x" * 100)
    assert logread.left(str(file), 5) == "why\ufffdx"


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    """Neither another's file is shown, nor does anyone wait for a pipe's writer."""
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe")
    assert [logread.left(str(tmp_path / name), 9) for name in ("link", "pipe", "absent")] == ["", "", ""]
