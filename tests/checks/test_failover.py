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
