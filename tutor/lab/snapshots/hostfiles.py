"""The files of a host that differ from what the machine lends it: found, and made so again. Runs on the host itself.

Kept are folders, files and links of TREES. Left out are what parts of the lab make by themselves (`EXCLUDED`), what is
neither of these three (sockets, devices), and files beyond the limits, which are named. Below /usr only /usr/local
is looked at: the rest has tens of thousands of files, which is too much for a restore within a second.
"""

import base64
import contextlib
import json
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from tutor.lab.root import places

Entry = dict[str, Any]
"""{"kind": "dir" | "file" | "link", "mode": n, "owner": [uid, gid], "data": base64, "target": text}"""

TREES = (
    "/root",
    "/home",
    "/etc",
    "/opt",
    "/srv",
    "/mnt",
    "/tmp",
    "/usr/local",
    "/var/lib",
    "/var/spool",
    "/var/tmp",
)
PLACED = (
    "/root/assets",
    "/usr/local/bin/kubectl",
    "/usr/local/bin/calicoctl",
    "/usr/local/lib/k8stutor/calicoctl.py",
)
"""What the lab itself puts there at its start: it leads into the installation that runs it, which may be another one
than that of the lab where a snapshot was taken."""
EXCLUDED = (
    *PLACED,
    "/var/lib/kubelet",
    "/var/lib/calico",
    "/var/lib/cni",
    "/var/lib/containerd",
    "/var/lib/containers",
    "/etc/cni",
)
FILE_LIMIT = 4 << 20
HOST_LIMIT = 16 << 20
MOST_ENTRIES = 20_000


def capture(_args: list[str]) -> int:
    """Print what differs as one JSON object: `entries` by path, `gone` paths, and paths `left_out`."""
    sys.stdout.write(json.dumps(look()))
    return 0


def apply(_args: list[str]) -> int:
    """Make it so, read from stdin; print the paths that could not be as {"failed": […]}."""
    with open(0, closefd=False) as given:
        wanted = json.load(given)
    sys.stdout.write(json.dumps({"failed": _apply(wanted)}))
    return 0


def look() -> dict[str, Any]:
    """What differs on this host now."""
    entries: dict[str, Entry] = {}
    left_out: list[str] = []
    gone: list[str] = []
    room = HOST_LIMIT
    points = _mount_points()
    for tree in TREES:
        for path, found in _walk(tree):
            if path in points or (entry := _differing(path, found)) is None:
                continue
            size = found.st_size if entry["kind"] == "file" else 0
            if size > min(FILE_LIMIT, room) or len(entries) >= MOST_ENTRIES:
                left_out.append(path)
                continue
            room -= size
            try:
                entries[path] = _content(path, entry)
            except OSError:
                left_out.append(path)
        gone += _missing(tree)
    return {"entries": entries, "gone": gone, "left_out": left_out}


def _walk(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """Everything below, folders before what they hold; other file systems that are mounted there are not entered."""
    try:
        device = os.lstat(folder).st_dev
        with os.scandir(folder) as listed:
            inside = sorted(listed, key=lambda one: one.name)
    except OSError:
        return
    for one in inside:
        path = f"{folder}/{one.name}"
        if path in EXCLUDED:
            continue
        try:
            found = one.stat(follow_symlinks=False)
        except OSError:
            continue  # it went meanwhile
        if stat.S_ISDIR(found.st_mode):
            if found.st_dev != device:
                continue
            yield path, found
            yield from _walk(path)
        elif stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode):
            yield path, found


def _mount_points() -> set[str]:
    """Where something is mounted, with the folders above it: these belong to the lab (proc(5), mountinfo)."""
    with open("/proc/self/mountinfo") as lines:
        mounted = [PurePosixPath(line.split()[4]) for line in lines]
    return {str(path) for point in mounted for path in (point, *point.parents)}


def _own(path: str) -> tuple[str, os.stat_result] | None:
    """Where the machine's own of that path lies, and what it is; None where it has none."""
    if not path.startswith(("/etc/", "/usr/")):
        return None
    for base in (places.HOST_BASE, f"{places.HOST_BASE}/tools"):
        with contextlib.suppress(OSError):
            return base + path, os.lstat(base + path)
    return None


def _lent(path: str) -> str:
    """Where the machine's own of that path lies; "" where it has none."""
    own = _own(path)
    return own[0] if own else ""


