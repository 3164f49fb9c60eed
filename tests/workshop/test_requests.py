"""Requests to join and their answers: proved, used once, sealed, and refused where they are none."""

import base64
import dataclasses
import json

import pytest

from tests.workshop import classroom
from tutor.workshop import code, connection, hosting, invitation, joining, nkeys, sealing, subjects, wire

pytestmark = pytest.mark.usefixtures("home")


async def test_a_replayed_request_is_refused(hosted: hosting.Class) -> None:
    """Who has recorded one can do nothing with it."""
    box = sealing.Box()
    request = invitation.ask(nkeys.Key.new("U"), "Ann", hosted.authority.secret, box)
    guest = await hosted.link._replace(caller=connection.Credential("guest")).connect()
    answers = []
    for _ in range(2):
        reply = await guest.request(subjects.JOIN, invitation.write(request), timeout=5)
        answers.append(invitation.read_answer(reply.data, box).refused)
    await guest.close()
    assert answers == ["", "replayed"]


async def test_a_request_stays_used_when_the_host_is_restarted() -> None:
    """The class's stored people remember what they asked."""
    wanted, answers = classroom.options(), []
    box, request = sealing.Box(), None
    for _ in range(2):
        async with hosting.opened(wanted) as hosted:
            secret = hosted.authority.secret
            request = request or invitation.ask(nkeys.Key.new("U"), "Ann", secret, box)
            guest = await hosted.link._replace(caller=connection.Credential("guest")).connect()
            reply = await guest.request(subjects.JOIN, invitation.write(request), timeout=5)
            answers.append(invitation.read_answer(reply.data, box).refused)
            await guest.close()
    assert answers == ["", "replayed"]


async def test_a_key_that_no_answer_can_be_sealed_for_is_no_request(hosted: hosting.Class) -> None:
    """And the desk goes on."""
    box = sealing.Box()
    box.public = bytes(32)
    request = invitation.ask(nkeys.Key.new("U"), "Eve", hosted.authority.secret, box)
    guest = await hosted.link._replace(caller=connection.Credential("guest")).connect()
    reply = await guest.request(subjects.JOIN, invitation.write(request), timeout=5)
    assert invitation.read_answer(reply.data, box).refused == "malformed"
    await guest.close()
    await joining.join(code.decode(hosted.join_code), "Ann")


async def test_an_answer_that_was_not_sealed_admits_nobody(hosted: hosting.Class) -> None:
    """Whoever made it up does not know the key."""
    made_up = invitation.write(invitation.Answer(learner="l1", token="T", class_id="x"))
    assert invitation.read_answer(made_up, sealing.Box()) == invitation.Answer(refused="malformed")
    request = invitation.ask(nkeys.Key.new("U"), "Ann", 1, sealing.Box())
    sealed = invitation.seal(invitation.Answer(learner="l1"), request)
    with pytest.raises(wire.Malformed):
        invitation.read_answer(sealed, sealing.Box())


@pytest.mark.parametrize("servers", ["a:1", ["a"], ["a b:1"], ["a:1"] * 17, [1], ["nats://a:1"], ["\x1b:1"]])
async def test_servers_that_are_none_are_refused(servers: object) -> None:
    """They become addresses that are called."""
    box = sealing.Box()
    request = invitation.ask(nkeys.Key.new("U"), "Ann", 1, box)
    data = json.loads(invitation.write(invitation.Answer(learner="l1"))) | {"servers": servers}
    sealed = base64.b64encode(sealing.seal(json.dumps(data).encode(), bytes.fromhex(request.box))).decode()
    with pytest.raises(wire.Malformed):
        invitation.read_answer(json.dumps({"v": 1, "sealed": sealed}).encode(), box)


async def test_a_proof_is_good_for_one_key_only(hosted: hosting.Class) -> None:
    """Nor for another return code."""
    request = invitation.ask(nkeys.Key.new("U"), "Ann", hosted.authority.secret, sealing.Box())
    other = dataclasses.replace(request, public=nkeys.Key.new("U").public)
    assert invitation.is_proved(request, hosted.authority.secret)
    assert not invitation.is_proved(other, hosted.authority.secret)
    for more in (
        {"returning": "A"},
        {"box": sealing.Box().public.hex()},
        {"nonce": "0" * 32},
        {"look": "yes"},
    ):
        assert not invitation.is_proved(dataclasses.replace(request, **more), hosted.authority.secret)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"v":1}', b'{"v":1,"public":1}', b"\xff" * 9, b"[" * 60000], ids=len
)
async def test_what_is_no_request_is_answered(hosted: hosting.Class, data: bytes) -> None:
    """And the desk goes on."""
    guest = await hosted.link._replace(caller=connection.Credential("guest")).connect()
    reply = await guest.request(subjects.JOIN, data, timeout=5)
    assert invitation.read_answer(reply.data, sealing.Box()).refused == "malformed"
    await guest.close()
    await joining.join(code.decode(hosted.join_code), "Ann")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("  Ann \n Lee ", "Ann Lee"),
        ("\x1b[31mred\x07", "[31mred"),
        ("a\u202eb", "ab"),
        ("김민수", "김민수"),
        ("x" * 99, "x" * 40),
    ],
)
def test_a_name_cannot_steer_a_screen(written: str, shown: str) -> None:
    """It is one line, and short."""
    assert invitation.clean(written) == shown
