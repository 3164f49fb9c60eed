"""The groups of those who are stuck, kept up while learners come to be stuck and get out of it. Pure.

Every learner is in one group, that of the mistake which most of all who are stuck share: a mistake often brings others
with it (a session that is down, and the routes that are missing), and who is helped with the most common one is not
counted a second time. A console asks for the groups at every picture, and between two pictures few of a large class
change: only mistakes that these make or made are looked at anew. What comes of it depends on who is stuck on what, and
never on the order in which that became known.
"""

import dataclasses
import operator
from collections import Counter
from collections.abc import Iterable, Sequence, Set

from tutor.workshop import reports, stuck

_FIELDS = operator.attrgetter(*(field.name for field in dataclasses.fields(reports.Verdict)))


class Grouping:
    """Learners who are stuck, by id, and their groups."""

    def __init__(self) -> None:
        self._stuck: dict[str, stuck.Stuck] = {}
        self._makers: dict[stuck.Mistake, dict[str, int]] = {}
        """Mistake -> who makes it, and which of theirs it is."""
        self._common: dict[stuck.Mistake, tuple[bool, int, int, stuck.Mistake]] = {}
        """Mistake -> its place among all: the smallest first, which is the most common of the learners' own."""
        self._homes: dict[str, stuck.Mistake] = {}
        """Learner -> the mistake of their group."""
        self._members: dict[stuck.Mistake, set[str]] = {}
        self._groups: dict[stuck.Mistake, stuck.Group] = {}
        self._sorted: tuple[stuck.Group, ...] = ()
        self._changed: set[str] = set()
        self._moved: set[stuck.Mistake] = set()
        """Mistakes that somebody has begun to make, or ended, since the groups were asked for."""

    def put(self, who: str, found: stuck.Stuck | None) -> None:
        """A learner is stuck so, or is not."""
        if found is not None and not found.mistakes:
            found = None
        before = self._stuck.get(who)
        if found == before:
            return
        self._changed.add(who)
        for wrong, _ in before.mistakes if before else ():
            self._moved.add(wrong)
            self._makers[wrong].pop(who, None)
        if found is None:
            del self._stuck[who]
            return
        self._stuck[who] = found
        for at, (wrong, _) in enumerate(found.mistakes):
            self._moved.add(wrong)
            self._makers.setdefault(wrong, {}).setdefault(who, at)

    def groups(self) -> Sequence[stuck.Group]:
        """The largest first; of two of a size, the one whose first learner has been stuck for longer.

        The same object, and in it the same groups, as long as nothing of them changed.
        """
        if self._changed:
            self._rank()
            for wrong in self._settle():
                self._make(wrong)
            self._sorted = tuple(sorted(self._groups.values(), key=_order))
            self._changed, self._moved = set(), set()
        return self._sorted

    def _rank(self) -> None:
        """How common those mistakes are now."""
        for wrong in self._moved:
            if makers := self._makers[wrong]:
                self._common[wrong] = (wrong.kind != "wrong", -len(makers), min(makers.values()), wrong)
            else:
                del self._makers[wrong]
                self._common.pop(wrong, None)

    def _settle(self) -> Set[stuck.Mistake]:
        """Bring everybody whom it may concern to their group; the groups that are not what they were."""
        concerned = self._changed.union(*(self._makers.get(wrong, ()) for wrong in self._moved))
        other = set()
        for who in concerned:
            before, now = self._homes.get(who), self._home(who)
            if before == now and who not in self._changed:
                continue
            if before is not None:
                other.add(before)
                self._members[before].discard(who)
            if now is None:
                self._homes.pop(who, None)
            else:
                other.add(now)
                self._homes[who] = now
                self._members.setdefault(now, set()).add(who)
        return other

    def _home(self, who: str) -> stuck.Mistake | None:
        one = self._stuck.get(who)
        return min((wrong for wrong, _ in one.mistakes), key=self._common.__getitem__) if one else None

    def _make(self, wrong: stuck.Mistake) -> None:
        """Its group as it is now."""
        if members := self._members[wrong]:
            self._groups[wrong] = _group(wrong, [self._stuck[who] for who in members])
        else:
            del self._members[wrong]
            self._groups.pop(wrong, None)


def _order(group: stuck.Group) -> tuple[int, float, stuck.Mistake]:
    return -len(group.members), group.since, group.mistake


def _group(wrong: stuck.Mistake, members: Sequence[stuck.Stuck]) -> stuck.Group:
    made = [dict(one.mistakes) for one in members]
    shared = set(made[0]).intersection(*made) - {wrong}
    since = sorted((stuck.Member(one.learner, one.since.get(wrong, 0.0)) for one in members), key=_longest)
    return stuck.Group(wrong, _most(found[wrong] for found in made), tuple(since), tuple(sorted(shared)))


def _longest(one: stuck.Member) -> tuple[float, str]:
    return one.since, one.learner


def _most(verdicts: Iterable[reports.Verdict]) -> reports.Verdict:
    """What most see; of two, the same one in every console."""
    seen = Counter(verdicts)
    most = max(seen.values())
    return min(
        (one for one, count in seen.items() if count == most),
        key=lambda one: (one.expected, one.seen, *_FIELDS(one)),
    )
