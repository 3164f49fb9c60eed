"""Links in another root."""

import os
from pathlib import Path

import pytest

from tutor.lab.root import within


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("", "/"),
        ("/", "/"),
        ("/etc/plain", "/etc/plain"),
        ("etc//./plain", "/etc/plain"),
        ("/absolute", "/etc/plain"),
        ("/etc/up/plain", "/etc/plain"),
        ("/folder/plain", "/etc/plain"),
        ("/folder/new/file", "/etc/new/file"),
        ("/out/etc/plain", "/etc/plain"),
        ("/../../etc/plain", "/etc/plain"),
        ("/chain", "/etc/plain"),
    ],
)
def test_links_lead_nowhere_else(tmp_path: Path, path: str, found: str) -> None:
    """Absolute ones begin at the other root, and none climbs out of it."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/plain").touch()
    links = {
        "absolute": "/etc/plain",
        "etc/up": "../etc",
        "folder": "/etc",
        "out": "../../..",
        "chain": "/absolute",
    }
    for name, to in links.items():
        (tmp_path / name).symlink_to(to)
    assert within.within(str(tmp_path), path) == f"{tmp_path}{found}"


def test_links_without_end_are_an_error(tmp_path: Path) -> None:
    """As for the kernel."""
    (tmp_path / "a").symlink_to("/b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match=os.strerror(40)):
        within.within(str(tmp_path), "/a/file")
