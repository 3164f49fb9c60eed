"""What counts is what redis holds and what went through the front end, whichever words the learner wrote."""

from typing import Any

import pytest

from tests.checks import guestbook

KEY = {"key": "messages"}
FRONTEND = {"frontend": "app=guestbook,tier=frontend"}
WRITTEN = {**KEY, **guestbook.ROLES, **FRONTEND}
FOLLOWERS = {"followers": guestbook.ROLES["followers"]}
JSON = '{"data": ",one,hello \\uc548\\ub155"}'
GET = 'curl -s "http://192.168.10.102:$P/guestbook.php?cmd=get&key=messages"'
PUT = 'curl -s "http://192.168.10.101:$P/guestbook.php?cmd=set&key=messages&value=,one,hello+%EC%95%88%EB%85%95"'
UPDATED = '{"message": "Updated"}'


def holding(value: str, *addresses: str) -> dict[str, Any]:
    """The stores, some of which hold another value."""
    return {"stores": {**guestbook.STORES, **{one: {"GET messages": value} for one in addresses}}}


def test_an_entry_that_the_front_end_logged() -> None:
    """By whatever means the learner had it written, a browser even."""
    assert guestbook.verdicts("guestbook.written", WRITTEN).passed


@pytest.mark.parametrize(
    ("text", "output"),
    [
        (PUT, UPDATED),
        (PUT.replace("-s", "-so /dev/null -w '%{http_code}'"), "200"),
        ("curl -G $GB -d cmd=set -d key=messages -d value=$TEXT", UPDATED),
        ("wget -qO- 'http://frontend/guestbook.php?cmd=set&key=messages&value=,one,hello%20안녕'", UPDATED),
    ],
)
def test_an_entry_whose_log_has_gone(text: str, output: str) -> None:
    """A front end that was rolled out anew has an empty log: the learner's own request tells."""
    assert guestbook.verdicts("guestbook.written", WRITTEN, (text, output), logs={}).passed


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("kubectl exec deploy/redis-leader -- redis-cli SET messages ',one,hello 안녕'", "OK"),
        (PUT.replace("hello", "bye"), UPDATED),
        (PUT, ""),
        (PUT.replace("-s", "-sw '%{http_code}'"), "500"),
        (f"echo '{UPDATED}'", UPDATED),
        (GET, JSON),
    ],
)
def test_an_entry_past_the_front_end(text: str, output: str) -> None:
    """Stored, but neither log nor request has it."""
    for logs in ({}, {"frontend-7-d": guestbook.SET.replace("hello", "other")}):
        found = guestbook.verdicts("guestbook.written", WRITTEN, (text, output), logs=logs)
        assert not found.passed
        assert "knows nothing of it" in found.seen


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (holding("", "172.16.1.1"), "the leader has no messages"),
        (holding(",", "172.16.1.1"), "the leader has no messages"),
        (holding(",old", "172.16.2.2"), "redis-follower-6-c has ,old"),
        ({"objects": []}, "no pods"),
    ],
)
def test_an_entry_that_is_not_everywhere(changes: dict[str, Any], says: str) -> None:
    """An empty one is none, and a follower may lag."""
    found = guestbook.verdicts("guestbook.written", WRITTEN, **changes)
    assert says in found.seen
    assert not found.final


READ = {**KEY, **FOLLOWERS}


@pytest.mark.parametrize(
    ("text", "output"),
    [
        (GET, JSON),
        (GET, guestbook.VALUE),
        (
            "kubectl exec deploy/redis-leader -- curl -s 'http://frontend/guestbook.php?cmd=get&key=messages'",
            JSON,
        ),
        ('curl -s "$URL" | jq -r .data', guestbook.VALUE),
        ("python3 read.py", JSON),
    ],
)
def test_an_entry_is_read(text: str, output: str) -> None:
    """Through the front end, escaped or not."""
    assert guestbook.verdicts("guestbook.read", READ, (text, output)).passed


@pytest.mark.parametrize(
    ("text", "output"),
    [
        (GET, '{"data": ",one,old"}'),
        (GET, ""),
        (PUT.replace("-s", "-sv"), "> GET /guestbook.php?value=,hello 안녕\n" + UPDATED),
        (f"echo '{guestbook.VALUE}'", guestbook.VALUE),
        ("kubectl exec deploy/redis-follower -- redis-cli GET messages", guestbook.VALUE),
    ],
)
def test_an_entry_is_not_read(text: str, output: str) -> None:
    """Another one, none, an echo, or past the front end."""
    assert not guestbook.verdicts("guestbook.read", READ, (text, output)).passed


