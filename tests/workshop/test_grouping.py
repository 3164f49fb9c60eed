"""Groups that are kept up while a class goes on are those that are made anew of who is stuck at that moment."""

from collections.abc import Iterable, Mapping

import hypothesis
from hypothesis import strategies as st

from tests.workshop import telling
from tutor.workshop import grouping, reports, stuck

VERDICTS = (
    telling.wrong("Active"),
    telling.wrong("10.0.0.1 is not there"),
    telling.wrong("10.0.0.2 is not there"),
    telling.wrong("10.0.0.2 is not there", next="in the language of another learner"),
    telling.wrong("no route", "a route to svc1", "bgp.routes"),
    telling.wrong("", "", "bgp.table", fault="KeyError: 'x'"),
    telling.wrong("", "", "bgp.table", lacks="this cluster has no MetalLB"),
)
"""Some of them of one mistake, as 10.0.0.1 and 10.0.0.2 are."""
WHO = ("ann", "bob", "eve", "joe", "kim")


@st.composite
def troubles(draw: st.DrawFn) -> stuck.Stuck:
    """What somebody is stuck on, or has come out of; a mistake may be told of twice."""
    found = stuck.mistakes(telling.graded(*draw(st.lists(st.sampled_from(VERDICTS), max_size=4))))
    since = {wrong: float(draw(st.integers(0, 2))) for wrong, _ in found if draw(st.booleans())}
    return stuck.Stuck(draw(st.sampled_from(WHO)), found, since)


Happening = tuple[stuck.Stuck | str, bool]
"""Somebody is stuck so, or (by id) is not any more; and whether somebody looks then."""
happenings = st.lists(st.tuples(troubles() | st.sampled_from(WHO), st.booleans()), max_size=30)


def anew(learners: Iterable[stuck.Stuck]) -> list[stuck.Group]:
    """The definition, over all of a class: the most common mistake takes all who make it, then the next one."""
    waiting = {one.learner: one for one in learners if one.mistakes}
    makers: dict[stuck.Mistake, list[str]] = {}
    rank: dict[stuck.Mistake, int] = {}
    for one in waiting.values():
        for at, (wrong, _) in enumerate(one.mistakes):
            if one.learner not in makers.setdefault(wrong, []):
                makers[wrong].append(one.learner)
            rank[wrong] = min(rank.get(wrong, at), at)
    found = []
    for wrong in sorted(
        makers, key=lambda each: (each.kind != "wrong", -len(makers[each]), rank[each], each)
    ):
        if members := [waiting.pop(who) for who in makers[wrong] if who in waiting]:
            found.append(_one_group(wrong, members))
    return sorted(found, key=lambda group: (-len(group.members), group.since, group.mistake))


def _one_group(wrong: stuck.Mistake, members: list[stuck.Stuck]) -> stuck.Group:
    """Of those members, with what most of them see."""
    shared = set.intersection(*({each for each, _ in one.mistakes} for one in members)) - {wrong}
    seen = [dict(one.mistakes)[wrong] for one in members]
    most = min(
        seen, key=lambda one: (-seen.count(one), one.expected, one.seen, one.check, one.title, one.next)
    )
    waits = sorted((one.since.get(wrong, 0.0), one.learner) for one in members)
    ordered = tuple(stuck.Member(who, since) for since, who in waits)
    return stuck.Group(wrong, most, ordered, tuple(sorted(shared)))


@hypothesis.given(happenings)
def test_kept_up_is_as_made_anew(happened: list[Happening]) -> None:
    """Whatever happens between two looks, and whoever was looked at before."""
    kept, now = grouping.Grouping(), dict[str, stuck.Stuck]()
    for what, look in happened:
        _happen(kept, now, what)
        if look:
            assert list(kept.groups()) == anew(now.values())
    assert list(kept.groups()) == anew(now.values())
    assert {one.learner for group in kept.groups() for one in group.members} == _stuck(now)


def _happen(kept: grouping.Grouping, now: dict[str, stuck.Stuck], what: stuck.Stuck | str) -> None:
    """To the groups that are kept up, and to the plain list of who is stuck."""
    if isinstance(what, str):
        now.pop(what, None)
        kept.put(what, None)
    else:
        now[what.learner] = what
        kept.put(what.learner, what)


def _stuck(now: Mapping[str, stuck.Stuck]) -> set[str]:
    return {who for who, one in now.items() if one.mistakes}


def class_of(count: int) -> grouping.Grouping:
    """So many, each with one of three mistakes."""
    kept = grouping.Grouping()
    for at in range(count):
        kept.put(f"l{at}", told(f"l{at}", telling.wrong(f"peer AS {at % 3}")))
    return kept


def told(who: str, *verdicts: reports.Verdict) -> stuck.Stuck:
    """Stuck on those."""
    return stuck.Stuck(who, stuck.mistakes(telling.graded(*verdicts)), {})


def test_what_did_not_change_is_the_same_object() -> None:
    """Whoever draws the groups draws only those anew that are others."""
    kept = class_of(9)
    before = kept.groups()
    kept.put("l0", told("l0", telling.wrong("peer AS 0")))
    assert kept.groups() is before
    kept.put("l0", told("l0", telling.wrong("peer AS 1")))
    left, came, other = (next(one for one in before if one.members[0].learner == f"l{at}") for at in range(3))
    after = kept.groups()
    assert [len(one.members) for one in after] == [4, 3, 2]
    assert after[1] is other
    assert left not in after
    assert came not in after


def test_since_when_is_kept_up_as_well() -> None:
    """Though nobody came to the group or left it."""
    kept = class_of(9)
    before = kept.groups()
    one = told("l3", telling.wrong("peer AS 0"))
    kept.put("l3", one._replace(since={wrong: -5.0 for wrong, _ in one.mistakes}))
    assert before[0].members[0].learner == "l0"
    assert kept.groups()[0].members[0] == stuck.Member("l3", -5.0)
