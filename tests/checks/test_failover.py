"""An address has moved if it was seen here and there, answers where it was seen last, and was heard announced."""

import pytest

from tests.checks import segment
from tutor.checkapi import evidence, testing

ARGS = {"service": "svc1"}
VIP, OLD, NEW = segment.VIPS["svc1"], segment.MACS["k8s-w1"], segment.MACS["k8s-w2"]
BANNER = "tcpdump: verbose output suppressed\nlistening on enp0s8, link-type EN10MB (Ethernet)\n"
CLAIM = f"12:00:00.000000 ARP, Request who-has {VIP} (ff:ff:ff:ff:ff:ff) tell {VIP}, length 46\n"
REPLY = f"12:00:00.000100 ARP, Reply {VIP} is-at {NEW}, length 46\n"
ASKED = f"12:00:01.000000 ARP, Request who-has {VIP} tell 192.168.10.254, length 28\n"


def rtr(text: str, output: str, code: int = 0) -> evidence.CommandRecord:
    """What was run on the router."""
    return testing.ran(text, output, code, host="k8s-rtr")


def dump(*lines: str) -> evidence.CommandRecord:
    """A capture that was ended by Ctrl-C."""
    return rtr("tcpdump -i enp0s8 -nn arp", BANNER + "".join(lines), 130)


BEFORE = rtr("arping -I enp0s8 -f -c 1 $SVC1EXIP", segment.reply(VIP, OLD))
AFTER = rtr("arping -I enp0s8 -f -c 1 $SVC1EXIP", segment.reply(VIP, NEW))


@pytest.mark.parametrize(
    "records",
    [
        [BEFORE, dump(CLAIM, REPLY), AFTER],
        [
            rtr("arping -f $SVC1EXIP | grep -oE …", OLD.upper()),
            dump(CLAIM),
            rtr("arping -f $SVC1EXIP | …", NEW),
        ],
        [rtr("MAC=$(ip neigh show $SVC1EXIP | cut …); echo $MAC", OLD), dump(CLAIM), AFTER],
        [BEFORE, dump(CLAIM, REPLY)],
        [BEFORE, dump(REPLY), AFTER],
        [rtr("ip neigh", f"{VIP} dev enp0s8 lladdr {OLD} STALE"), dump(CLAIM), AFTER],
    ],
)
def test_moved(records: list[evidence.CommandRecord]) -> None:
    """Seen by arping, the table, or the capture itself."""
    assert segment.verdicts("metallb.failover", ARGS, *records).passed


@pytest.mark.parametrize(
    ("records", "credit"),
    [
        ([BEFORE, AFTER], 0.5),
        ([BEFORE, dump(ASKED, REPLY), AFTER], 0.5),
        ([BEFORE, dump(CLAIM.replace(".200", ".201")), AFTER], 0.5),
        ([AFTER, dump(CLAIM, REPLY), AFTER], 0.5),
        ([AFTER, dump(CLAIM), BEFORE], 0.5),
        ([AFTER, BEFORE, dump(CLAIM), AFTER], 0.5),
        ([dump(CLAIM, REPLY.replace(NEW, OLD))], 0.5),
        ([BEFORE, rtr(f"echo '{CLAIM.strip()}'", CLAIM), AFTER], 0.5),
        ([], 0),
    ],
)
def test_not_moved(records: list[evidence.CommandRecord], credit: float) -> None:
    """Nothing captured, the wrong things, the same MAC all the time, or moved back."""
    found = segment.verdicts("metallb.failover", ARGS, *records)
    assert not found.passed
    assert found.credit == pytest.approx(credit)


def test_nobody_answers() -> None:
    """An address that has gone has not moved."""
    found = segment.verdicts(
        "metallb.failover", ARGS, BEFORE, dump(CLAIM), AFTER, programs=segment.programs({VIP: ""})
    )
    assert not found.passed
    assert not found.final
    assert not segment.verdicts("metallb.failover", ARGS, objects=[segment.service("svc1", "")]).passed


LOST = {"services": ["svc2", "svc1", "svc3"]}
GONE = segment.VIPS["svc2"]
NODE = segment.NODES["k8s-w1"]
LED = rtr("arping -I enp0s8 -f -c 1 $SVC2EXIP", segment.reply(GONE, OLD))
TAKEN = dump(CLAIM.replace(VIP, GONE), REPLY.replace(VIP, GONE))
IN_VAIN = ASKED.replace(VIP, GONE)
AFTERWARDS = rtr("arping -I enp0s8 -f -c 1 $SVC2EXIP", segment.reply(GONE, NEW))
UNHEARD = "--- {} ping statistics ---\n2 packets transmitted, {}, 100% packet loss, time 1001ms\n"
PINGED = rtr(f"ping -c 2 -w 2 {NODE}", UNHEARD.format(NODE, "0 received"), 1)
ASKED_IN_VAIN = (
    f"ARPING {NODE} from 192.168.10.254 enp0s8\nSent 2 probes (2 broadcast(s))\nReceived 0 response(s)\n"
)
DARK = segment.programs({**segment.ANSWERS, NODE: ""})


