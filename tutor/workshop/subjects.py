"""Every subject of a class, and who may publish and subscribe it. Pure.

A class is a NATS account of its own; its subjects begin with `class.ID.` all the same, so that several classes, and
whatever else is there, can share an account of an existing cluster. A learner may publish and read what carries their
own id, and read what is for all; nothing of another learner (https://docs.nats.io/nats-concepts/subjects).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

WORD = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
"""A class or learner id: one token of a subject, and a file's name."""


JOIN = "class.join"
"""Where guests ask for a credential of their own; they do not know yet which class it is, and a server has one."""


STORED = ("event", "order", "person")
"""What there are streams of."""


LANES = 3
"""On how many ways at most a report can come in (`intake`)."""

GUEST_INBOX = "_INBOX_guest"
"""Where guests are answered."""


class Permissions(NamedTuple):
    """Subjects, with wildcards, that a credential may use."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


class Subjects:
    """Those of one class. Ids must match WORD (ValueError): a wildcard or a dot in one would reach further.

    In an account that is `shared` with others, answers too come at subjects of the class.
    """

    def __init__(self, class_id: str, *, shared: bool = False) -> None:
        self.class_id = _word(class_id)
        self._stem = f"class.{class_id}"
        self._shared = shared

    join = JOIN

    @property
    def to_all(self) -> str:
        """Orders for every learner; stored."""
        return f"{self._stem}.all"

    @property
    def desk(self) -> str:
        """What consoles tell each other; stored."""
        return f"{self._stem}.desk"

    def event(self, learner: str, lane: int = 0) -> str:
        """A learner's reports, each once and in order; stored. They come in by a `lane` where there are any."""
        return f"{self._stem}.{_lane(lane)}.{_word(learner)}"

    def incoming(self, lane: int) -> str:
        """What comes in by that lane, of all learners."""
        return self.everyone(_lane(lane))

    @property
    def taken_over(self) -> str:
        """Where that is kept in the end: JetStream's words for each learner's own."""
        return f"{self._stem}.event.{{{{wildcard(1)}}}}"

    def stored(self, learner: str) -> str:
        """Which of a learner's reports are stored, as the server says it: their headers, with the message id."""
        return f"{self._stem}.stored.{_word(learner)}"

    def pulse(self, learner: str) -> str:
        """That a learner is there, every few seconds; not stored."""
        return f"{self._stem}.pulse.{_word(learner)}"

    def ask(self, learner: str) -> str:
        """A learner's requests to the host."""
        return f"{self._stem}.ask.{_word(learner)}"

    def to(self, learner: str) -> str:
        """Orders for one learner; stored."""
        return f"{self._stem}.to.{_word(learner)}"

    def screen(self, learner: str) -> str:
        """A learner's terminal, while they consent; not stored."""
        return f"{self._stem}.screen.{_word(learner)}"

    def keys(self, learner: str) -> str:
        """What a console that they let watch says in passing: that it still does, and keys; not stored."""
        return f"{self._stem}.keys.{_word(learner)}"

    def person(self, secret: str) -> str:
        """Who a learner is; the last one stored counts. `secret` is a word that the host alone knows.

        A server answers at whatever subject a sender names, and whatever their rights. Learners' messages are not to be
        answered; should one be, it must not take a record's place.
        """
        return f"{self._stem}.person.{_word(secret)}"

    @property
    def confirming(self) -> tuple[str, str]:
        """What is said again once it is stored, and where: JetStream's words for each learner's own."""
        return self.everyone("event"), f"{self._stem}.stored.{{{{wildcard(1)}}}}"

    def everyone(self, kind: str) -> str:
        """`event`, `pulse`, `ask`, `to`, `screen` or `person` of all learners."""
        return f"{self._stem}.{kind}.*"

    def stream(self, kind: str) -> str:
        """The JetStream stream that stores `event`, `order` or `person`."""
        return f"CLASS_{self.class_id}_{kind}".upper().replace("-", "_")

    def lane(self, lane: int) -> str:
        """The stream of that lane."""
        return self.stream(_lane(lane))

    def kept(self, kind: str) -> tuple[str, ...]:
        """What the stream of that kind keeps."""
        return (self.to_all, self.everyone("to"), self.desk) if kind == "order" else (self.everyone(kind),)

    def inbox(self, who: str) -> str:
        """The prefix of replies to `who`."""
        return f"{self._stem}.inbox.{_word(who)}" if self._shared else f"_INBOX_{who}"

    def for_guest(self) -> Permissions:
        """Who has no credential yet may only ask for one."""
        return Permissions((self.join,), (f"{GUEST_INBOX}.>",))

    def for_learner(self, learner: str) -> Permissions:
        """Their own, and what is for all."""
        return Permissions(
            (
                *(self.event(learner, lane) for lane in range(LANES + 1)),
                *(self.pulse(learner), self.ask(learner), self.screen(learner)),
            ),
            (
                *(self.to_all, self.to(learner), self.keys(learner), self.stored(learner)),
                f"{self.inbox(learner)}.>",
            ),
        )

    def for_instructor(self) -> Permissions:
        """Everything of the class's account; of one that is shared, what is the class's."""
        if not self._shared:
            return Permissions((">",), (">",))
        mine = f"{self._stem}.>"
        return Permissions((mine, "$JS.API.INFO", *self._api()), (mine,))

    def _api(self) -> Iterator[str]:
        """JetStream's for the class's streams (https://docs.nats.io/reference/reference-protocols/nats_api_reference).

        In few words, for a server reads no more than 4096 bytes of who calls. What answers its flow control goes to
        subjects of two forms, the longer ones with domain and account (ADR-15).
        """
        for name in (self.stream(kind) for kind in STORED):
            # STREAM.INFO.name, CONSUMER.CREATE.name, DIRECT.GET.name and the like; of a consumer, its own name follows.
            yield from (f"$JS.API.*.*.{name}", f"$JS.API.*.*.{name}.>", f"$JS.API.STREAM.MSG.GET.{name}")
            yield from (f"$JS.FC.{name}.>", f"$JS.FC.*.*.{name}.>")
        yield from (f"$JS.API.STREAM.*.{self.lane(lane)}" for lane in range(1, LANES + 1))


def learner_of(subject: str) -> str:
    """The learner's id in a subject that carries one."""
    return subject.rsplit(".", 1)[-1]


def _lane(lane: int) -> str:
    return f"event{lane or ''}"


def _word(text: str) -> str:
    if not WORD.fullmatch(text):
        raise ValueError(f"{text!r} is no id")
    return text
