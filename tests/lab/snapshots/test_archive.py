"""A snapshot's file: what was packed comes out, and nothing else is let in."""

import dataclasses
import json
import zlib
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.base import errors
from tutor.lab.snapshots import archive, hostfiles, shelf

FILE = {"kind": "file", "mode": 0o644, "owner": [0, 0], "data": "aGk="}
HEADER = archive.Header("2026-01-01T00:00:00Z", "a test")


def content(**parts: Any) -> archive.Content:
    files = {"entries": {"/root/note": FILE}, "gone": ["/etc/motd"], "left_out": []}
    return archive.Content(
        **{
            "objects": [{"kind": "Pod"}],
            "files": {"k8s-m": files},
            "shells": {},
            "routers": {"k8s-rtr": "!"},
            **parts,
        }
    )


def with_files(entries: Any, gone: Any = ()) -> archive.Content:
    return content(files={"k8s-m": {"entries": entries, "gone": list(gone), "left_out": []}})


def test_what_was_packed_comes_out() -> None:
    """Header and content, the header also from the first bytes alone."""
    packed = archive.pack(HEADER, content())
    assert archive.unpack(packed) == content()
    assert archive.header(packed[:200]) == HEADER


@hypothesis.settings(max_examples=60, deadline=None)
@hypothesis.given(st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_file_is_refused_or_whole(at: int, value: int) -> None:
    """gzip's check sum tells; no byte more or less passes, and no other exception comes out."""
    packed = bytearray(archive.pack(HEADER, content()))
    at %= len(packed)
    changed = packed[at] != value
    packed[at] = value
    try:
        assert archive.unpack(bytes(packed)) == content()
    except errors.LabError:
        assert changed
    for part in (bytes(packed[:at]), bytes(packed) + b"x"):
        with pytest.raises(errors.LabError):
            archive.unpack(part)


@pytest.mark.parametrize("path", hostfiles.PLACED)
def test_what_leads_into_the_installation_is_no_part_of_it(path: str) -> None:
    """A lab started from another checkout has its own; what an older file says of it is passed over."""
    link = {"kind": "link", "mode": 0o777, "owner": [0, 0], "target": "/elsewhere/assets"}
    packed = archive.pack(HEADER, with_files({"/root/note": FILE, path: link}))
    assert list(archive.unpack(packed).files["k8s-m"]["entries"]) == ["/root/note"]
    assert not hostfiles.is_kept(path)


def test_another_version_is_refused_by_name() -> None:
    """The message says which version took it, and what to do."""
    packed = archive.pack(dataclasses.replace(HEADER, product="0.0.1"), content())
    with pytest.raises(errors.LabError, match=r"another version of k8stutor: 0\.0\.1"):
        archive.unpack(packed)


def test_a_bomb_is_not_unpacked() -> None:
    """A small file that unpacks to a huge one is given up at the limit."""
    packer = zlib.compressobj(9, wbits=31)
    head = json.dumps(dataclasses.asdict(HEADER)).encode() + b"\n"
    block = (
        packer.compress(head) + b"".join(packer.compress(bytes(1 << 20)) for _ in range(260)) + packer.flush()
    )
    with pytest.raises(errors.LabError):
        archive.unpack(block)


@pytest.mark.parametrize(
    "bad",
    [
        content(objects={}),
        content(routers={"k8s-rtr": 3}),
        content(shells={"k8s-m": {"variables": [["A;", "", "x"]], "functions": []}}),
        content(files={"k8s-m": {"entries": {}}}),
        with_files({"/root/../etc/shadow": FILE}),
        with_files({"/proc/sysrq-trigger": FILE}),
        with_files({"root/note": FILE}),
        with_files({"/var/lib/kubelet/pods/x": FILE}),
        with_files({"/root/note": {**FILE, "mode": "0644"}}),
        with_files({"/root/note": {**FILE, "kind": "device"}}),
        with_files({"/root/note": {**FILE, "target": "/etc"}}),
        with_files({"/root/note": {**FILE, "mode": 0o104755}}),
        with_files({}, gone=["/"]),
        with_files({}, gone=[3]),
    ],
)
def test_what_no_snapshot_holds_is_refused(bad: archive.Content) -> None:
    """Paths out of place, unknown kinds, wrong types."""
    with pytest.raises(errors.LabError):
        archive.unpack(archive.pack(HEADER, bad))


@hypothesis.given(st.text(max_size=30))
def test_only_places_of_the_learner_are_kept(text: str) -> None:
    """No text leads out of the folders that a snapshot holds."""
    if hostfiles.is_kept(f"/root/{text}"):
        assert ".." not in f"/root/{text}".split("/")
    assert not hostfiles.is_kept(f"/proc/{text}")


def test_the_shelf_keeps_whole_files_for_its_user(tmp_path: Path) -> None:
    """A write that fails leaves what was there; files are for the user alone; links are not followed."""
    kept = shelf.Shelf(tmp_path / "shelf")
    packed = archive.pack(HEADER, content())
    kept.write("one", lambda file: _put(file, packed))
    with pytest.raises(errors.LabError):
        kept.write("one", _failing)
    ((name, size, header),) = kept.list()
    assert (name, size, header) == ("one", len(packed), HEADER)
    assert [file.name for file in (tmp_path / "shelf").iterdir()] == [f"one{shelf.SUFFIX}"]
    assert (tmp_path / "shelf" / f"one{shelf.SUFFIX}").stat().st_mode & 0o777 == 0o600
    (tmp_path / "shelf" / f"link{shelf.SUFFIX}").symlink_to("/etc/passwd")
    with pytest.raises(errors.LabError):
        kept.open("link")
    kept.delete("one")
    with pytest.raises(errors.UsageError):
        kept.open("one")


def _put(file: int, packed: bytes) -> None:
    with open(file, "wb", closefd=False) as opened:
        opened.write(packed)


def _failing(_file: int) -> None:
    raise errors.LabError("no lab is running")


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "UPPER", "a" * 64, "a\n"])
def test_names_are_plain(name: str, tmp_path: Path) -> None:
    """A name is a file's name and nothing else."""
    with pytest.raises(errors.UsageError):
        shelf.Shelf(tmp_path).open(name)
