"""Why this machine may refuse the lab, and the mend for each reason: a pure decision over gathered facts."""

import dataclasses
import enum


class Weight(enum.Enum):
    """BLOCKS: no lab can start. LIMITS: it starts, and something in it does not work."""

    BLOCKS = "blocks"
    LIMITS = "limits"


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing that is wrong: its name (stable, for tests and translations), what it is, and the mend."""

    name: str
    weight: Weight
    what: str
    mend: str


@dataclasses.dataclass(frozen=True)
class Facts:
    """What was found out. None where the machine has no such setting."""

    system: str = "Linux"
    kernel: tuple[int, int] = (6, 1)
    user: int = 1000
    trial: int = 0
    """errno of making the lab's namespaces and a mount inside them in a child; 0 when that works."""
    trial_step: str = ""
    """Which step of the trial failed: "user", "namespaces", "mount", "overlay", "proc" or ""."""
    covered: tuple[str, ...] = ()
    """The parts of /proc that other mounts cover."""
    seccomp: bool = False
    container: str = ""
    """The engine whose container this is ("docker", "podman", …); "" on a plain machine."""
    apparmor_restricts: int | None = None
    max_user_namespaces: int | None = None
    unprivileged_clone: int | None = None
    newuidmap: bool = True
    ranges: bool = True
    filesystems: frozenset[str] = frozenset({"overlay", "tmpfs", "proc", "sysfs", "devpts"})
    devices: frozenset[str] = frozenset({"null", "zero", "urandom", "tty"})
    files: int = 1 << 20
    """How many descriptors a process of this user may have at most (the hard limit)."""
    watchers: int | None = None
    """How many inotify instances a user may have, all labs together."""


OLDEST_KERNEL = (5, 12)
"""mount_setattr(2), and overlayfs in a user namespace since 5.11."""

NEEDED_DEVICES = frozenset({"null", "zero", "urandom"})


MOST_PARTS = 4
"""Of /proc are named: engines cover a dozen."""

FEWEST_FILES = 1024
"""A lab at rest has 270 open in one process; each pod adds to that."""

FEWEST_WATCHERS = 32
"""A lab has eight; what gets none looks at its files now and then instead."""


def findings(facts: Facts) -> list[Finding]:
    """All that is wrong, blockers first."""
    if facts.system != "Linux":
        return [_not_linux(facts.system)]
    found = [*_kernel(facts), *_namespaces(facts), *_ids(facts), *_counts(facts)]
    return sorted(found, key=lambda finding: finding.weight is not Weight.BLOCKS)


def _block(name: str, what: str, mend: str) -> Finding:
    return Finding(name, Weight.BLOCKS, what, mend)


def _not_linux(system: str) -> Finding:
    return _block(
        "not-linux",
        f"the lab is made of Linux namespaces, and this is {system}",
        "use a Linux machine or virtual machine (WSL 2, Lima, Multipass), or a cluster of your own: --on cluster",
    )


def _kernel(facts: Facts) -> list[Finding]:
    found = []
    if facts.kernel < OLDEST_KERNEL:
        have, need = (".".join(map(str, version)) for version in (facts.kernel, OLDEST_KERNEL))
        found.append(
            _block(
                "old-kernel",
                f"Linux {have} is older than {need}",
                "use a newer kernel: Debian 12, Ubuntu 22.04",
            )
        )
    if "overlay" not in facts.filesystems:
        found.append(
            _block(
                "no-overlay",
                "the kernel has no overlay file system",
                "load it once as root: modprobe overlay",
            )
        )
    if missing := sorted(NEEDED_DEVICES - facts.devices):
        found.append(
            _block(
                "no-devices",
                f"these are missing: {', '.join(f'/dev/{name}' for name in missing)}",
                "start the container with its usual /dev",
            )
        )
    return found


def _namespaces(facts: Facts) -> list[Finding]:
    """Why the trial failed: the first reason that fits, most certain first."""
    if not facts.trial:
        return []
    if facts.max_user_namespaces == 0 and facts.user != 0:
        return [
            _block(
                "max-user-namespaces",
                "this machine allows no user namespaces (user.max_user_namespaces is 0)",
                "as root: sysctl -w user.max_user_namespaces=15000",
            )
        ]
    if facts.unprivileged_clone == 0 and facts.user != 0:
        return [
            _block(
                "unprivileged-clone",
                "only root may make user namespaces (kernel.unprivileged_userns_clone is 0)",
                "as root: sysctl -w kernel.unprivileged_userns_clone=1",
            )
        ]
    if facts.trial_step == "proc" and facts.covered:
        return [_covered(facts.covered)]
    if facts.container or (facts.seccomp and facts.user == 0):
        return [_container(facts)]
    if facts.apparmor_restricts and facts.user != 0:
        return [
            _block(
                "apparmor",
                "AppArmor keeps unprivileged user namespaces powerless"
                " (kernel.apparmor_restrict_unprivileged_userns is 1, Ubuntu 23.10 and newer)",
                "as root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
                " (keep it with a file in /etc/sysctl.d), or run k8stutor as root",
            )
        ]
    return [_unknown(facts)]


def _covered(parts: tuple[str, ...]) -> Finding:
    shown = ", ".join(parts[:MOST_PARTS]) + (", …" if len(parts) > MOST_PARTS else "")
    return _block(
        "covered-proc",
        f"mounts cover parts of /proc, as container engines do it, so the kernel allows no other /proc: {shown}",
        "start the container with --security-opt systempaths=unconfined (Docker) or --security-opt unmask=ALL (Podman);"
        " in a pod of Kubernetes: procMount: Unmasked with hostUsers: false; elsewhere, as root, umount them",
    )


def _container(facts: Facts) -> Finding:
    engine = facts.container if facts.container in ("docker", "podman") else "docker"
    return _block(
        "container",
        f"this is a container, and its engine forbids namespaces or mounts ({facts.trial_step} was refused)",
        f"start it with: {engine} run --privileged …, or at least --security-opt seccomp=unconfined"
        " --security-opt apparmor=unconfined --security-opt systempaths=unconfined --cap-add SYS_ADMIN",
    )


def _unknown(facts: Facts) -> Finding:
    return _block(
        "refused",
        f"the kernel refused to make namespaces (step: {facts.trial_step}, error {facts.trial})",
        "try as root; if that fails as well, the machine's security module or its seccomp filter forbids it",
    )


def _counts(facts: Facts) -> list[Finding]:
    found = []
    if facts.files < FEWEST_FILES:
        what = f"a process may have {facts.files} files open at most: a lab with many pods needs more"
        found.append(
            Finding("few-files", Weight.LIMITS, what, "raise it, as root in the same shell: ulimit -Hn 65536")
        )
    if facts.watchers is not None and facts.watchers < FEWEST_WATCHERS:
        what = f"a user may have {facts.watchers} inotify instances at most: labs notice changed files late"
        mend = "as root: sysctl -w fs.inotify.max_user_instances=1024"
        found.append(Finding("few-watchers", Weight.LIMITS, what, mend))
    return found


def _ids(facts: Facts) -> list[Finding]:
    if facts.user == 0 or (facts.newuidmap and facts.ranges):
        return []
    if not facts.newuidmap:
        what, mend = "newuidmap is missing", "as root: apt install uidmap"
    else:
        what = "you have no range of ids in /etc/subuid and /etc/subgid"
        mend = "as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 YOUR-NAME"
    consequence = (
        "only your own id exists in the lab, so pods that ask for another user (runAsUser) do not start there"
    )
    return [Finding("single-id", Weight.LIMITS, f"{what}: {consequence}", mend)]
