"""A container's root filesystem, mounted by a short process inside the pod's mount namespace.

The root is a memory file system of its own. An image with a userland shows the machine's /usr and /etc (and the
unpacked tools) with a writable layer on top; an image from scratch holds only its own files. Over that lie /proc,
/sys, a small /dev, and the mounts that the pod asks for.
"""

import os
import shutil
import sys

from tutor.lab.kubelet import rootplan
from tutor.lab.root import layers, mounts, places, syscalls

FOLDERS = {"tmp": 0o1777, "root": 0o700, "var/tmp": 0o1777, "run": 0o755, "home": 0o755, "etc": 0o755}


def main(argv: list[str]) -> int:
    """Build the plan given as JSON; a failure's reason goes to stderr."""
    try:
        build(rootplan.parse(argv[0]))
    except OSError as error:
        sys.stderr.write(f"{error.filename or 'container root'}: {error.strerror}")
        return 1
    return 0


def build(plan: rootplan.Plan) -> None:
    """Mount everything. Raises OSError."""
    if plan.replaces and os.path.ismount(plan.replaces):
        syscalls.umount(plan.replaces)
    root = plan.root
    mounts.tmpfs(root)
    for name, mode in FOLDERS.items():
        os.makedirs(f"{root}/{name}", exist_ok=True)
        os.chmod(f"{root}/{name}", mode)
    if plan.userland:
        _userland(root, plan.files)
    for top in ("", *(() if plan.userland else places.SYSTEM_FOLDERS)):
        _write(plan.files, top, f"{root}/{top}".rstrip("/"))
    _kernel_views(root, plan.termination_log)
    for mount in sorted(plan.mounts, key=lambda item: item.target.count("/")):
        _mount(root, mount)
    os.makedirs(f"{root}/{plan.workdir}", exist_ok=True)
    if plan.read_only:
        _seal(root, userland=plan.userland)


def _parent(path: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)


def _userland(root: str, files: dict[str, str]) -> None:
    writable = f"{root}/.layers"
    os.mkdir(writable)
    mounts.tmpfs(writable)
    for name in places.SYSTEM_FOLDERS:
        lowers = _lowers(name)
        _own_folders(lowers, f"{writable}/{name}/upper")
        _write(files, name, f"{writable}/{name}/upper")
        os.makedirs(f"{root}/{name}", exist_ok=True)
        layers.show(f"{root}/{name}", lowers, f"{writable}/{name}")
    # The layers live on: the overlays hold them. The container needs not see them.
    syscalls.umount(writable)
    os.rmdir(writable)
    for name in places.ROOT_LINKS:
        if os.path.islink(f"/{name}"):
            os.symlink(os.readlink(f"/{name}"), f"{root}/{name}")
        elif os.path.isdir(f"/{name}"):
            os.makedirs(f"{root}/{name}")
            syscalls.bind(f"/{name}", f"{root}/{name}", read_only=True)
    _skeleton(root)


def _own_folders(lowers: list[str], upper: str) -> None:
    """Give the writable layer the first level of folders: in a user namespace root may not write in the machine's."""
    for lower in lowers:
        for entry in os.scandir(lower):
            if entry.is_dir(follow_symlinks=False):
                os.makedirs(f"{upper}/{entry.name}", exist_ok=True)


def _write(files: dict[str, str], top: str, folder: str) -> None:
    """Write the files that belong below `top` ("" for all others) into `folder`."""
    for path, text in files.items():
        first, _, rest = path.lstrip("/").partition("/")
        if first == top or (not top and first not in places.SYSTEM_FOLDERS):
            place = f"{folder}/{rest}" if top else f"{folder}{path}"
            _parent(place)
            with open(place, "w") as file:
                file.write(text)


def _lowers(name: str) -> list[str]:
    base, tools = f"{places.HOST_BASE}/{name}", f"{places.HOST_BASE}/tools/{name}"
    return [path for path in (base, tools) if os.path.isdir(path)] or [f"/{name}"]


def _skeleton(root: str) -> None:
    """The rest of the places that programs expect, and root's start files."""
    for name in ("opt", "srv", "mnt", "var/cache", "var/lib", "var/log", "var/spool", "var/www", "data"):
        os.makedirs(f"{root}/{name}", exist_ok=True)
    os.symlink("/run", f"{root}/var/run")
    for name in (".bashrc", ".zshrc", ".profile"):
        if os.path.isfile(f"/etc/skel/{name}"):
            shutil.copy(f"/etc/skel/{name}", f"{root}/root/{name}")


def _kernel_views(root: str, termination_log: str) -> None:
    for name in ("proc", "sys"):
        os.makedirs(f"{root}/{name}", exist_ok=True)
        syscalls.mount(f"/{name}", f"{root}/{name}", flags=syscalls.MS_BIND | syscalls.MS_REC)
    os.makedirs(f"{root}/dev", exist_ok=True)
    mounts.devices(f"{root}/dev")
    for name in ("pts", "shm"):
        syscalls.mount(f"/dev/{name}", f"{root}/dev/{name}", flags=syscalls.MS_BIND)
    _parent(f"{root}{termination_log}")
    with open(f"{root}{termination_log}", "w"):
        pass


def _mount(root: str, mount: rootplan.Mount) -> None:
    """Bind one file or folder; its place may lie behind links of the container's own root (/var/run)."""
    target = inside(root, mount.target)
    if os.path.isdir(mount.source):
        os.makedirs(target, exist_ok=True)
    elif not os.path.lexists(target) or os.path.islink(target):
        _parent(target)
        if os.path.islink(target):
            os.unlink(target)
        with open(target, "w"):
            pass
    syscalls.bind(mount.source, target, read_only=mount.read_only)


def inside(root: str, path: str) -> str:
    """`path` of a container as the sandbox sees it, with the links of its folders read as the container reads them."""
    at = root
    parts = [part for part in path.split("/") if part]
    for index, part in enumerate(parts):
        at = f"{at}/{part}"
        if index < len(parts) - 1 and os.path.islink(at):
            to = os.readlink(at)
            if to.startswith("/"):
                at = inside(root, to)
            else:
                at = os.path.normpath(f"{os.path.dirname(at)}/{to}")
    return at


def _seal(root: str, *, userland: bool) -> None:
    """Make the container's own file systems read-only; volumes are mounts of their own and stay as they are."""
    shown = [root, *(f"{root}/{name}" for name in places.SYSTEM_FOLDERS if userland)]
    for path in shown:
        if os.path.ismount(path):
            syscalls.mount("none", path, flags=MS_REMOUNT | syscalls.MS_BIND | syscalls.MS_RDONLY)


MS_REMOUNT = 32
