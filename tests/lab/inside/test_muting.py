"""Sockets that hear nothing."""

import contextlib
import socket

import pytest

from tutor.lab.inside import muting


def test_datagrams_are_dropped_while_mute_and_come_again_afterwards() -> None:
    """None that was dropped comes late."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hearing,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending,
    ):
        hearing.bind(("127.0.0.1", 0))
        hearing.settimeout(0.2)
        muting.mute(hearing)
        sending.sendto(b"lost", hearing.getsockname())
        with pytest.raises(TimeoutError):
            hearing.recv(10)
        muting.unmute(hearing)
        muting.unmute(hearing)
        sending.sendto(b"heard", hearing.getsockname())
        assert hearing.recv(10) == b"heard"


def test_connections_to_a_mute_listener_are_not_answered() -> None:
    """The caller waits, as behind a firewall."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        muting.mute(listener)
        with pytest.raises(TimeoutError):
            socket.create_connection(listener.getsockname(), timeout=0.2)
        muting.unmute(listener)
        socket.create_connection(listener.getsockname(), timeout=10).close()
