"""FRR's configurations, compared by what they mean."""

from tutor.lab.router import config, running

PRINTED = """Building configuration...

Current configuration:
!
frr version 8.4.4
frr defaults traditional
hostname k8s-pc
no ipv6 forwarding
service integrated-vtysh-config
!
"""


def test_what_frr_prints_means_what_its_file_says() -> None:
    """Headers, blank lines and closing words differ; a neighbour more is a difference."""
    for router in config.ROUTERS:
        file = config.frr_conf(router)
        body = file[file.index("router bgp") :].replace("line vty\n!\n", "exit\n!\nend\n")
        assert running.same(running.settings(PRINTED + body), file)
        more = body.replace(" !\n", " neighbor 10.0.0.1 remote-as 65000\n !\n")
        assert not running.same(running.settings(PRINTED + more), file)


def test_settings_can_be_loaded_again() -> None:
    """Nothing before the first setting, and no version, stands in what vtysh is to load."""
    assert running.settings(PRINTED).startswith("frr defaults traditional\n")
    assert "version" not in running.settings(PRINTED)
