"""A session's states."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.metallb.bgp import fsm, messages, notifications, opens, updates

OWN = ipaddress.IPv4Address("192.168.10.101")
OTHER = ipaddress.IPv4Address("192.168.10.254")
TERMS = fsm.Terms(my_asn=64512, peer_asn=64513)


def established(terms: fsm.Terms = TERMS, peer: opens.Open | None = None) -> fsm.Machine:
    """A machine that has got so far."""
    machine = fsm.Machine(terms)
    machine.connected(OWN)
    machine.received(peer or opens.speaker(terms.peer_asn, 180, OTHER))
    machine.received(messages.Keepalive())
    return machine


def stands(machine: fsm.Machine) -> str:
    """Its state."""
    return machine.state.value


def test_a_session_opens_in_three_steps() -> None:
    """OPEN goes out, OPEN is answered by KEEPALIVE, KEEPALIVE is the end of it."""
    machine = fsm.Machine(TERMS)
    assert machine.connected(OWN) == opens.speaker(64512, 90, OWN)
    assert stands(machine) == "OpenSent"
    assert machine.received(opens.speaker(64513, 180, OTHER)) == messages.Keepalive()
    assert stands(machine) == "OpenConfirm"
    assert machine.received(messages.Keepalive()) is None
    assert stands(machine) == "Established"
    assert machine.received(updates.Update()) is None


@given(
    st.just(0) | st.integers(3, 65535), st.just(0) | st.integers(3, 65535), st.none() | st.integers(1, 65535)
)
def test_the_shorter_hold_time_holds(mine: int, theirs: int, keepalive: int | None) -> None:
    """And a keepalive comes at least three times in it (RFC 4271 §4.4); a hold time of 0 means none at all."""
    terms = fsm.Terms(64512, 64513, mine, keepalive)
    machine = established(terms, opens.speaker(64513, theirs, OTHER))
    assert machine.hold_time == min(mine, theirs)
    assert machine.keepalive <= machine.hold_time / 3
    assert bool(machine.keepalive) == bool(machine.hold_time)


def test_another_system_than_configured_is_refused() -> None:
    """Bad peer AS, and the words of MetalLB's log."""
    machine = fsm.Machine(TERMS)
    machine.connected(OWN)
    with pytest.raises(notifications.Fault, match="unexpected peer ASN 64999, want 64513") as caught:
        machine.received(opens.speaker(64999, 90, OTHER))
    assert (caught.value.code, caught.value.subcode) == (2, 2)


def test_a_large_system_needs_a_peer_that_can_write_it() -> None:
    """Unsupported capability, and which one is missed."""
    machine = fsm.Machine(fsm.Terms(4_200_000_000, 64513))
    machine.connected(OWN)
    with pytest.raises(notifications.Fault, match="4-byte") as caught:
        machine.received(opens.Open(64513, 90, OTHER))
    assert (caught.value.code, caught.value.subcode) == (2, 7)
    assert caught.value.data[0] == opens.FOUR_OCTETS


def test_an_old_peer_gets_short_numbers() -> None:
    """One without the capability."""
    assert established(peer=opens.Open(64513, 90, OTHER)).wide is False
    assert established().wide is True


def test_within_one_system_two_identifiers_are_needed() -> None:
    """RFC 6286; between systems they may be equal."""
    inner = fsm.Machine(fsm.Terms(64512, 64512))
    inner.connected(OWN)
    with pytest.raises(notifications.Fault) as caught:
        inner.received(opens.speaker(64512, 90, OWN))
    assert (caught.value.code, caught.value.subcode) == (2, 3)
    assert established(peer=opens.speaker(64513, 90, OWN)).state is fsm.State.ESTABLISHED


def test_what_does_not_fit_the_state_is_answered() -> None:
    """By an error of the state machine that names the state (RFC 6608)."""
    sent = fsm.Machine(TERMS)
    sent.connected(OWN)
    confirming = fsm.Machine(TERMS)
    confirming.connected(OWN)
    confirming.received(opens.speaker(64513, 90, OTHER))
    again = opens.speaker(64513, 90, OTHER)
    cases: list[tuple[fsm.Machine, messages.Message, int]] = [
        (sent, messages.Keepalive(), 1),
        (confirming, updates.Update(), 2),
        (established(), again, 3),
    ]
    for machine, message, subcode in cases:
        with pytest.raises(notifications.Fault) as caught:
            machine.received(message)
        assert (caught.value.code, caught.value.subcode) == (5, subcode)


def test_a_notification_ends_any_state() -> None:
    """With its words."""
    with pytest.raises(fsm.Ended, match="Administrative Reset"):
        established().received(messages.Notification(6, 4))


def test_tries_come_after_0_1_2_4_seconds_and_so_on() -> None:
    """Never more than two minutes apart; a session starts the row anew."""
    backoff = fsm.Backoff()
    assert [backoff.next() for _ in range(10)] == [0, 1, 2, 4, 8, 16, 32, 64, 120, 120]
    backoff.reset()
    assert backoff.next() == 0
