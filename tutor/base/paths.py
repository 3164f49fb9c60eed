"""The only module that knows where things lie on disk (XDG base directories)."""

import os
import stat
from pathlib import Path

APP = "k8stutor"


def _xdg(variable: str, default: str) -> Path:
    value = os.environ.get(variable, "")
    base = Path(value) if value.startswith("/") else Path.home() / default
    return base / APP


def cache() -> Path:
    """What can be made again: the lab's unpacked tools."""
    return _xdg("XDG_CACHE_HOME", ".cache")


def config() -> Path:
    """What the user wrote: settings, own checks."""
    return _xdg("XDG_CONFIG_HOME", ".config")


def state() -> Path:
    """What must last: progress, reports of faults."""
    return _xdg("XDG_STATE_HOME", ".local/state")


def runtime() -> Path:
    """What lives as long as the machine is up: the lab's sockets. Mode 0700, owned by the user."""
    value = os.environ.get("XDG_RUNTIME_DIR", "")
    if value.startswith("/") and os.access(value, os.W_OK):
        return Path(value) / APP
    return Path(f"/tmp/{APP}-{os.getuid()}")


def private(folder: Path) -> Path:
    """Make `folder` for this user alone. Raises PermissionError where another user owns it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()  # in /tmp another user may have laid a link there
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(f"{folder} belongs to another user or is open to others")
    return folder


def bundle() -> Path:
    """The folder that holds lessons/, checks/ and assets/: inside the wheel, or the checkout's root."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_bundle"
    return inside if inside.is_dir() else package.parent
