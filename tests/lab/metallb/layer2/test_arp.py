"""ARP frames."""

import ipaddress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tutor.lab.metallb.layer2 import arp

macs = st.binary(min_size=6, max_size=6)
addresses = st.ip_addresses(v=4)
frames = st.builds(arp.Frame, macs, macs, st.integers(0, 0xFFFF), macs, addresses, macs, addresses)

# Who has 192.168.10.200? Tell 192.168.10.254, as iputils' arping asks.
REQUEST = bytes.fromhex(
    "ffffffffffff 080027aabbcc 0806 0001 0800 06 04 0001 080027aabbcc c0a80afe ffffffffffff c0a80ac8"
)


@given(frames)
def test_what_is_encoded_is_decoded(frame: arp.Frame) -> None:
    """And no frame is shorter than Ethernet allows."""
    raw = arp.encode(frame)
    assert len(raw) == arp.SHORTEST
    assert arp.decode(raw) == frame


@given(st.binary(max_size=80))
@example(REQUEST[:41])
@example(b"")
def test_any_bytes_are_a_frame_or_malformed(raw: bytes) -> None:
    """Nothing else can come of them, and what is a frame is read whole."""
    try:
        frame = arp.decode(raw)
    except arp.Malformed:
        return
    assert arp.encode(frame)[:42] == raw[:42]


@given(frames, st.integers(12, 19), st.integers(1, 255))
def test_a_header_of_another_kind_is_refused(frame: arp.Frame, where: int, change: int) -> None:
    """Ethernet type, hardware, protocol and sizes must be those of IPv4 on Ethernet."""
    raw = bytearray(arp.encode(frame))
    raw[where] ^= change
    with pytest.raises(arp.Malformed):
        arp.decode(bytes(raw))


def test_a_request_is_answered_to_the_one_that_asked() -> None:
    """Unicast, with the answering interface's address as source and sender."""
    mac = bytes.fromhex("080027000002")
    answer = arp.answer(arp.decode(REQUEST), mac)
    assert answer.operation == arp.REPLY
    assert (answer.destination, answer.source) == (bytes.fromhex("080027aabbcc"), mac)
    assert (answer.sender_mac, str(answer.sender)) == (mac, "192.168.10.200")
    assert (answer.target_mac.hex(), str(answer.target)) == ("080027aabbcc", "192.168.10.254")


@given(addresses, macs)
def test_gratuitous_arp_is_a_request_and_a_reply_to_all(address: ipaddress.IPv4Address, mac: bytes) -> None:
    """Sender and target are the address itself."""
    pair = arp.gratuitous(address, mac)
    assert [frame.operation for frame in pair] == [arp.REQUEST, arp.REPLY]
    for frame in pair:
        assert (frame.sender, frame.target, frame.sender_mac, frame.source) == (address, address, mac, mac)
        assert frame.destination == arp.BROADCAST
