"""What becomes of a pod whose sandbox ends."""

import contextlib
import os
import signal
from pathlib import Path

import pytest

from tests.lab.kubelet.conftest import Lab, pod

pytestmark = pytest.mark.lab


def pause_beside(marker: str) -> int:
    """The pid of the pause process in the pod that runs a process with `marker` among its arguments."""
    found = {path.parent: path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline")}
    beside = next(
        place for place, words in found.items() if marker.encode() in words and b"kubectl" not in words
    )
    namespace = os.readlink(beside / "ns/pid")
    for place in found:
        with contextlib.suppress(OSError):
            first = (
                "\t1\n" in place.joinpath("status").read_text().partition("NSpid:")[2].partition("NSsid")[0]
            )
            if first and os.readlink(place / "ns/pid") == namespace:
                return int(place.name)
    raise AssertionError("no pause process")


def test_a_sandbox_that_ends_is_made_anew(lab: Lab) -> None:
    """Its pause process killed from outside, the pod comes back with its restart counted."""
    lab.create(pod("victim", "sh", "-c", "sleep 600 # the-victims-marker"))
    lab.wait_ready("victim")
    before = lab.state("victim")["podIP"]
    os.kill(pause_beside("the-victims-marker"), signal.SIGKILL)
    lab.wait("victim", "jsonpath={.status.containerStatuses[0].restartCount}=1")
    lab.wait_ready("victim")
    lab.wait_event("victim", "Pod sandbox changed, it will be killed and re-created.")
    assert lab.state("victim")["podIP"] != before
    assert lab.out("exec", "victim", "--", "hostname") == "victim\n"
    lab.delete("victim")
