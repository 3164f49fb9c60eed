"""BGP's messages: there and back, and what malformed ones are answered with (RFC 4271 §6)."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.metallb.bgp import attributes, messages, notifications, opens, updates

ROUTER = ipaddress.IPv4Address("192.168.10.101")

addresses = st.integers(1, 2**32 - 1).map(ipaddress.IPv4Address)
prefixes = st.builds(
    lambda number, bits: ipaddress.IPv4Network((number, bits), strict=False),
    st.integers(0, 2**32 - 1),
    st.integers(0, 32),
)
hops = st.integers(1, 223)
next_hops = st.builds(
    lambda first, rest: ipaddress.IPv4Address(first << 24 | rest), hops, st.integers(0, 2**24 - 1)
)
others = st.builds(
    lambda kind, value, flags: attributes.Other(attributes.OPTIONAL | flags, kind, value),
    st.integers(9, 255),
    st.binary(max_size=300),
    st.sampled_from((0, attributes.TRANSITIVE, attributes.TRANSITIVE | attributes.PARTIAL)),
)


def paths(largest: int) -> st.SearchStrategy[tuple[attributes.Segment, ...]]:
    """AS paths with numbers up to `largest`."""
    numbers = st.lists(st.integers(0, largest), min_size=1, max_size=20).map(tuple)
    segments = st.builds(attributes.Segment, st.sampled_from((1, 2)), numbers)
    return st.lists(segments, max_size=3).map(tuple)


def described(largest: int) -> st.SearchStrategy[attributes.Attributes]:
    """Attributes of an announcement."""
    return st.builds(
        attributes.Attributes,
        origin=st.integers(0, 2),
        as_path=paths(largest),
        next_hop=next_hops,
        med=st.none() | st.integers(0, 2**32 - 1),
        local_pref=st.none() | st.integers(0, 2**32 - 1),
        communities=st.lists(st.integers(0, 2**32 - 1), max_size=70).map(tuple),
        others=st.lists(others, max_size=3, unique_by=lambda one: one.kind).map(
            lambda found: tuple(sorted(found, key=lambda one: one.kind))
        ),
    )


def updating(largest: int) -> st.SearchStrategy[updates.Update]:
    """Whole messages."""
    some = st.lists(prefixes, max_size=20).map(tuple)
    return st.builds(updates.Update, withdrawn=some, path=described(largest), announced=some)


known = (opens.MULTIPROTOCOL, opens.FOUR_OCTETS)
capabilities = st.builds(
    opens.Capability, st.integers(0, 255).filter(lambda code: code not in known), st.binary(max_size=20)
)


@given(
    asn=st.integers(1, 2**32 - 1),
    hold=st.just(0) | st.integers(3, 65535),
    router=addresses,
    more=st.lists(capabilities, max_size=5),
)
def test_an_open_comes_back_as_it_was(
    asn: int, hold: int, router: ipaddress.IPv4Address, more: list[opens.Capability]
) -> None:
    """The number too that only the capability can hold."""
    plain = opens.speaker(asn, hold, router)
    message = opens.Open(asn, hold, router, (*plain.capabilities, *more))
    assert messages.decode(messages.encode(message)) == message
    assert message.wide


@given(updating(2**32 - 1))
def test_an_update_comes_back_as_it_was(message: updates.Update) -> None:
    """With AS numbers of four octets."""
    assert messages.decode(messages.encode(message)) == message


@given(updating(2**16 - 1))
def test_an_update_to_an_old_peer_comes_back_as_it_was(message: updates.Update) -> None:
    """With AS numbers of two octets."""
    assert messages.decode(messages.encode(message, wide=False), wide=False) == message


@given(st.integers(0, 255), st.integers(0, 255), st.binary(max_size=100))
def test_a_notification_comes_back_as_it_was(code: int, subcode: int, data: bytes) -> None:
    """Whatever it says."""
    message = messages.Notification(code, subcode, data)
    assert messages.decode(messages.encode(message)) == message


def test_a_keepalive_is_a_header() -> None:
    """RFC 4271 §4.4."""
    assert messages.encode(messages.Keepalive()) == b"\xff" * 16 + b"\x00\x13\x04"
    assert messages.decode(b"\xff" * 16 + b"\x00\x13\x04") == messages.Keepalive()


def answer(octets: bytes, *, wide: bool = True) -> notifications.Fault | None:
    """What a message is answered with; None where it is good."""
    try:
        messages.decode(octets, wide=wide)
    except notifications.Fault as fault:
        return fault
    return None


@given(st.binary(max_size=120), st.integers(0, 6), st.booleans())
def test_any_octets_decode_or_are_answered_by_a_notification(body: bytes, kind: int, wide: bool) -> None:
    """No other exception leaves the decoder, and every code that it answers with has a name."""
    octets = messages.MARKER + (19 + len(body)).to_bytes(2, "big") + bytes((kind,)) + body
    fault = answer(octets, wide=wide)
    assert fault is None or fault.code << 8 | fault.subcode in notifications.NAMES


@given(updating(2**32 - 1), st.data())
def test_a_damaged_update_decodes_or_is_answered(message: updates.Update, data: st.DataObject) -> None:
    """One octet of the body is another."""
    octets = bytearray(messages.encode(message))
    octets[data.draw(st.integers(19, len(octets) - 1))] = data.draw(st.integers(0, 255))
    fault = answer(bytes(octets))
    assert fault is None or fault.code == notifications.UPDATE


def test_the_open_of_a_speaker_is_that_of_metallb() -> None:
    """Octet by octet: version 4, the capabilities of IPv4, of IPv6 and of four octets, in one parameter."""
    expected = "04 fc00 005a c0a80a65 14 02 12 01 04 0001 0001 01 04 0002 0001 41 04 0000fc00"
    octets = messages.encode(opens.speaker(64512, 90, ROUTER))
    assert octets[19:] == bytes.fromhex(expected)
    assert opens.speaker(4_200_000_000, 90, ROUTER).asn == 4_200_000_000
    assert messages.encode(opens.speaker(4_200_000_000, 90, ROUTER))[20:22] == (23456).to_bytes(2, "big")


GOOD_OPEN = "04 fc00 005a c0a80a65"
GOOD_PATH = "40 01 01 00 40 02 00 40 03 04 c0a80a65"


def update(attributes_: str, prefix: str = "20 ac140101") -> str:
    """An UPDATE's body in hexadecimal."""
    return f"0000 {len(bytes.fromhex(attributes_)):04x} {attributes_} {prefix}"


