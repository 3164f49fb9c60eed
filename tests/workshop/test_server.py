"""The real server: who may do what, and how it ends."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import nats.errors
import pytest
from nats.aio import msg

from tests.workshop import classroom
from tutor.base import errors
from tutor.workshop import authority, certificate, connection, failures, nkeys, server


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[classroom.Room]:
    """A class."""
    async with classroom.room(tmp_path / "server") as found:
        yield found


async def test_a_guest_who_asks_is_heard(room: classroom.Room) -> None:
    """And gets the answer."""
    host, guest = await room.instructor().connect(), await room.guest().connect()

    async def answer(message: msg.Msg) -> None:
        await message.respond(b"welcome " + message.data)

    await host.subscribe(room.names.join, cb=answer)
    await connection.settle(host)
    reply = await guest.request(room.names.join, b"ann", timeout=5)
    assert reply.data == b"welcome ann"
    await guest.close()
    await host.close()


async def test_a_learner_reports(room: classroom.Room) -> None:
    """And the same report twice is stored once."""
    host, ann = await room.instructor().connect(), await room.learner("ann").connect()
    await host.jetstream().add_stream(name="E", subjects=[room.names.everyone("event")])
    for _ in range(2):
        ack = await ann.jetstream().publish(room.names.event("ann"), b"1", headers={"Nats-Msg-Id": "a-1"})
    assert (ack.seq, ack.duplicate) == (1, True)
    await ann.close()
    await host.close()


async def test_another_key_has_no_use_for_a_token(room: classroom.Room) -> None:
    """A token that was copied on its way is worth nothing without the learner's own key."""
    ann = room.learner("ann").caller
    stolen = connection.Credential("ann", nkeys.Key.new("U").seed, ann.token)
    with pytest.raises(errors.EnvironmentLacks, match="refuses this credential"):
        await room.link(stolen).connect()


async def test_an_old_token_is_refused(room: classroom.Room) -> None:
    """With what to do."""
    key = nkeys.Key.new("U")
    may = room.names.for_learner("ann")
    token = room.authority.credential(key.public, "ann", may, expires=authority.now() - 1)
    with pytest.raises(errors.EnvironmentLacks, match="refuses this credential") as caught:
        await room.link(connection.Credential("ann", key.seed, token)).connect()
    assert "join again" in caught.value.todo


async def test_a_token_of_another_class_is_refused(room: classroom.Room) -> None:
    """Even of the same name."""
    key = nkeys.Key.new("U")
    other = authority.found(classroom.CLASS, "", "127.0.0.1", 0)
    caller = connection.Credential("ann", key.seed, other.for_learner(key.public, "ann"))
    with pytest.raises(errors.EnvironmentLacks, match="refuses this credential"):
        await room.link(caller).connect()


async def test_another_certificate_is_refused(room: classroom.Room) -> None:
    """Before anything is said."""
    other = authority.found(classroom.CLASS, "", "127.0.0.1", 0)
    link = room.learner("ann")._replace(trusted=other.certificate)
    with pytest.raises(errors.EnvironmentLacks, match="not the class's"):
        await link.connect()


def test_a_slow_handshake_is_no_refusal() -> None:
    """A server that is overrun ends it with a word that sounds like one; who is told so tries again."""
    slow = failures.lost(["h:1"], nats.errors.Error("nats: 'Authentication Timeout'"))
    assert "does not answer" in slow.what
    refused = failures.lost(["h:1"], nats.errors.Error("nats: 'Authorization Violation'"))
    assert "refuses this credential" in refused.what


async def test_no_server_is_told(room: classroom.Room) -> None:
    """In words."""
    link = room.learner("ann")
    await room.server.stop()
    with pytest.raises(errors.EnvironmentLacks, match="does not answer"):
        await link.connect()


async def test_the_certificate_can_be_looked_at_first(room: classroom.Room) -> None:
    """By who has only the code."""
    shown = await connection.certificate_of("127.0.0.1", room.server.port)
    assert certificate.fingerprint(shown) == room.authority.invitation.fingerprint


async def test_what_was_stored_is_there_after_a_kill(room: classroom.Room) -> None:
    """A server that is started again has what it acknowledged."""
    host = await room.instructor().connect()
    await host.jetstream().add_stream(name="E", subjects=["x"])
    for _ in range(50):
        await host.jetstream().publish("x", b"1")
    os.kill(room.server.pid, signal.SIGKILL)
    with pytest.raises(errors.EnvironmentLacks, match="did not start"):
        await room.server.wait()
    await host.close()
    await room.server.start()
    host = await room.instructor().connect()
    found = await host.jetstream().stream_info("E")
    assert found.state.messages == 50
    await host.close()


async def test_a_port_that_is_taken_is_told(room: classroom.Room, tmp_path: Path) -> None:
    """With the port to choose."""
    second = server.Server(room.authority, tmp_path / "second", listen=f"127.0.0.1:{room.server.port}")
    with pytest.raises(errors.EnvironmentLacks, match="did not start") as caught:
        await second.start()
    assert "--port" in caught.value.todo


OWNER = textwrap.dedent(
    """
    import asyncio, encodings.idna, os, pathlib, sys  # all before it lets go of rights
    from tutor.workshop import authority, hosting, server

    async def main(place, user):
        if user:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
        of = authority.found("net101", "", "127.0.0.1", 0)
        one = server.Server(of, place / "server", listen="127.0.0.1:-1")
        await one.start()
        client = await hosting.instructor(of, [f"127.0.0.1:{one.port}"]).connect()
        await client.jetstream().add_stream(name="E", subjects=["x"])
        print(one.pid, flush=True)
        await asyncio.Event().wait()

    asyncio.run(main(pathlib.Path(sys.argv[1]), int(sys.argv[2])))
    """
)
NOBODY = 65534


@pytest.mark.parametrize("user", [0, NOBODY], ids=["own", "ordinary"])
def test_it_ends_with_its_owner(user: int) -> None:
    """However that ends, and whoever it is."""
    if user and os.geteuid():
        pytest.skip("every other test runs as an ordinary user already")
    with tempfile.TemporaryDirectory(dir="/tmp") as place:  # pytest's own folders are root's alone
        if user:
            os.chown(place, user, user)
        argv = [sys.executable, "-c", OWNER, place, str(user)]
        with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as owner:
            assert owner.stdout
            pid = int(owner.stdout.readline())
            assert Path(f"/proc/{pid}").stat().st_uid == (user or os.geteuid())
            fd = os.pidfd_open(pid)
            owner.kill()
        try:
            asyncio.run(_ended(fd))
        finally:
            os.close(fd)


async def _ended(pidfd: int) -> None:
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(pidfd, ended.set)
    async with asyncio.timeout(15):
        await ended.wait()