@pytest.mark.parametrize(
    "records",
    [
        [LED, TAKEN, PINGED],
        [LED, PINGED, TAKEN],
        [LED, TAKEN, rtr(f"arping -c 2 -w 2 {NODE}", ASKED_IN_VAIN, 1)],
        [LED, TAKEN, rtr(f"ping -c 2 {NODE}", UNHEARD.format(NODE, "0 packets received"), 1)],
        [LED, TAKEN, PINGED, LED],
        [
            LED,
            TAKEN,
            rtr(
                "ping k8s-w1",
                f"PING k8s-w1 ({NODE}) 56(84) bytes\n" + UNHEARD.format("k8s-w1", "0 received"),
                1,
            ),
        ],
        [
            LED,
            TAKEN,
            rtr(f"ping {NODE}", UNHEARD.format(NODE, "5 received").replace("2 packets", "20 packets"), 130),
        ],
        [LED, TAKEN, rtr(f"nc -zvw2 {NODE} 22", f"nc: connect to {NODE} port 22 (tcp) timed out", 1)],
        [
            LED,
            TAKEN,
            rtr(f"curl -m 2 {NODE}:30080", "curl: (28) Connection timed out after 2001 milliseconds", 28),
        ],
        [BEFORE, dump(CLAIM, REPLY), rtr("ping $N", UNHEARD.format(NODE, "0 received"), 1)],
        [LED, PINGED, dump(IN_VAIN * 3, CLAIM.replace(VIP, GONE), REPLY.replace(VIP, GONE))],
        [LED, PINGED, dump(CLAIM.replace(VIP, GONE)), AFTERWARDS],
    ],
)
def test_lost(records: list[evidence.CommandRecord]) -> None:
    """Whether the node is back when it is judged, or not yet; the router may have asked in vain meanwhile."""
    assert segment.verdicts("metallb.lost", LOST, *records).passed
    assert segment.verdicts("metallb.lost", LOST, *records, programs=DARK).passed


@pytest.mark.parametrize(
    ("records", "credit"),
    [
        ([], 0.0),
        ([LED], 0.0),
        ([LED, TAKEN], 0.5),
        ([LED, PINGED], 0.5),
        ([TAKEN, PINGED], 0.0),
        ([LED, dump(ASKED, REPLY.replace(VIP, GONE).replace(NEW, OLD)), PINGED], 0.5),
        ([LED, dump(CLAIM.replace(VIP, GONE)), PINGED], 0.5),
        ([LED, dump(IN_VAIN, REPLY.replace(VIP, GONE)), PINGED, AFTERWARDS], 0.5),
        ([LED, dump(REPLY.replace(VIP, GONE).replace(NEW, OLD)), PINGED, AFTERWARDS], 0.5),
        ([LED, TAKEN, rtr("ping $N", UNHEARD.format("192.168.10.102", "0 received"), 1)], 0.5),
        ([LED, TAKEN, rtr("ping $N", UNHEARD.format(NODE, "2 received"))], 0.5),
        ([LED, TAKEN, rtr("ping $N", UNHEARD.format(NODE, "1 received"))], 0.5),
        (
            [
                LED,
                TAKEN,
                rtr(f"curl {NODE}", f"curl: (7) Failed to connect to {NODE}: Connection refused", 7),
            ],
            0.5,
        ),
        ([LED, TAKEN, rtr("echo $TEXT", UNHEARD.format(NODE, "0 received"))], 0.5),
    ],
)
def test_not_lost(records: list[evidence.CommandRecord], credit: float) -> None:
    """Not looked at before, not heard, another node's silence, or only said."""
    found = segment.verdicts("metallb.lost", LOST, *records)
    assert not found.passed
    assert found.credit == pytest.approx(credit)


def test_lost_for_good() -> None:
    """Nobody has taken the address over for long; and without one there is nothing to lose."""
    silent = segment.programs({**segment.ANSWERS, GONE: ""})
    assert not segment.verdicts("metallb.lost", LOST, LED, TAKEN, PINGED, programs=silent).passed
    assert not segment.verdicts("metallb.lost", LOST, objects=[segment.service("svc2", "")]).passed
