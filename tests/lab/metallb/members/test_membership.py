"""The table of members."""

from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.metallb.members import membership, message

ALIVE, SUSPECT, DEAD, LEFT = message.State

claims = st.builds(
    message.Claim,
    st.sampled_from("abcd"),
    st.sampled_from(["192.0.2.1", "192.0.2.2"]),
    st.integers(0, 4),
    st.sampled_from(list(message.State)),
)


def claim(node: str, state: message.State, incarnation: int = 1) -> message.Claim:
    """What is said of a node."""
    return message.Claim(node, f"192.0.2.{ord(node)}", incarnation, state)


def table(*others: str) -> membership.Membership:
    """The table of "a", which knows these others to live."""
    made = membership.Membership("a", "192.0.2.97", 1)
    made.hear(claim(node, ALIVE) for node in others)
    made.news.clear()
    made.changes.clear()
    return made


def test_one_who_joins_is_a_member_and_news() -> None:
    """Once."""
    made = table()
    made.hear([claim("b", ALIVE), claim("b", ALIVE)])
    assert made.alive() == {"a", "b"}
    assert made.others() == {"b": "192.0.2.98"}
    assert made.news == [claim("b", ALIVE)]
    assert made.changes == [membership.Change("b", "192.0.2.98", membership.Event.JOIN)]


def test_a_suspect_is_a_member_until_it_is_buried() -> None:
    """And comes back when it refutes in time."""
    made = table("b", "c")
    made.suspect("b")
    made.suspect("c")
    assert made.alive() == {"a", "b", "c"}
    made.hear([claim("b", ALIVE, 2)])
    made.bury("b", 1)
    made.bury("c", 1)
    assert made.alive() == {"a", "b"}
    assert made.changes == [membership.Change("c", "192.0.2.99", membership.Event.LEAVE)]


def test_old_news_of_life_do_not_raise_the_dead() -> None:
    """Only a later incarnation does."""
    made = table("b")
    made.hear([claim("b", DEAD)])
    made.hear([claim("b", ALIVE)])
    assert made.alive() == {"a"}
    made.hear([claim("b", ALIVE, 2)])
    assert made.alive() == {"a", "b"}


def test_what_is_said_of_this_speaker_is_refuted() -> None:
    """By a higher incarnation than the rumour's."""
    for state in (SUSPECT, DEAD, LEFT):
        made = table()
        made.hear([claim("a", state, 5)])
        assert made.own == claim("a", ALIVE, 6)
        assert made.news == [made.own]


def test_one_who_was_taken_for_dead_is_told() -> None:
    """Once, also when it has refuted the suspicion by then; others have announced what is its own."""
    made = table()
    made.hear([claim("a", SUSPECT), claim("a", DEAD), claim("a", DEAD)])
    assert made.changes == [membership.Change("a", "192.0.2.97", membership.Event.UPDATE)]


def test_who_leaves_hears_no_more_of_itself() -> None:
    """It says that it left, and stays with it."""
    made = table("b")
    made.leave()
    made.hear([claim("a", SUSPECT, 9)])
    assert made.own.state is LEFT
    assert [one.state for one in made.news] == [LEFT]


def test_a_goodbye_is_heard_at_once() -> None:
    """No suspicion comes before it."""
    made = table("b")
    made.hear([claim("b", LEFT)])
    assert made.alive() == {"a"}
    assert made.changes == [membership.Change("b", "192.0.2.98", membership.Event.LEAVE)]


def test_suspicion_lasts_longer_in_a_large_cluster() -> None:
    """Four probes up to ten members, then by the logarithm."""
    made = table("b", "c")
    assert made.suspicion_seconds() == 4.0
    made.hear(message.Claim(f"n{number}", "192.0.2.1", 1, ALIVE) for number in range(97))
    assert made.suspicion_seconds() == 8.0


@given(st.lists(claims, max_size=15))
def test_changes_tell_all_comings_and_goings(heard: list[message.Claim]) -> None:
    """Who is said to have come and gone is who is there; this speaker always is."""
    made = table()
    present = {"a"}
    made.hear(heard)
    for change in made.changes:
        joined = change.event is membership.Event.JOIN
        if change.event is not membership.Event.UPDATE:
            assert joined is (change.node not in present)
            (present.add if joined else present.discard)(change.node)
    assert made.alive() == present
    assert "a" in present


@given(st.lists(claims, max_size=15))
def test_all_that_is_news_is_no_news_a_second_time(heard: list[message.Claim]) -> None:
    """So rumours end."""
    made = table()
    made.hear(heard)
    told = list(made.news)
    made.news.clear()
    made.hear(told)
    made.hear(heard)
    assert made.news == []


@given(st.lists(claims.filter(lambda one: one.node != "a"), max_size=10))
def test_two_who_tell_each_other_all_agree(heard: list[message.Claim]) -> None:
    """Whoever heard what first."""
    one, other = table(), table()
    one.hear(heard)
    other.hear(reversed(heard))
    one.hear(other.claims())
    other.hear(one.claims())
    one.hear(other.claims())
    assert one.alive() == other.alive()
