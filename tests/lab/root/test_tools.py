"""Which packages are fetched."""

import pytest

from tutor.lab.root import tools

SIMULATED = """\
Reading package lists...
Inst libpopt0 (1.19+dfsg-1 Debian:12.11/stable [amd64])
Inst frr (8.4.4-1.1~deb12u2 Debian-Security:12/stable-security [amd64])
Inst curl [7.88.1-10] (7.88.1-10+deb12u14 Debian:12/stable [amd64])
Conf libpopt0 (1.19+dfsg-1 Debian:12.11/stable [amd64])
"""


def test_only_what_is_new_to_the_machine_is_fetched() -> None:
    """An upgrade of an installed package is none of ours."""
    assert tools.parse_simulation(SIMULATED) == ["libpopt0=1.19+dfsg-1", "frr=8.4.4-1.1~deb12u2"]


def test_a_package_is_named_once_for_all_its_missing_commands() -> None:
    """ip and bridge come from one package."""
    assert tools.packages(["bridge", "ip", "ping"]) == ["iproute2", "iputils-ping"]


def test_what_is_on_the_machine_is_not_missing() -> None:
    """`which` decides."""
    assert tools.missing_commands(lambda command: None if command == "dig" else "/usr/bin/x") == ["dig"]


@pytest.mark.parametrize(
    ("wanted", "system"), [(["frr"], "debian 13 x86_64"), (["frr", "less"], "debian 12 x86_64")]
)
def test_another_system_or_wish_has_another_folder(wanted: list[str], system: str) -> None:
    """A machine that is upgraded fetches anew."""
    assert tools.key(["frr"], "debian 12 x86_64") != tools.key(wanted, system)


def test_every_link_is_relative_to_its_own_folder() -> None:
    """An absolute target would lead out of the unpacked tools."""
    for targets in tools.LINKS.values():
        assert not any(target.startswith("/") for target in targets)
