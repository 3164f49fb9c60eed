"""A class without a server: every action is kept, every state is set by the test."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Literal

from tests.tui import fakecourse
from tutor.base import errors, paths
from tutor.course import model
from tutor.tui.console import ports
from tutor.workshop import orders, reports

NOW = 1_800_000_000.0
NAMES = (
    "Kim Minji", "Anna Schmidt", "이서준", "Olivier Dubois", "박지우", "Priya Nair", "Sam", "최유나 (부산)",
    "Jürgen Müller-Lüdenscheidt der Ältere", "Li Wei",
)  # fmt: skip
CODE = "7K3QX-9M2RT-4WZ8B-H6D1N-PCV5G"


class Room:
    """The class of a test; `done` has what the console asked of it."""

    def __init__(self, count: int = 10) -> None:
        self.course_given = _course()
        self.known = {one.id: one for one in people(count, self.course_given)}
        self.clock = NOW
        self.linked = ports.Link(connected=True, server="192.168.1.7:7422")
        self.invited: ports.Invitation | None = ports.Invitation(
            CODE, f"./k8stutor workshop join {CODE}", NOW + 11 * 3600
        )
        self.details: dict[str, ports.Detail] = {}
        self.groups: Sequence[ports.Group] = groups(self.known)
        self.raised: Sequence[ports.Hand] = hands(self.known)
        self.tallies: list[ports.Tally] = []
        self.names: dict[str, Sequence[str]] = {}
        self.stands = ports.Standing()
        self.done: list[tuple[object, ...]] = []
        self.fails: errors.TutorError | None = None
        self.told: asyncio.Queue[frozenset[str]] = asyncio.Queue()
        self.sent: asyncio.Queue[reports.Frame] = asyncio.Queue()
        self.watching = 0
        self.gate = asyncio.Event()
        self.gate.set()

    @property
    def title(self) -> str:
        """As on the door."""
        return "Networking, Tuesday"

    @property
    def course(self) -> model.Course:
        """Two lessons."""
        return self.course_given

    def now(self) -> float:
        """As set by the test."""
        return self.clock

    def link(self) -> ports.Link:
        """As set by the test."""
        return self.linked

    def invitation(self) -> ports.Invitation | None:
        """As set by the test."""
        return self.invited

    def learners(self, among: Iterable[str] | None = None) -> Sequence[ports.Learner]:
        """Those of the test."""
        ids = self.known if among is None else [one for one in among if one in self.known]
        return [self.known[one] for one in ids]

    def detail(self, learner: str, lang: str = "en") -> ports.Detail | None:
        """As set by the test, or the same for all."""
        if learner in self.details:
            return self.details[learner]
        return detail(self.known[learner]) if learner in self.known else None

    def stuck(self, lang: str) -> Sequence[ports.Group]:
        """As set by the test."""
        return self.groups

    def hands(self) -> Sequence[ports.Hand]:
        """As set by the test."""
        return self.raised

    def named(self) -> Mapping[str, Sequence[str]]:
        """As named by the console."""
        return self.names

    async def name(self, group: str, learners: Sequence[str]) -> None:
        """It holds at once."""
        self._do("name", group, list(learners))
        self.names.pop(group, None)
        if learners:
            self.names[group] = list(learners)

    def polls(self) -> Sequence[orders.Poll]:
        """Newest first."""
        return [one.poll for one in reversed(self.tallies)]

    def tally(self, poll: str) -> ports.Tally | None:
        """As set by the test."""
        return next((one for one in self.tallies if one.poll.id == poll), None)

    def standing(self) -> ports.Standing:
        """As the console last wanted it."""
        return self.stands

    async def changes(self) -> AsyncIterator[frozenset[str]]:
        """What the test tells."""
        while True:
            yield await self.told.get()

    def change(self, one: ports.Learner) -> None:
        """Another row."""
        self.known[one.id] = one
        self.told.put_nowait(frozenset({one.id}))

    def _do(self, *what: object) -> None:
        if self.fails:
            raise self.fails
        self.done.append(what)
        self.told.put_nowait(frozenset())

    async def say(
        self, text: str, to: Sequence[str] | None = None, *, lesson: str = "", step: str = ""
    ) -> None:
        """Keep it."""
        self._do("say", text, None if to is None else list(to), lesson, step)

    async def pace(self, locked: frozenset[str]) -> None:
        """It holds at once."""
        self._do("pace", locked)
        self.stands = self.stands._replace(locked=locked)

    async def timer(self, seconds: float, label: str = "") -> None:
        """It holds at once."""
        self._do("timer", seconds, label)
        self.stands = self.stands._replace(until=self.clock + seconds if seconds else 0.0, label=label)

    async def follow(self, at: ports.StepKey | None) -> None:
        """It holds at once."""
        self._do("follow", at)
        self.stands = self.stands._replace(follow=at)

    async def take(self, learner: str) -> None:
        """It holds at once."""
        self._do("take", learner)
        self.raised = [
            one._replace(taken="" if one.taken else "me") if one.learner == learner else one
            for one in self.raised
        ]

    async def resolve(self, learner: str) -> None:
        """It holds at once."""
        self._do("resolve", learner)
        self.raised = [one for one in self.raised if one.learner != learner]

    async def ask(self, learner: str, kind: Literal["watch", "type"]) -> None:
        """Asked; the test consents."""
        self._do("ask", learner, kind)
        self.consent(learner, kind, "asked")

    def consent(self, learner: str, kind: Literal["watch", "type"], how: ports.Consent) -> None:
        """What the learner says."""
        found = self.detail(learner)
        assert found
        self.details[learner] = found._replace(watch=how) if kind == "watch" else found._replace(type=how)
        self.told.put_nowait(frozenset({learner}))

    async def end_watch(self, learner: str) -> None:
        """No more."""
        self._do("end_watch", learner)
        self.details[learner] = self.details[learner]._replace(watch="none", type="none")

    async def watch(self, learner: str) -> AsyncIterator[reports.Frame]:
        """Asked; what the test sends."""
        await self.ask(learner, "watch")
        self.watching += 1
        try:
            while True:
                yield await self.sent.get()
        finally:
            self.watching -= 1

    async def keys(self, learner: str, host: str, text: str) -> None:
        """Keep it."""
        self._do("keys", learner, host, text)

    async def poll(
        self, question: str, options: Sequence[orders.Option], at: ports.StepKey = ("", ""), answer: str = ""
    ) -> None:
        """Open at once, or when the test opens the gate; without an answer yet."""
        await self.gate.wait()
        self._do("poll", question, [one.text for one in options], at, answer)
        made = orders.Poll(f"p{len(self.tallies)}", question, tuple(options), *at)
        self.tallies.append(ports.Tally(made, {}, len(self.known), answer))

    async def show(self, poll: str) -> None:
        """Shown at once."""
        self._do("show", poll)
        self.tallies = [one._replace(shown=True) if one.poll.id == poll else one for one in self.tallies]

    def answer(self, counts: dict[str, int]) -> None:
        """What the class has answered to the newest poll."""
        self.tallies[-1] = self.tallies[-1]._replace(counts=counts)
        self.told.put_nowait(frozenset())


def _course() -> model.Course:
    """The toy course, its second lesson longer, so that rows have something to show; the first one's notes are real."""
    course = fakecourse.course()
    first, second = course.lessons
    more = tuple(
        model.Step(
            f"s{at}",
            {"en": f"Step number {at}", "ko": f"{at}번째 단계"},
            {},
            prediction=first.steps[0].prediction if at % 3 == 0 else None,
        )
        for at in range(1, 10)
    )
    first = first._replace(folder=paths.bundle() / "lessons" / "01-coredns")
    return course._replace(lessons=(first, second._replace(steps=(*second.steps, *more))))


