"""The replication is asked of the servers themselves; what the learner saw must come from them, too."""

from typing import Any

import pytest

from tests.checks import guestbook

INFO_LEADER = ("kubectl exec deploy/redis-leader -- redis-cli INFO replication", guestbook.LEADS)
INFO_FOLLOWER = ("kubectl exec deploy/redis-follower -- redis-cli INFO replication", guestbook.FOLLOWS)
READONLY = "READONLY You can't write against a read only replica.\n"
FOLLOWERS = {"selector": "app=redis,role=follower"}


def stores(**changes: str) -> dict[str, Any]:
    """The stores, with another INFO of one of them (`leader`, `follower`)."""
    place = {"leader": "172.16.1.1", "follower": "172.16.2.2"}
    changed = {place[who]: {"INFO replication": text} for who, text in changes.items()}
    return {"stores": {**guestbook.STORES, **changed}}


@pytest.mark.parametrize(
    "commands",
    [
        [INFO_LEADER, INFO_FOLLOWER],
        [
            ("kubectl exec -it redis-leader-5-a -- redis-cli info | grep slaves", "connected_slaves:2\n"),
            ("redis-cli -h 172.16.2.2 info replication | grep status", "master_link_status:up\n"),
        ],
        [
            ("redis-cli -h $L role", "master\n828\n172.16.1.2\n6379\n828\n172.16.2.2\n6379\n828\n"),
            ("redis-cli -h $F role", "slave\nredis-leader\n6379\nconnected\n828\n"),
        ],
        [
            (
                "kubectl exec -it deploy/redis-leader -- bash",
                f"root@redis-leader-5-a:/data# redis-cli INFO replication\n{guestbook.LEADS}root@a:/data# exit\nexit\n",
            ),
            (
                "kubectl exec -it deploy/redis-follower -- bash",
                f"root@redis-follower-5-a:/data# redis-cli INFO replication\n{guestbook.FOLLOWS}root@a:/data# exit\n",
            ),
        ],
    ],
)
def test_both_ends_are_read(commands: list[tuple[str, str]]) -> None:
    """By INFO or ROLE, inside a pod or from the node."""
    assert guestbook.verdicts("redis.replicates", guestbook.ROLES, *commands).passed


@pytest.mark.parametrize(
    ("commands", "says"),
    [
        ([INFO_LEADER], "from a follower"),
        ([INFO_FOLLOWER], "from the leader"),
        ([], "from either end"),
        (
            [("echo connected_slaves:2 master_link_status:up", "connected_slaves:2 master_link_status:up")],
            "either",
        ),
        ([(*INFO_LEADER, 1), INFO_FOLLOWER], "from the leader"),
        (
            [
                (
                    "kubectl exec -it deploy/redis-leader -- bash",
                    "root@a:/data# redis-cli PING\nPONG\nroot@a:/data# echo connected_slaves:2\nconnected_slaves:2\n",
                ),
                INFO_FOLLOWER,
            ],
            "from the leader",
        ),
    ],
)
def test_one_end_is_not_enough(commands: list[Any], says: str) -> None:
    """And an echo is no end at all; what is right counts in part."""
    found = guestbook.verdicts("redis.replicates", guestbook.ROLES, *commands)
    assert not found.passed
    assert says in found.seen
    assert 0 < found.credit < 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (stores(follower=guestbook.FOLLOWS.replace(":up", ":down")), "master_link_status down"),
        (stores(follower=guestbook.FOLLOWS.replace("c1a0", "dddd")), "another leader"),
        (stores(follower=guestbook.LEADS), "role master"),
        (stores(leader=guestbook.FOLLOWS), "0 pods lead"),
        ({"stores": {}}, "closed"),
        ({"objects": guestbook.LEADERS}, "no pods"),
    ],
)
def test_a_broken_replication(changes: dict[str, Any], says: str) -> None:
    """Whatever the learner read before: it has to be so now."""
    found = guestbook.verdicts("redis.replicates", guestbook.ROLES, INFO_LEADER, INFO_FOLLOWER, **changes)
    assert not found.passed
    assert not found.final
    assert says in found.seen


def test_reading_may_be_left_out() -> None:
    """Where only the state counts."""
    assert guestbook.verdicts("redis.replicates", {**guestbook.ROLES, "read": False}).passed


LEADER_SERVICE = {"name": "redis-leader", "selector": "app=redis,role=leader", "role": "master"}


def other(selector: dict[str, str]) -> dict[str, Any]:
    """The objects with another Service of the leader's name."""
    service = guestbook.service("redis-leader", "10.96.1.1", selector, port=6379)
    return {"objects": [*guestbook.LEADERS, *guestbook.FOLLOWERS, service]}