MALFORMED = {
    "type": (9, "", 0x0103),
    "keepalive with a body": (4, "00", 0x0102),
    "short OPEN": (1, "04", 0x0102),
    "version 3": (1, "03 fc00 005a c0a80a65 00", 0x0201),
    "system 0": (1, "04 0000 005a c0a80a65 00", 0x0202),
    "identifier 0": (1, "04 fc00 005a 00000000 00", 0x0203),
    "parameter 1": (1, f"{GOOD_OPEN} 03 01 01 00", 0x0204),
    "hold time 2": (1, "04 fc00 0002 c0a80a65 00", 0x0206),
    "parameters too short": (1, f"{GOOD_OPEN} 05", 0x0200),
    "capability too long": (1, f"{GOOD_OPEN} 04 02 02 41 04", 0x0200),
    "withdrawn too long": (2, "00ff 0000", 0x0301),
    "attributes too long": (2, "0000 00ff", 0x0301),
    "twice the same": (2, update("40 01 01 00 40 01 01 00"), 0x0301),
    "unknown well-known": (2, update(f"{GOOD_PATH} 40 63 00"), 0x0302),
    "no next hop": (2, update("40 01 01 00 40 02 00"), 0x0303),
    "no attributes": (2, update(""), 0x0303),
    "optional origin": (2, update("c0 01 01 00"), 0x0304),
    "long origin": (2, update("40 01 02 0000"), 0x0305),
    "origin 3": (2, update("40 01 01 03"), 0x0306),
    "next hop 224": (2, update("40 03 04 e0000001"), 0x0308),
    "three octets of communities": (2, update("c0 08 03 000000"), 0x0309),
    "prefix of 33 bits": (2, update(GOOD_PATH, "21 ac14010100"), 0x030A),
    "prefix cut off": (2, update(GOOD_PATH, "20 ac14"), 0x030A),
    "segment of kind 9": (2, update("40 02 06 09 01 0000fc00"), 0x030B),
    "segment cut off": (2, update("40 02 04 02 01 fc00"), 0x030B),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_malformed_is_answered_as_the_standard_says(case: str) -> None:
    """Code and subcode of the NOTIFICATION."""
    kind, text, expected = MALFORMED[case]
    body = bytes.fromhex(text)
    with pytest.raises(notifications.Fault) as caught:
        messages.decode(messages.MARKER + (19 + len(body)).to_bytes(2, "big") + bytes((kind,)) + body)
    assert caught.value.code << 8 | caught.value.subcode == expected


def test_a_header_out_of_step_is_noticed() -> None:
    """The marker, and a length below or above what may be; the length comes back as data."""
    cases = {
        b"\xfe" + b"\xff" * 15 + b"\x00\x13\x04": (0x0101, b""),
        messages.MARKER + b"\x00\x12\x04": (0x0102, b"\x00\x12"),
        messages.MARKER + b"\x10\x01\x02": (0x0102, b"\x10\x01"),
    }
    for header, (expected, data) in cases.items():
        with pytest.raises(notifications.Fault) as caught:
            messages.wanted(header)
        assert caught.value.code << 8 | caught.value.subcode == expected
        assert caught.value.data == data


def test_a_message_that_is_too_long_is_not_written() -> None:
    """4096 octets are the most (RFC 4271 §4.1)."""
    many = tuple(ipaddress.IPv4Network((number << 8, 24)) for number in range(2000))
    with pytest.raises(ValueError, match="octets"):
        messages.encode(updates.Update(withdrawn=many))


def test_a_notification_reads_as_in_metallbs_log() -> None:
    """The number and its name."""
    assert notifications.describe(2, 2) == "got BGP notification code 0x0202 (Bad peer AS)"
    assert notifications.describe(9, 9) == "got BGP notification code 0x0909 (unknown code)"
