"""Tools fetched and unpacked, with stand-ins for apt and dpkg that keep a diary."""

import os
from pathlib import Path

import pytest

from tutor.lab.root import tools, unpack

APT_GET = """\
#!/bin/sh
echo "apt-get $*" >> {diary}
case "$*" in
*--simulate*)
  [ -e {broken} ] && exit 100
  echo "Inst ngrep (1.47 Debian [amd64])"
  echo "Inst frr (8.4 Debian [amd64])" ;;
*update*) rm -f {broken} ;;
*download*) [ -e {offline} ] && echo "E: no network" >&2 && exit 100; touch ngrep_1.47.deb frr_8.4.deb ;;
esac
"""
APT_CACHE = "#!/bin/sh\necho ngrep; echo frr\n"
DPKG_DEB = """\
#!/bin/sh
mkdir -p "$3/bin" "$3/usr/bin" "$3/usr/sbin" "$3/usr/share/doc/x" "$3/etc/frr"
case "$2" in
*ngrep*) touch "$3/bin/ngrep" ;;
*) touch "$3/usr/sbin/iptables-nft" "$3/usr/bin/vtysh" "$3/etc/frr/daemons" ;;
esac
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that lacks ngrep, vtysh and drill; what its package tools were asked is in `diary`."""
    programs = tmp_path / "bin"
    programs.mkdir()
    names = {name: tmp_path / name for name in ("diary", "broken", "offline")}
    for name, text in (
        ("apt-get", APT_GET.format(**names)),
        ("apt-cache", APT_CACHE),
        ("dpkg-deb", DPKG_DEB),
    ):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(tools, "missing_commands", lambda _: ["ngrep", "vtysh", "drill"])
    return tmp_path


def test_tools_are_laid_out_as_on_an_installed_system(machine: Path) -> None:
    """Merged folders, the links that alternatives would make, no manuals; and what stays missing is named."""
    said: list[str] = []
    folder, missing = unpack.prepare(said.append)
    found = Path(folder)
    assert (found / "usr/bin/ngrep").exists()
    assert (found / "etc/frr/daemons").exists()
    assert (found / "usr/sbin/iptables").readlink() == Path("iptables-nft")
    assert not (found / "usr/share/doc").exists()
    assert missing == ["drill"]
    assert len(said) == 1
    assert "ngrep" in said[0]


def test_the_second_time_nothing_is_done(machine: Path) -> None:
    """Neither asked nor said."""
    first = unpack.prepare(lambda _: None)
    (machine / "diary").unlink()
    said: list[str] = []
    assert unpack.prepare(said.append) == first
    assert said == []
    assert not (machine / "diary").exists()


def test_old_package_lists_are_made_anew_in_the_cache(machine: Path) -> None:
    """With the machine's own left as they are."""
    (machine / "broken").touch()
    folder, _ = unpack.prepare(lambda _: None)
    assert folder
    update = next(line for line in (machine / "diary").read_text().splitlines() if line.endswith("update"))
    assert f"Dir::State::lists={machine}/cache/k8stutor/apt-lists" in update


def test_without_a_network_the_lab_goes_on_without_them(machine: Path) -> None:
    """The reason is said, nothing half-made stays, and the next start tries again."""
    (machine / "offline").touch()
    said: list[str] = []
    assert unpack.prepare(said.append) == ("", ["ngrep", "vtysh", "drill"])
    assert "no network" in said[-1]
    assert not list((machine / "cache").rglob("tools-*"))
    (machine / "offline").unlink()
    assert unpack.prepare(said.append)[0]


def test_elsewhere_than_on_debian_nothing_is_tried(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is on PATH must do; the rest is named."""
    monkeypatch.setenv("PATH", str(machine / "nothing"))
    assert unpack.prepare(lambda _: None) == ("", ["ngrep", "vtysh", "drill"])
