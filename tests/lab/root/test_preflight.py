"""What forbids a lab is named, with its mend."""

import dataclasses
import errno
import os

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
    facts = dataclasses.replace(GOOD, apparmor_restricts=1, seccomp=True, container="docker")
    assert preflight.findings(facts) == []
    root = dataclasses.replace(REFUSED, user=0, max_user_namespaces=0, newuidmap=False)
    assert [finding.name for finding in preflight.findings(root)] == ["refused"]


def test_blockers_come_first() -> None:
    """A front that shows one shows the one that matters."""
    found = preflight.findings(dataclasses.replace(REFUSED, newuidmap=False))
    assert [finding.weight for finding in found] == [preflight.Weight.BLOCKS, preflight.Weight.LIMITS]


def test_gathering_leaves_this_process_alone() -> None:
    """The trial happens in a child: this process keeps its namespaces whatever comes out."""
    before = [os.readlink(f"/proc/self/ns/{kind}") for kind in ("user", "mnt", "net", "pid")]
    facts = gather.facts()
    assert facts.system == "Linux"
    assert [os.readlink(f"/proc/self/ns/{kind}") for kind in ("user", "mnt", "net", "pid")] == before
