"""Fetches missing tools as Debian packages and unpacks them into the user's cache: no root, nothing installed.

The machine's own apt sources and keys are used. Where its package lists are missing or old, a copy of them is kept
in the cache. Nothing is fetched twice: the folder's name is made of what it holds, and it appears whole or not at all.
"""

import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tutor.base import paths
from tutor.lab.root import tools

Progress = Callable[[str], None]

SEARCHED = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SECONDS = 600


def prepare(progress: Progress) -> tuple[str, list[str]]:
    """The folder of unpacked tools ("" where none is needed or can be had), and the commands that stay missing."""
    lacking = tools.missing_commands(_which)
    if not lacking:
        return "", []
    wanted = tools.packages(lacking)
    folder = paths.cache() / f"tools-{tools.key(wanted, _system())}"
    if not folder.is_dir():
        if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
            return "", lacking
        progress(f"fetching {len(wanted)} tools for the lab (once): {', '.join(wanted)}")
        try:
            _fetch(wanted, folder)
        except (subprocess.SubprocessError, OSError) as error:
            progress(f"some tools could not be fetched: {_reason(error)}")
            return "", lacking
    return str(folder), [command for command in lacking if not _unpacked(folder, command)]


def _which(command: str) -> str | None:
    return shutil.which(command, path=SEARCHED)


def _system() -> str:
    release = platform.freedesktop_os_release()
    return f"{release.get('ID')} {release.get('VERSION_ID')} {platform.machine()}"


def _unpacked(folder: Path, command: str) -> bool:
    return any(os.path.lexists(folder / place / command) for place in ("usr/bin", "usr/sbin"))


def _reason(error: Exception) -> str:
    said = getattr(error, "stderr", None)
    return (said or str(error)).strip().splitlines()[-1]


def _fetch(wanted: list[str], folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="tools-new-") as name:
        work = Path(name)
        (work / "deb").mkdir()
        options = _options(work)
        try:
            _download(wanted, work, options)
        except subprocess.CalledProcessError:
            # The machine's lists are missing, or name versions that the archive no longer has.
            options += ["-o", f"Dir::State::lists={paths.cache()}/apt-lists"]
            (paths.cache() / "apt-lists" / "partial").mkdir(parents=True, exist_ok=True)
            _run(["apt-get", *options, "update"], work)
            _download(wanted, work, options)
        _unpack(work / "deb", work / "root")
        _arrange(work / "root")
        try:
            (work / "root").rename(folder)
        except OSError:
            if not folder.is_dir():  # else another start was quicker, with the same packages
                raise


def _options(work: Path) -> list[str]:
    """apt's settings for a user who may write nowhere but in `work` (apt.conf(5))."""
    settings = {
        "Debug::NoLocking": "true",
        "Dir::Cache": str(work),
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "APT::Sandbox::User": "",
        "Acquire::Languages": "none",
        "APT::Install-Recommends": "false",
    }
    return [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]


def _download(wanted: list[str], work: Path, options: list[str]) -> None:
    known = set(_run(["apt-cache", *options, "pkgnames"], work).split())
    offered = [name for name in wanted if name in known]
    if not offered:
        raise subprocess.CalledProcessError(100, "apt-cache pkgnames", stderr="no package lists")
    plan = tools.parse_simulation(_run(["apt-get", *options, "--simulate", "install", *offered], work))
    _run(["apt-get", *options, "--quiet", "download", *plan], work / "deb")


def _unpack(packages: Path, root: Path) -> None:
    for package in sorted(packages.glob("*.deb")):
        part = packages / "part"
        _run(["dpkg-deb", "--extract", str(package), str(part)], packages)
        _merge(part, root)
        shutil.rmtree(part, ignore_errors=True)


def _merge(part: Path, root: Path) -> None:
    """Move a package's files, those of /bin, /sbin and /lib to where today's systems have them."""
    for name in ("bin", "sbin", "lib", "lib64"):
        if (part / name).is_dir():
            shutil.copytree(part / name, part / "usr" / name, symlinks=True, dirs_exist_ok=True)
    for name in ("usr", "etc"):
        if (part / name).is_dir():
            shutil.copytree(part / name, root / name, symlinks=True, dirs_exist_ok=True)


def _arrange(root: Path) -> None:
    for name in tools.UNWANTED:
        shutil.rmtree(root / name, ignore_errors=True)
    for link, targets in tools.LINKS.items():
        place = root / link
        there = next((target for target in targets if os.path.lexists(place.parent / target)), None)
        if there is not None and not os.path.lexists(place):
            place.symlink_to(there)


def _run(words: Sequence[str], folder: Path) -> str:
    environment = {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=True
    )
    return done.stdout