def _differing(path: str, found: os.stat_result) -> Entry | None:
    """What it is, less its content; None where it is the machine's own, unchanged."""
    if lent := _own(path):
        own = lent[1]
        same = (own.st_mode, own.st_uid, own.st_gid) == (found.st_mode, found.st_uid, found.st_gid)
        if same and (
            stat.S_ISDIR(own.st_mode) or (own.st_size, own.st_mtime_ns) == (found.st_size, found.st_mtime_ns)
        ):
            return None
    kind = "dir" if stat.S_ISDIR(found.st_mode) else "link" if stat.S_ISLNK(found.st_mode) else "file"
    return {"kind": kind, "mode": stat.S_IMODE(found.st_mode), "owner": [found.st_uid, found.st_gid]}


def _content(path: str, entry: Entry) -> Entry:
    if entry["kind"] == "link":
        return {**entry, "target": os.readlink(path)}
    if entry["kind"] == "dir":
        return entry
    with open(path, "rb") as file:
        return {**entry, "data": base64.b64encode(file.read()).decode()}


def _missing(tree: str) -> list[str]:
    """Paths of the machine's that were removed here, the topmost ones."""
    found = []
    for base in (places.HOST_BASE, f"{places.HOST_BASE}/tools"):
        for folder, folders, files in os.walk(base + tree):
            here = folder.removeprefix(base)
            left = _names(here)
            gone = [name for name in (*folders, *files) if name not in left]
            found += [f"{here}/{name}" for name in gone]
            folders[:] = [name for name in folders if name not in gone]
    return [path for path in found if not _lent(path) or not os.path.lexists(path)]


def _names(folder: str) -> set[str]:
    """What is in a folder: one call instead of one for each name that is looked for."""
    try:
        return set(os.listdir(folder))
    except OSError:
        return set()  # it has gone, or is no folder any more


def _apply(wanted: dict[str, Any]) -> list[str]:
    now = look()
    entries: dict[str, Entry] = wanted["entries"]
    stays = {*entries, *wanted["left_out"]}
    holds = {str(parent) for path in stays for parent in PurePosixPath(path).parents}
    failed: list[str] = []

    def attempt(path: str, work: Any, *args: Any) -> None:
        try:
            work(*args)
        except (OSError, ValueError) as error:
            failed.append(f"{path}: {error}")

    for path in sorted({*now["entries"], *now["left_out"]} - stays - holds, reverse=True):
        attempt(path, _back, path)
    for path in set(now["gone"]) - set(wanted["gone"]):
        attempt(path, _lend, path)
    for path, entry in sorted(entries.items()):
        if now["entries"].get(path) != entry:
            attempt(path, _make, path, entry)
    for path in sorted(wanted["gone"], reverse=True):
        if os.path.lexists(path):
            attempt(path, _remove, path)
    return failed


def _back(path: str) -> None:
    """Make a path the machine's own again, or take away what the machine has not."""
    _remove(path)
    if _lent(path):
        _lend(path)


def _remove(path: str) -> None:
    _inside(path)
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)


def _lend(path: str) -> None:
    lent = _lent(path)
    if not lent:
        return
    if os.path.isdir(lent) and not os.path.islink(lent):
        shutil.copytree(lent, path, symlinks=True, dirs_exist_ok=True)
    else:
        shutil.copy2(lent, path, follow_symlinks=False)


def _make(path: str, entry: Entry) -> None:
    _inside(path)
    kind = entry["kind"]
    if os.path.lexists(path) and (kind == "link" or _kind_of(path) != kind):
        _remove(path)
    if kind == "link":
        os.symlink(entry["target"], path)
    elif kind == "dir":
        os.makedirs(path, exist_ok=True)
    else:
        # Written in place, since pods may have the very file mounted.
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:
            file.write(base64.b64decode(entry["data"], validate=True))
    if kind != "link":
        os.chmod(path, entry["mode"])
    os.chown(path, *entry["owner"], follow_symlinks=False)


def _kind_of(path: str) -> str:
    return "link" if os.path.islink(path) else "dir" if os.path.isdir(path) else "file"


def _inside(path: str) -> None:
    """Raises ValueError for a path that does not lie in TREES, or that a link on its way leads out of them."""
    parents = [str(parent) for parent in PurePosixPath(path).parents][:-1]
    for parent in parents:
        os.makedirs(parent, exist_ok=True)
        if os.path.islink(parent):
            raise ValueError(f"{parent} is a link")
    if not is_kept(path):
        raise ValueError("no place for a file of a snapshot")


def is_kept(path: object) -> bool:
    """Whether a snapshot may hold this path: absolute, without .., below one of TREES and not excluded."""
    if not isinstance(path, str) or "\0" in path or os.path.normpath(path) != path:
        return False
    pure = PurePosixPath(path)
    inside = any(pure.is_relative_to(tree) and path != tree for tree in TREES)
    return inside and not any(pure.is_relative_to(tree) for tree in EXCLUDED)
