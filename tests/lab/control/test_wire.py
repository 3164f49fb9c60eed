"""Messages with descriptors."""

import asyncio
import os
import socket

import hypothesis
import hypothesis.strategies as st
import pytest

from tutor.lab.control import wire

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@hypothesis.given(st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_a_message_arrives_as_it_was_sent(message: wire.Message) -> None:
    """Any JSON object, with none or several descriptors."""
    ours, theirs = wire.pair()
    with ours, theirs:
        wire.send(ours, message)
        assert wire.receive(theirs) == (message, [])


def test_descriptors_arrive_open_and_are_closed_on_exec() -> None:
    """What is written to the received end comes out of the pipe; no program inherits it by accident."""
    ours, theirs = wire.pair()
    reading, writing = os.pipe()
    with ours, theirs:
        wire.send(ours, {"here": 1}, [writing])
        os.close(writing)
        message, (received,) = wire.receive(theirs)
    assert message == {"here": 1}
    assert not os.get_inheritable(received)
    os.write(received, b"through")
    os.close(received)
    assert os.read(reading, 100) == b"through"
    assert os.read(reading, 100) == b""
    os.close(reading)


@pytest.mark.parametrize("packet", [b"{", b"\xff"])
def test_descriptors_of_what_is_no_message_are_closed(packet: bytes) -> None:
    """Whoever sends nonsense does not use up the receiver's descriptors."""
    ours, theirs = wire.pair()
    reading, writing = os.pipe()
    with ours, theirs, open(reading, "rb") as end:
        socket.send_fds(ours, [packet], [writing])
        os.close(writing)
        with pytest.raises(ValueError, match=r".+"):
            wire.receive(theirs)
        assert end.read() == b""


def test_the_end_of_the_other_side_is_told() -> None:
    """Reading and writing both say that nobody is there."""
    ours, theirs = wire.pair()
    with ours:
        theirs.close()
        with pytest.raises(wire.Closed):
            wire.receive(ours)
        with pytest.raises(wire.Closed):
            wire.send(ours, {})


def test_a_message_that_fits_no_packet_is_refused() -> None:
    """Before anything is sent."""
    with pytest.raises(ValueError, match="larger than"):
        wire.encode({"long": "x" * wire.LARGEST})


async def test_a_slow_reader_makes_the_writer_wait() -> None:
    """The buffer fills, the writer waits, and everything arrives in order."""
    ours, theirs = wire.pair()
    for end in (ours, theirs):
        end.setblocking(False)

    async def write() -> None:
        for number in range(300):
            await wire.send_async(ours, {"number": number, "filling": "x" * 5000})

    with ours, theirs:
        writer = asyncio.create_task(write())
        received = [(await wire.receive_async(theirs))[0]["number"] for _ in range(300)]
        await writer
    assert received == list(range(300))
