"""What FRR says in JSON, and whether an output shows a session."""

import json

import pytest

from tutor.checkapi.routing import frr

NODE, ROUTER = "192.168.10.10", "192.168.10.254"
SUMMARY = """\
Neighbor        V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc
192.168.10.10   4      64512         5         2        0    0    0 {}            {}        5 N/A
192.168.10.101  4      64512         5         2        0    0    0 00:00:01            3        0 N/A
"""
NEIGHBOUR = (
    "BGP neighbor is {}, remote AS 64512, local AS 64513, external link\n  BGP state = {}, up for 00:00:01\n"
)


@pytest.mark.parametrize(
    "text",
    [
        f'tcp ESTAB 0 0 {NODE}:39171 {ROUTER}:179 users:(("speaker",pid=3057,fd=27))',
        f"tcp 0 0 {NODE}:39171 {ROUTER}:179 ESTABLISHED 3057/speaker",
        f'ESTAB 0 0 {ROUTER}:179 {NODE}:39171 users:(("bgpd",pid=3,fd=27))',
        f"speaker 26 root 25u IPv4 1 0t0 TCP {NODE}:60901->{ROUTER}:bgp (ESTABLISHED)",
        SUMMARY.format("00:04:06", 3),
        SUMMARY.format("1d02h03m", 0),
        NEIGHBOUR.format("192.168.10.1", "Active") + NEIGHBOUR.format(NODE, "Established"),
        json.dumps({NODE: {"remoteAs": 64512, "bgpState": "Established"}}),
        f"192.168.10.1 Active\n{NODE} Established\n",
        json.dumps({"ipv4Unicast": {"peers": {NODE: {"pfxRcd": 3, "state": "Established"}}}}, indent=2),
    ],
)
def test_outputs_that_show_a_session(text: str) -> None:
    """Sockets at either end, and FRR's own views."""
    assert frr.shows_session(text, NODE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"tcp ESTAB 0 0 {NODE}:42414 10.96.0.1:443 speaker",
        f"tcp SYN-SENT 0 1 {NODE}:39171 {ROUTER}:179 speaker",
        f"tcp ESTAB 0 0 192.168.10.101:39171 {ROUTER}:179 speaker",
        SUMMARY.format("never", "Active"),
        SUMMARY.format("00:00:01", "Connect"),
        NEIGHBOUR.format(NODE, "Idle") + NEIGHBOUR.format("192.168.10.101", "Established"),
        json.dumps({NODE: {"bgpState": "Active"}, "192.168.10.101": {"bgpState": "Established"}}),
    ],
)
def test_outputs_that_do_not(text: str) -> None:
    """Another connection, another state, another neighbour."""
    assert not frr.shows_session(text, NODE)


def test_neighbours() -> None:
    """State, time in force, and why the last session ended."""
    up = {"bgpState": "Established", "bgpTimerHoldTimeMsecs": 3000}
    down = {"bgpState": "Connect", "lastNotificationReason": "Hold Timer Expired"}
    found = frr.neighbours(json.dumps({NODE: up, "192.168.10.101": down, "bgpAfi": "ipv4"}))
    assert found == {
        NODE: frr.Neighbour(NODE, "Established", 3.0),
        "192.168.10.101": frr.Neighbour("192.168.10.101", "Connect", 0.0, "Hold Timer Expired"),
    }
    assert found[NODE].established
    assert not found["192.168.10.101"].established


def test_table() -> None:
    """Each path with its gateway and systems; the best one, and those that are used beside it."""
    paths = [
        {"valid": True, "multipath": True, "path": "64512", "nexthops": [{"ip": "192.168.10.101"}]},
        {"valid": True, "bestpath": True, "path": "64512", "nexthops": [{"ip": NODE}]},
        {"valid": True, "path": "64514 64512", "nexthops": [{"ip": "192.168.20.100"}]},
    ]
    found = frr.table(json.dumps({"routes": {"172.20.1.1/32": paths}}))
    assert found == {
        "172.20.1.1": [
            frr.Path("192.168.10.101", "64512", used=True, best=False),
            frr.Path(NODE, "64512", used=True, best=True),
            frr.Path("192.168.20.100", "64514 64512", used=False, best=False),
        ]
    }


@pytest.mark.parametrize("text", ["", "% BGP instance not found", "[]"])
def test_what_is_no_answer_is_said(text: str) -> None:
    """The caller tells the learner."""
    with pytest.raises(ValueError, match=r"Expecting value|no object"):
        frr.neighbours(text)