def test_a_service_leads_to_its_pods() -> None:
    """Right by the manifest's selector, and by a shorter one that chooses the same."""
    assert guestbook.verdicts("redis.service", LEADER_SERVICE).passed
    assert guestbook.verdicts("redis.service", LEADER_SERVICE, **other({"role": "leader"})).passed


@pytest.mark.parametrize(
    "changes",
    [
        other({"app": "redis"}),
        other({"app": "redis", "role": "master"}),
        other({}),
        {"objects": guestbook.LEADERS},
        {"stores": {}},
        {"stores": {"10.96.1.1": {"INFO replication": guestbook.FOLLOWS}}},
    ],
)
def test_a_service_that_leads_elsewhere(changes: dict[str, Any]) -> None:
    """Too many pods, none, no Service, nobody who answers, somebody else."""
    assert not guestbook.verdicts("redis.service", LEADER_SERVICE, **changes).passed


@pytest.mark.parametrize(
    ("text", "output", "expected"),
    [
        ("kubectl exec deploy/redis-follower -- redis-cli SET messages ,mine", READONLY, True),
        ("kubectl exec -it redis-follower-6-c -- redis-cli del x", "(error) " + READONLY, True),
        ("redis-cli -h 172.16.2.2 set a b", READONLY, True),
        ("echo set a b | nc 172.16.2.2 6379", f"-{READONLY}", True),
        (
            "kubectl get po -o name | grep follower | xargs -I{} kubectl exec {} -- redis-cli set a b",
            READONLY,
            True,
        ),
        ("kubectl exec deploy/redis-leader -- redis-cli SET messages ,mine", "OK", False),
        ("kubectl exec deploy/redis-follower -- redis-cli GET messages", ",one", False),
        ("echo READONLY redis-follower", "READONLY redis-follower", False),
    ],
)
def test_a_follower_refuses(text: str, output: str, expected: bool) -> None:
    """The refusal has to come from one of the pods."""
    args = {**FOLLOWERS, "key": "messages"}
    assert guestbook.verdicts("redis.refuses", args, (text, output)).passed is expected


@pytest.mark.parametrize(
    ("text", "output", "expected"),
    [
        ("kubectl exec deploy/redis-follower -- redis-cli GET messages", guestbook.VALUE, True),
        ("kubectl exec -it $POD -- redis-cli get messages", r'",one,hello \xec\x95\x88\xeb\x85\x95"', True),
        ("redis-cli -h 172.16.1.2 get messages", guestbook.VALUE, True),
        ("kubectl exec deploy/redis-leader -- redis-cli GET messages", guestbook.VALUE, False),
        ("kubectl exec deploy/redis-follower -- redis-cli GET messages", ",old", False),
        (f"echo '{guestbook.VALUE}' redis-follower", guestbook.VALUE, False),
        ("kubectl get pods", "", False),
    ],
)
def test_a_value_is_read_in_a_follower(text: str, output: str, expected: bool) -> None:
    """As text, or as redis-cli shows it to a terminal; from a follower and no other."""
    args = {**FOLLOWERS, "key": "messages"}
    assert guestbook.verdicts("redis.read", args, (text, output)).passed is expected


def test_nothing_to_read() -> None:
    """A store that is empty, or still starting."""
    args = {**FOLLOWERS, "key": "messages"}
    empty: list[dict[str, dict[str, str]]] = [{}, {"172.16.1.2": {}, "172.16.2.2": {}}]
    for stores in empty:
        found = guestbook.verdicts("redis.read", args, stores=stores)
        assert "no pod of these holds" in found.seen


ANY = guestbook.service("redis-any", "10.96.1.9", {"app": "redis"}, port=6379)
MIXED = {"objects": [*guestbook.OBJECTS, ANY]}


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("for i in 1 2 3; do redis-cli -h redis-any SET a b; done", "OK\n" + READONLY),
        ("redis-cli -h $ANY role | head -1; redis-cli -h $ANY role | head -1", "slave\nmaster\n"),
        ("redis-cli -h redis-any info", guestbook.LEADS + guestbook.FOLLOWS),
    ],
)
def test_both_kinds_answer(text: str, output: str) -> None:
    """By what they are, or by what they say to a write."""
    assert guestbook.verdicts("redis.mixed", guestbook.ROLES, (text, output), **MIXED).passed
    assert not guestbook.verdicts("redis.mixed", guestbook.ROLES, (text, output)).passed


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("redis-cli -h redis-any SET a b", "OK\n"),
        ("redis-cli -h redis-any info", guestbook.FOLLOWS),
        ("redis-cli -h redis-leader role; redis-cli -h redis-follower role", "master\nslave\n"),
        ("echo master slave redis-any", "master slave redis-any"),
    ],
)
def test_only_one_kind_answers(text: str, output: str) -> None:
    """Or both, but not by way of that Service."""
    assert not guestbook.verdicts("redis.mixed", guestbook.ROLES, (text, output), **MIXED).passed