def people(count: int, course: model.Course) -> list[ports.Learner]:
    """So many, the same every time."""
    dice = random.Random(7)
    steps = [(lesson.id, step.id) for lesson in course.lessons for step in lesson.steps]
    found = []
    for at in range(count):
        name = NAMES[at] if at < len(NAMES) else f"{NAMES[at % len(NAMES)].split()[0]} {at}"
        place = min(len(steps) - 1, int(dice.gauss(len(steps) * 0.6, 2.5)))
        place = max(0, place)
        state = dice.choices(ports.STATES, (2, 6, 3, 14, 2, 2))[0] if at > 3 else ports.STATES[at]
        done = {key: dice.choices(("passed", "skipped"), (12, 1))[0] for key in steps[:place]}
        if state == "failing":
            done[steps[place]] = "failed"
        if state == "done":
            place = len(steps) - 1
            done = dict.fromkeys(steps, "passed")
        hand = "What is a peer ASN, and where do I see it?" if state == "asking" else None
        since = NOW - dice.randint(5, 900)
        found.append(ports.Learner(f"l{at}", name, state, steps[place], since, done, hand, state != "away"))
    return found


def groups(known: dict[str, ports.Learner]) -> list[ports.Group]:
    """Two groups among those who fail."""
    failing = [one.id for one in known.values() if one.state == "failing"] or list(known)[:1]
    cut = max(1, len(failing) * 2 // 3)
    made = [
        ports.Group(
            "asn", ("02-services", "s3"), "The session is established", "peer ASN 64513", "peer ASN 64512",
            failing[:cut], NOW - 700,
        ),
        ports.Group(
            "svc", ("01-coredns", "pods"), "There are two of them", "2 pods with k8s-app=kube-dns", "0 pods",
            failing[cut:], NOW - 95,
        ),
    ]  # fmt: skip
    return [one for one in made if one.learners]


def hands(known: dict[str, ports.Learner]) -> list[ports.Hand]:
    """All who ask."""
    asking = sorted((one for one in known.values() if one.state == "asking"), key=lambda one: one.since)
    return [ports.Hand(one.id, one.hand or "", one.since, one.at) for one in asking]


def detail(one: ports.Learner) -> ports.Detail:
    """What they did last."""
    return ports.Detail(
        one,
        "ko",
        NOW - 3000,
        (
            ports.Ran(NOW - 20, "k8s-rtr", "vtysh -c 'show bgp summary'", 0, 0.31),
            ports.Ran(NOW - 64, "k8s-m", "kubectl apply -f peer.yaml", 1, 0.72),
            ports.Ran(NOW - 90, "k8s-m", "kubectl get pods -n metallb-system -o wide", 0, 0.2),
            ports.Ran(NOW - 130, "k8s-m", "tcpdump -ni enp0s8 port 179", None, 30.0),
        ),
        (
            ports.Verdict("The peer is configured", True),
            ports.Verdict("The session is established", False, "peer ASN 64513", "peer ASN 64512"),
        ),
        tuple(
            ports.StepRecord(key, status, 40 + 13 * at % 200, at % 3, at % 2)
            for at, (key, status) in enumerate(one.steps.items())
        ),
    )
