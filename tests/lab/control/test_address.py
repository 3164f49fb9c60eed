"""The names of labs."""

import pytest

from tutor.base import errors
from tutor.lab.control import address

UNIX = """\
Num       RefCount Protocol Flags    Type St Inode Path
0000: 00000002 00000000 00010000 0005 01 1001 @k8stutor/0/abc/default
0000: 00000003 00000000 00000000 0005 03 1002 @k8stutor/0/abc/default
0000: 00000002 00000000 00010000 0005 01 1003 @k8stutor/0/abc/two
0000: 00000002 00000000 00010000 0005 01 1004 @k8stutor/1000/abc/theirs
0000: 00000002 00000000 00010000 0001 01 1005 /run/other.sock
0000: 00000003 00000000 00000000 0002 01 1006
"""


def test_running_labs_are_read_off_the_kernel_s_table() -> None:
    """Each once, and only those of this user and folder."""
    assert address.among(UNIX.splitlines(), "\0k8stutor/0/abc/") == ["default", "two"]


def test_the_environment_names_the_lab(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the default one is meant."""
    monkeypatch.delenv(address.VARIABLE, raising=False)
    assert address.chosen() == address.DEFAULT
    monkeypatch.setenv(address.VARIABLE, "two")
    assert address.chosen() == "two"
    assert address.name() == address.name("two") != address.name("default")


@pytest.mark.parametrize("name", ["A", "a b", "a/b", "-a", "a-", "x" * 31, "한", "a\n"])
def test_other_names_are_wrong_usage(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """They stand in socket names, file names and kubeconfigs."""
    monkeypatch.setenv(address.VARIABLE, name)
    with pytest.raises(errors.UsageError, match="is no name for a lab"):
        address.chosen()