def test_another_host_is_another_host() -> None:
    """As far as the lines tell: a variable may hold any."""
    args = {**READ, "another_host": True}
    there = GET.replace(".102", ".101")
    assert guestbook.verdicts("guestbook.read", args, (PUT, UPDATED), (GET, JSON)).passed
    assert guestbook.verdicts("guestbook.read", args, (PUT, UPDATED), (there, JSON), (GET, JSON)).passed
    assert guestbook.verdicts("guestbook.read", args, (PUT, UPDATED), ("curl $URL", JSON)).passed
    found = guestbook.verdicts("guestbook.read", args, (PUT, UPDATED), (there, JSON))
    assert "one address" in found.seen


NO_LEADER = {
    "objects": [one for one in guestbook.OBJECTS if one not in guestbook.LEADERS],
    "logs": {"frontend-7-d": guestbook.REASON + "\n"},
}
REFUSED = {"leader": guestbook.ROLES["leader"], **FRONTEND, "reason": "tcp://redis-leader:6379"}
STATUS = (PUT.replace("-s", "-so /dev/null -w '%{http_code}\\n'"), "500\n")
LOG = ("kubectl logs -l tier=frontend | grep redis-leader", guestbook.REASON + "\n")


@pytest.mark.parametrize(
    "write",
    [
        STATUS,
        (PUT.replace("-s", "-si"), "HTTP/1.1 500 Internal Server Error\r\n\r\n"),
        (PUT.replace("-s", "-fsS"), "curl: (22) The requested URL returned error: 500\n", 22),
    ],
)
def test_a_write_without_a_leader(write: Any) -> None:
    """The status by any option of the client, the reason from the log."""
    assert guestbook.verdicts("guestbook.refused", REFUSED, write, LOG, **NO_LEADER).passed


@pytest.mark.parametrize(
    ("commands", "credit"),
    [
        ([STATUS], 0.5),
        ([LOG], 0.5),
        ([], 0.25),
        ([("echo 500", "500"), LOG], 0.5),
        ([(PUT, UPDATED), LOG], 0.5),
        ([STATUS, ("kubectl logs -l tier=frontend", "starting\n")], 0.5),
    ],
)
def test_half_of_the_story(commands: list[Any], credit: float) -> None:
    """The status or the reason is missing."""
    found = guestbook.verdicts("guestbook.refused", REFUSED, *commands, **NO_LEADER)
    assert not found.passed
    assert found.credit == credit


def test_a_leader_that_is_still_there() -> None:
    """Then nothing was taken away."""
    found = guestbook.verdicts("guestbook.refused", REFUSED, STATUS, LOG)
    assert found.seen == "there is a leader"


LOST = {**KEY, **guestbook.ROLES}
EMPTIED: dict[str, Any] = {"stores": {one: {} for one in ("172.16.1.1", "172.16.1.2", "172.16.2.2")}}


@pytest.mark.parametrize(
    ("text", "output", "expected"),
    [
        (GET, '{"data": ""}', True),
        ("kubectl exec -it deploy/redis-follower -- redis-cli GET messages", "(nil)", True),
        ("kubectl exec deploy/redis-follower -- redis-cli get messages", "\n", True),
        (f"{GET} | jq -r .data", "\n", True),
        (f"{GET} | jq .data", '""\n', True),
        (f"{GET} | jq -r .data", "", False),
        ("gb 102 get", '{"data": ""}', True),
        (
            "kubectl exec -it deploy/redis-follower -- redis-cli",
            "127.0.0.1:6379> get messages\n(nil)\n127.0.0.1:6379> exit",
            True,
        ),
        (
            "kubectl exec -it deploy/redis-follower -- redis-cli",
            "127.0.0.1:6379> get other\n(nil)\n127.0.0.1:6379> exit",
            False,
        ),
        (GET, JSON, False),
        ("gb 102 get", JSON, False),
        (GET.replace("messages", "other"), '{"data": ""}', False),
        ("""echo '{"data": ""}'""", '{"data": ""}', False),
        ("kubectl exec deploy/redis-follower -- redis-cli DEL messages", "", False),
    ],
)
def test_what_is_left(text: str, output: str, expected: bool) -> None:
    """Nothing, and the learner read that."""
    assert guestbook.verdicts("guestbook.lost", LOST, (text, output), **EMPTIED).passed is expected


def test_what_is_left_is_not_settled_yet() -> None:
    """While a follower still has what the leader has not, it is too early."""
    found = guestbook.verdicts("guestbook.lost", LOST, (GET, '{"data": ""}'), **holding("", "172.16.1.1"))
    assert "different entries so far" in found.seen
