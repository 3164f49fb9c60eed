"""Which user a container's process is, and how it becomes that user (securityContext)."""

import dataclasses
import os
import sys

from tutor.lab.client import resources
from tutor.lab.kubelet import environment

ENTRY = "tutor.lab.kubelet.identity:main"
CANNOT_START = 126


@dataclasses.dataclass(frozen=True)
class User:
    """A user, its group and further groups, as numbers."""

    uid: int
    gid: int
    groups: tuple[int, ...] = ()

    def words(self) -> tuple[str, str, str]:
        """As `main` reads them."""
        return str(self.uid), str(self.gid), ",".join(map(str, self.groups))


def user_of(pod: resources.Object, spec: resources.Object) -> User | None:
    """The user that the container or its pod asks for; None for root, which images of the lab run as.

    Raises environment.ConfigError for runAsNonRoot without another user.
    """
    whole = pod["spec"].get("securityContext") or {}
    asked = {**whole, **(spec.get("securityContext") or {})}
    uid, gid = int(asked.get("runAsUser") or 0), int(asked.get("runAsGroup") or 0)
    if asked.get("runAsNonRoot") and not uid:
        meta = pod["metadata"]
        where = f'(pod: "{meta["name"]}_{meta["namespace"]}({meta["uid"]})", container: {spec["name"]})'
        why = (
            "container's runAsUser breaks non-root policy"
            if "runAsUser" in asked
            else ("container has runAsNonRoot and image will run as root")
        )
        raise environment.ConfigError(f"{why} {where}")
    groups = [*(whole.get("supplementalGroups") or []), *([whole["fsGroup"]] if "fsGroup" in whole else [])]
    if not uid and not gid and not groups:
        return None
    return User(uid, gid, tuple(int(group) for group in groups))


def main(argv: list[str]) -> int:
    """Become the user of the first three words, then execute the others."""
    uid, gid, groups, *command = argv
    try:
        os.setgroups([int(group) for group in groups.split(",") if group])
        os.setgid(int(gid))
        os.setuid(int(uid))
    except OSError as error:
        sys.stderr.write(
            f"unable to become user {uid}: {error.strerror} (the lab has only the users that are mapped)\n"
        )
        return CANNOT_START
    try:
        os.execvp(command[0], command)  # noqa: S606 - the container's own command line, as a list
    except OSError as error:
        sys.stderr.write(f'exec: "{command[0]}": {error.strerror}\n')
    return CANNOT_START + 1
