"""The kernel's connections are read from each form in which they are printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.checkapi.services import conntrack

PLAIN = (
    "tcp      6 119 TIME_WAIT src=10.0.2.15 dst=10.96.10.20 sport=40000 dport=80 "
    "src=172.16.158.2 dst=172.16.116.0 sport=80 dport=33250 [ASSURED] mark=0 use=1"
)


@pytest.mark.parametrize(
    "text", [PLAIN, f"ipv4     2 {PLAIN} zone=0", PLAIN.replace("sport=80", "packets=4 sport=80")]
)
def test_one_connection(text: str) -> None:
    """conntrack -L, -o extended and /proc; a line that is cut in an odd way is passed over."""
    found = conntrack.flows(text + "\nconntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown.\n")
    if "packets" in text:
        assert found == []
        return
    [flow] = found
    assert flow.protocol == "tcp"
    assert (flow.original.dst, flow.original.dport) == ("10.96.10.20", 80)
    assert flow.translated_to == ("172.16.158.2", 80)
    assert flow.comes_from == "172.16.116.0"


def test_counters_stand_between_the_halves() -> None:
    """With nf_conntrack_acct."""
    counted = PLAIN.replace("dport=80 ", "dport=80 packets=5 bytes=300 ")
    assert conntrack.flows(counted)[0].translated_to == ("172.16.158.2", 80)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    """A learner's output may hold anything."""
    assert conntrack.flows(text) == []
