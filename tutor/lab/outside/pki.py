"""The lab's certificate authority, its server certificate and the administrator's token, made once for each user."""

import datetime
import json
import os
import secrets
import tempfile
from pathlib import Path

from tutor.base import clock, errors, paths

DAYS = 3650
RENEW_DAYS = 30
NAMES = (
    "k8s-m",
    "localhost",
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
)
ADDRESSES = ("10.96.0.1", "127.0.0.1", "192.168.10.10", "10.0.2.15")
"""What kubeadm puts into apiserver.crt (kubeadm: app/util/pkiutil), and the machine's loopback."""


def certificates() -> dict[str, str]:
    """ca.crt, ca.key, apiserver.crt, apiserver.key as PEM, and admin.token; made anew when they near their end.

    Raises EnvironmentLacks where they cannot be kept for this user alone.
    """
    try:
        file = paths.private(paths.state() / "lab") / "pki.json"
        found = _read(file)
        if found is None:
            found = _made()
            _write(file, found)
    except OSError as error:
        raise errors.EnvironmentLacks(
            f"the lab's keys cannot be kept in {paths.state()}",
            why=str(error),
            todo="set XDG_STATE_HOME to a folder of your own",
        ) from error
    return {name: text for name, text in found.items() if name != "expires"}


def _read(file: Path) -> dict[str, str] | None:
    try:
        found: dict[str, str] = json.loads(file.read_text())
        left = clock.parse(found["expires"]) - clock.now()
    except (OSError, ValueError, KeyError, TypeError):
        return None  # never made, or not whole: made anew
    return found if left > datetime.timedelta(days=RENEW_DAYS) else None


def _write(file: Path, made: dict[str, str]) -> None:
    number, name = tempfile.mkstemp(dir=file.parent)
    with open(number, "w") as new:
        json.dump(made, new)
    os.replace(name, file)


def _made() -> dict[str, str]:
    from tutor.lab.outside import (
        certificates as making,  # cryptography takes 0.1 s to import, and is needed once
    )

    until = clock.now() + datetime.timedelta(days=DAYS)
    made = making.make(NAMES, ADDRESSES, until)
    return {**made, "admin.token": secrets.token_urlsafe(32), "expires": clock.rfc3339(until)}
