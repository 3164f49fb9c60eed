"""Who has joined a class, and how far each has come. Pure but for the clock; `registrar` keeps it true."""

import dataclasses
import json
import secrets
from collections.abc import Iterator

from tutor.base import clock
from tutor.workshop import invitation, reports, wire

SOURCES, STEPS, NAME_LENGTH = 64, 2_000, 200
"""More machines, steps and characters than an honest learner has: the desk's memory is no learner's to fill."""
NONCES, ALL_NONCES = 64, 100_000
ID_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclasses.dataclass(frozen=True)
class Person:
    """One learner. `devices` are the public keys that speak for them; `digest` is kept of their return code.

    `nonces` are those of their requests, none of which is answered a second time, by a host that was restarted either.
    """

    id: str
    name: str
    joined: str
    devices: tuple[str, ...]
    digest: str
    nonces: tuple[str, ...] = ()

    def again(self, request: invitation.Request, devices: int, *, anonymous: bool) -> "Person":
        """As they come back, by another name if they say one; the newest `devices` machines count."""
        return dataclasses.replace(
            self,
            name=self.name if anonymous else request.name or self.name,
            devices=tuple(dict.fromkeys((*self.devices, request.public)))[-devices:],
            nonces=(*self.nonces, request.nonce)[-NONCES:],
        )

    def write(self) -> bytes:
        """As JSON."""
        return json.dumps(dataclasses.asdict(self)).encode()


def read(data: bytes) -> Person:
    """A stored person. Raises wire.Malformed; only the host writes them."""
    try:
        found = json.loads(data)
        lists = {name: tuple(map(str, found[name])) for name in ("devices", "nonces")}
        return Person(**{**found, **lists})
    except (ValueError, TypeError, KeyError) as error:
        raise wire.Malformed("no person") from error


class People:
    """All of a class."""

    def __init__(self) -> None:
        self._known: dict[str, Person] = {}
        self._nonces: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._known)

    def __iter__(self) -> Iterator[Person]:
        return iter(list(self._known.values()))

    def get(self, learner: str) -> Person | None:
        """By id."""
        return self._known.get(learner)

    def put(self, person: Person) -> None:
        """New, or newer."""
        self._known[person.id] = person
        self._nonces.update(dict.fromkeys(person.nonces))

    def use(self, nonce: str) -> bool:
        """Note that a request was made; False where it was made before."""
        if nonce in self._nonces:
            return False
        self._nonces[nonce] = None
        if len(self._nonces) > ALL_NONCES:
            self._nonces.pop(next(iter(self._nonces)))
        return True

    def returning(self, digest: str) -> Person | None:
        """By what is kept of the return code."""
        return next((one for one in self._known.values() if secrets.compare_digest(one.digest, digest)), None)

    def of_device(self, public: str) -> Person | None:
        """Whose key that is."""
        return next((one for one in self._known.values() if public in one.devices), None)

    def welcome(self, request: invitation.Request, digest: str, *, anonymous: bool) -> Person:
        """A newcomer, who is not put among the others yet."""
        number = len(self._known) + 1
        name = f"learner {number}" if anonymous or not request.name else request.name
        at = clock.rfc3339(clock.now())
        return Person(self._new_id(), name, at, (request.public,), digest, (request.nonce,))

    def _new_id(self) -> str:
        while (found := "l" + "".join(secrets.choice(ID_LETTERS) for _ in range(8))) in self._known:
            pass
        return found


class Standing:
    """How far one learner has come by their reports: what a second machine of theirs needs to know."""

    def __init__(self) -> None:
        self.stored: dict[str, tuple[int, str]] = {}
        """Source -> the number of its last report, and when that was made."""
        self.steps: dict[tuple[str, str], tuple[str, int]] = {}
        """(lesson, step) -> status and hints seen."""
        self.place: tuple[str, str] | None = None

    def _has_room(self, lesson: str, step: str) -> bool:
        return (lesson, step) in self.steps or (len(self.steps) < STEPS and len(lesson + step) < NAME_LENGTH)

    def take(self, message: wire.Message) -> None:
        """Fold one report in; one that is known already changes nothing."""
        envelope, body = message.envelope, message.body
        if envelope.n <= self.stored.get(envelope.source, (0, ""))[0]:
            return
        if envelope.source not in self.stored and len(self.stored) >= SOURCES:
            return
        self.stored[envelope.source] = (envelope.n, envelope.at)
        if isinstance(body, reports.Settled | reports.Hinted) and not self._has_room(body.lesson, body.step):
            return
        match body:
            case reports.Entered(lesson, step):
                self.place = (lesson, step)
            case reports.Settled(lesson, step, status):
                hints = self.steps.get((lesson, step), ("", 0))[1]
                self.steps[lesson, step] = (status, hints)
            case reports.Hinted(lesson, step, number):
                known = self.steps.get((lesson, step), ("todo", 0))[0]
                self.steps[lesson, step] = (known, number)
