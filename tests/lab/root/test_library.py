"""Python's library, reached by descriptors."""

import os
import subprocess
import sys

import hypothesis
import hypothesis.strategies as st

from tutor.lab.root import library

PROGRAM = """
import os, sys
from tutor.lab.root import library
library.pin(lambda path: os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
assert "colorsys" not in sys.modules and "email.mime.audio" not in sys.modules
os.chdir("/")
import email
import colorsys, email.mime.audio
assert colorsys.__spec__.origin.startswith("/proc/self/fd/"), colorsys.__spec__.origin
os.set_inheritable(1, True)
spare = os.open("/dev/null", os.O_RDONLY)
library.close_others(spare)
os.fstat(spare)
import wave
print("done")
"""


def test_modules_are_found_through_descriptors_alone() -> None:
    """Also by packages that were imported before, and after everything else has been closed."""
    words = [sys.executable, "-c", PROGRAM]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False, env=env)
    assert done.stdout == "done\n", done.stderr


@hypothesis.given(st.lists(st.sampled_from("ab"), min_size=1, max_size=4))
def test_the_nearest_folder_holds_a_path(parts: list[str]) -> None:
    """A folder's name that only begins alike is another one."""
    pinned = {"/a": "/proc/self/fd/900", "/a/b": "/proc/self/fd/901"}
    path = "/" + "/".join(parts)
    expected = path
    if parts[:2] == ["a", "b"]:
        expected = "/".join(["/proc/self/fd/901", *parts[2:]])
    elif parts[0] == "a":
        expected = "/".join(["/proc/self/fd/900", *parts[1:]])
    assert library.moved(path, pinned) == expected
    assert library.moved("/abc", pinned) == "/abc"
