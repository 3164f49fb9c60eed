"""The names of labs."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tutor.base import errors
from tutor.lab.control import address

BIND = """
import os, signal, socket, sys
os.setuid(65534)
sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
sock.bind("\\0" + sys.argv[1])
sock.listen()
print("bound", flush=True)
signal.pause()
"""
UNIX = """\
Num       RefCount Protocol Flags    Type St Inode Path
0000: 00000002 00000000 00010000 0005 01 1001 @k8stutor/0/abc/default
0000: 00000003 00000000 00000000 0005 03 1002 @k8stutor/0/abc/default
0000: 00000002 00000000 00010000 0005 01 1003 @k8stutor/0/abc/two
0000: 00000002 00000000 00010000 0005 01 1004 @k8stutor/1000/abc/theirs
0000: 00000002 00000000 00010000 0001 01 1005 /run/other.sock
0000: 00000003 00000000 00000000 0002 01 1006
0000: 00000002 00000000 00010000 0005 01 1007 @k8stutor/0/abc/\x1b[31m
0000: 00000002 00000000 00010000 0005 01 1008 @k8stutor/0/abc/../two
"""


def test_running_labs_are_read_off_the_kernel_s_table() -> None:
    """Each once, and only those of this user and folder; what is no name for a lab is somebody's joke."""
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


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")
def test_what_another_user_listens_under_our_names_is_no_lab_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anyone may bind them; the list shows our own all the same."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    theirs = subprocess.Popen(
        [sys.executable, "-Ic", BIND, address.name("theirs")[1:]], stdout=subprocess.PIPE
    )
    with theirs, socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as own:
        assert theirs.stdout is not None
        assert theirs.stdout.readline() == b"bound\n"
        own.bind(address.name("ours"))
        own.listen()
        try:
            assert address.running() == ["ours"]
            with pytest.raises(errors.LabError, match="belongs to another user"):
                address.connect("theirs")
        finally:
            theirs.kill()
