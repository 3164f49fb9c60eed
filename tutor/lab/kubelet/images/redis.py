"""Redis: the real redis-server, where the lab's tools have it; the follower image of the guestbook as well."""

import dataclasses
import os
import shutil

from tutor.lab.kubelet.images import image
from tutor.lab.root import places

PROGRAM = "redis-server"

# The official image starts the server open to other hosts (its build takes protected mode away), and the versions
# that the guestbook names give a new follower its data at once, where later ones wait 5 s for more followers.
SETTINGS = ("--protected-mode", "no", "--dir", "/data", "--repl-diskless-sync", "no")

SERVER = image.Image(
    name="docker.io/library/redis",
    cmd=(PROGRAM, *SETTINGS),
    workdir="/data",
    userland=True,
)

FOLLOW = (
    'if [ "$GET_HOSTS_FROM" = env ]; then LEADER="$REDIS_LEADER_SERVICE_HOST"; else LEADER=redis-leader; fi; '
    f'exec {PROGRAM} {" ".join(SETTINGS)} --replicaof "$LEADER" 6379'
)

FOLLOWER = dataclasses.replace(
    SERVER,
    name="gcr.io/google_samples/gb-redis-follower",
    cmd=("sh", "-c", FOLLOW),
)

IMAGES = (
    SERVER,
    FOLLOWER,
    dataclasses.replace(FOLLOWER, name="us-docker.pkg.dev/google-samples/containers/gke/gb-redis-follower"),
)


def available() -> bool:
    """Whether the lab's tools, or the machine, have the server."""
    tools = f"{places.BASE}/tools/usr/bin"
    return (
        shutil.which(PROGRAM, path=os.pathsep.join((os.environ.get("PATH", os.defpath), tools))) is not None
    )
