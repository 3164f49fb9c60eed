"""What forbids a lab is named, with its mend."""

import dataclasses
import errno
import json
import os
import subprocess
import sys

import pytest

from tutor.lab.root import gather, preflight

GOOD = preflight.Facts()
REFUSED = preflight.Facts(trial=errno.EPERM, trial_step="user")


@pytest.mark.parametrize(
    ("facts", "name", "mend"),
    [
        (preflight.Facts(system="Darwin"), "not-linux", "--on cluster"),
        (dataclasses.replace(GOOD, kernel=(5, 4)), "old-kernel", "newer kernel"),
        (dataclasses.replace(GOOD, filesystems=frozenset({"tmpfs"})), "no-overlay", "modprobe overlay"),
        (dataclasses.replace(GOOD, devices=frozenset()), "no-devices", "/dev"),
        (dataclasses.replace(REFUSED, max_user_namespaces=0), "max-user-namespaces", "sysctl -w user."),
        (dataclasses.replace(REFUSED, unprivileged_clone=0), "unprivileged-clone", "userns_clone=1"),
        (dataclasses.replace(REFUSED, container="docker"), "container", "docker run --privileged"),
        (dataclasses.replace(REFUSED, container="podman", user=0), "container", "podman run --privileged"),
        (dataclasses.replace(REFUSED, seccomp=True, user=0), "container", "seccomp=unconfined"),
        (
            dataclasses.replace(REFUSED, trial_step="proc", covered=("/proc/kcore",), container="docker"),
            "covered-proc",
            "systempaths=unconfined",
        ),
        (
            dataclasses.replace(REFUSED, trial_step="proc", covered=("/proc/kcore",), user=0),
            "covered-proc",
            "procMount: Unmasked",
        ),
        (dataclasses.replace(REFUSED, trial_step="proc", container="docker"), "container", "--privileged"),
        (
            dataclasses.replace(REFUSED, apparmor_restricts=1, trial_step="mount"),
            "apparmor",
            "apparmor_restrict_unprivileged_userns=0",
        ),
        (REFUSED, "refused", "as root"),
    ],
)
def test_each_obstacle_is_named_with_its_mend(facts: preflight.Facts, name: str, mend: str) -> None:
    """One blocker, and words that say what to do."""
    (finding,) = preflight.findings(facts)
    assert (finding.name, finding.weight) == (name, preflight.Weight.BLOCKS)
    assert mend in finding.mend


@pytest.mark.parametrize("lacking", [{"newuidmap": False}, {"ranges": False}])
def test_without_ranges_of_ids_the_lab_is_limited_only(lacking: dict[str, bool]) -> None:
    """It starts with one id."""
    (finding,) = preflight.findings(dataclasses.replace(GOOD, **lacking))  # type: ignore[arg-type]
    assert (finding.name, finding.weight) == ("single-id", preflight.Weight.LIMITS)


@pytest.mark.parametrize(
    ("lacking", "name"), [({"files": 256}, "few-files"), ({"watchers": 8}, "few-watchers")]
)
def test_low_limits_are_named(lacking: dict[str, int], name: str) -> None:
    """The lab starts all the same."""
    (finding,) = preflight.findings(dataclasses.replace(GOOD, **lacking))  # type: ignore[arg-type]
    assert (finding.name, finding.weight) == (name, preflight.Weight.LIMITS)


def test_settings_that_do_no_harm_are_not_blamed() -> None:
    """When the trial works, no setting matters; root needs no user namespaces."""
    facts = dataclasses.replace(
        GOOD, apparmor_restricts=1, seccomp=True, container="docker", covered=("/proc/x",)
    )
    assert preflight.findings(facts) == []
    root = dataclasses.replace(REFUSED, user=0, max_user_namespaces=0, newuidmap=False)
    assert [finding.name for finding in preflight.findings(root)] == ["refused"]


def test_blockers_come_first() -> None:
    """A front that shows one shows the one that matters."""
    found = preflight.findings(dataclasses.replace(REFUSED, newuidmap=False))
    assert [finding.weight for finding in found] == [preflight.Weight.BLOCKS, preflight.Weight.LIMITS]


def test_of_many_covered_parts_some_are_named() -> None:
    """Engines cover a dozen; who reads it needs to see what is meant."""
    parts = tuple(f"/proc/{name}" for name in "abcdef")
    (finding,) = preflight.findings(dataclasses.replace(REFUSED, trial_step="proc", covered=parts))
    assert finding.what.endswith("/proc/a, /proc/b, /proc/c, /proc/d, …")


COVERS = """
import json, os
from tutor.lab.root import gather, preflight
facts = gather.facts()
print(json.dumps([facts.trial, facts.trial_step, facts.covered, [one.name for one in preflight.findings(facts)]]))
"""


@pytest.mark.lab
def test_a_covered_proc_is_found_by_trying() -> None:
    """As in a container whose engine masks it: what a namespace's owner has covered, those below it can't uncover."""
    mask = 'mount --bind /dev/null /proc/version && exec unshare -Ur "$@"'
    ran = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", mask, "sh", sys.executable, "-c", COVERS],
        capture_output=True,
        text=True,
        check=True,
    )
    trial, step, covered, names = json.loads(ran.stdout)
    assert (trial, step) == (errno.EPERM, "proc")
    assert "/proc/version" in covered
    assert names[0] == "covered-proc"


def test_gathering_leaves_this_process_alone() -> None:
    """The trial happens in a child: this process keeps its namespaces whatever comes out."""
    before = [os.readlink(f"/proc/self/ns/{kind}") for kind in ("user", "mnt", "net", "pid")]
    facts = gather.facts()
    assert facts.system == "Linux"
    assert [os.readlink(f"/proc/self/ns/{kind}") for kind in ("user", "mnt", "net", "pid")] == before
