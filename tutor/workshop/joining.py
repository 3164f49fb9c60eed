"""The learner's side of joining: the certificate is checked by the code before anything is said."""

import asyncio
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import nats.errors
from nats.aio.client import Client

from tutor.base import errors, paths
from tutor.workshop import (
    authority,
    certificate,
    code,
    connection,
    invitation,
    nkeys,
    sealing,
    subjects,
    wire,
)

ASK_SECONDS = 15.0
KNOCKS, AGAIN_SECONDS = 5, 1.0

_REFUSED = {
    "code": ("this code is not the class's", "its secret is another one", "ask for the code as it is now"),
    "expired": (
        "this code has expired",
        "a code admits people for some hours only",
        "ask the instructor for a new one: k8stutor workshop host CLASS --renew-code",
    ),
    "replayed": ("this request to join was used before", "each is good for once", "join again"),
    "return": (
        "there is no learner with this return code",
        "it was mistyped, or belongs to another class",
        "look at it again where you joined: the key i, or k8stutor workshop status; or join without it",
    ),
    "away": (
        "the class can admit nobody just now",
        "where it keeps who its learners are does not answer, or takes no more",
        "join again in a moment; if it stays so, tell the instructor",
    ),
    "malformed": (
        "the class did not understand this request",
        "its k8stutor is of another version",
        "use the same version as the instructor",
    ),
}


@dataclasses.dataclass(frozen=True)
class Membership:
    """A learner's place in a class, kept on their machine; whoever has it is that learner."""

    class_id: str
    title: str
    learner: str
    name: str
    seed: str
    token: str
    returning: str
    servers: tuple[str, ...]
    certificate: str
    anonymous: bool
    keep_days: int
    authorities: str = ""
    """As `connection.Link` has it; `certificate` is then that of the door."""

    @property
    def key(self) -> str:
        """One on this machine: another class of the same name has other learners."""
        return f"{self.class_id}-{self.learner}"

    @property
    def names(self) -> subjects.Subjects:
        """The class's subjects."""
        return subjects.Subjects(self.class_id, shared=bool(self.authorities))

    @property
    def link(self) -> connection.Link:
        """The way to the class."""
        inbox = self.names.inbox(self.learner)
        caller = connection.Credential(self.learner, self.seed, self.token, inbox)
        return connection.Link(self.servers, self.certificate, caller, self.authorities)


class Door(NamedTuple):
    """A class's server whose certificate (PEM) is the code's."""

    invited: code.Invitation
    certificate: str

    async def look(self) -> invitation.Answer:
        """What class it is and what it collects; nothing is said of the learner. Raises as `join` does."""
        box = sealing.Box()
        request = invitation.ask(nkeys.Key.new("U"), "", self.invited.secret, box, look=True)
        return await self._ask(request, box)

    async def join(self, name: str, *, returning: str = "", key: nkeys.Key | None = None) -> Membership:
        """Become a learner, or again the one of `returning` or of `key`, which is known there already.

        Who comes back keeps their name where `name` is "". Raises EnvironmentLacks, UsageError.
        """
        own, box = key or nkeys.Key.new("U"), sealing.Box()
        answer = await self._ask(invitation.ask(own, name, self.invited.secret, box, returning), box)
        return Membership(
            _id(answer.class_id),
            invitation.clean(answer.title),
            _id(answer.learner),
            invitation.clean(answer.name),
            own.seed,
            answer.token,
            answer.returning or invitation.return_code(returning),
            self._servers(answer),
            self.certificate,
            answer.anonymous,
            answer.keep_days,
            answer.authorities,
        )

    def _servers(self, answer: invitation.Answer) -> tuple[str, ...]:
        """The code's server is the class's, unless it is only the door to somebody else's."""
        if not answer.authorities:
            return tuple(dict.fromkeys((_where(self.invited), *answer.servers)))
        if not answer.servers:
            raise _no_sense()
        return answer.servers

    async def _ask(self, request: invitation.Request, box: sealing.Box) -> invitation.Answer:
        link = connection.Link((_where(self.invited),), self.certificate, connection.Credential("guest"))
        client = await link.connect()
        try:
            answer = invitation.read_answer(await _heard(client, invitation.write(request)), box)
        except (nats.errors.Error, TimeoutError, wire.Malformed) as error:
            raise errors.EnvironmentLacks(
                "the class's host does not answer",
                why="its server is there, but nobody admits people now",
                todo="see that k8stutor workshop host runs, then join again",
            ) from error
        finally:
            await connection.end(client)
        if answer.refused:
            what, why, todo = _REFUSED.get(answer.refused, _REFUSED["malformed"])
            kind = errors.UsageError if answer.refused in ("code", "return") else errors.EnvironmentLacks
            raise kind(what, why=why, todo=todo)
        return answer


async def _heard(client: Client, request: bytes) -> bytes:
    """The door's answer; it may be closed for a moment, or be opened again after its connection was lost."""
    for left in reversed(range(KNOCKS)):
        try:
            return (await client.request(subjects.JOIN, request, timeout=ASK_SECONDS)).data
        except nats.errors.NoRespondersError:
            if not left:
                raise
            await asyncio.sleep(AGAIN_SECONDS)
    raise TimeoutError


async def find(invited: code.Invitation) -> Door:
    """The server that the code names, once its certificate is the code's. Raises EnvironmentLacks."""
    shown = await connection.certificate_of(invited.host, invited.port)
    # In a thread: it is costly on purpose, and whoever waits for it may have a screen to draw.
    if not await asyncio.to_thread(certificate.is_known, shown, invited.fingerprint):
        raise errors.EnvironmentLacks(
            f"the server at {_where(invited)} is not the one of this code",
            why="its certificate is another one; nothing was said to it",
            todo="ask for the code as it is now; if it is the same, somebody stands between you and the class",
        )
    return Door(invited, shown)


async def join(
    invited: code.Invitation, name: str, *, returning: str = "", key: nkeys.Key | None = None
) -> Membership:
    """Find the class and join it. Raises EnvironmentLacks, UsageError."""
    return await (await find(invited)).join(name, returning=returning, key=key)


def _where(invited: code.Invitation) -> str:
    host = f"[{invited.host}]" if ":" in invited.host else invited.host
    return f"{host}:{invited.port}"


def _id(word: str) -> str:
    if not subjects.WORD.fullmatch(word):
        raise _no_sense()
    return word


def _no_sense() -> errors.EnvironmentLacks:
    return errors.EnvironmentLacks("the class's answer makes no sense", todo="use the instructor's version")


def folder() -> Path:
    """Where memberships are kept."""
    return paths.state() / "workshop" / "joined"


def save(known: Membership) -> None:
    """Keep it for this user alone, in place of any other in the same class. Raises EnvironmentLacks."""
    authority.private_folder(folder())
    authority.write_private(folder() / f"{known.key}.json", json.dumps(dataclasses.asdict(known)))
    for other in kept():
        if certificate.is_same(other.certificate, known.certificate) and other.key != known.key:
            leave(other)


def kept() -> Sequence[Membership]:
    """All that are kept, the newest first; files that make no sense are passed over."""
    found = []
    for file in sorted(folder().glob("*.json"), key=lambda one: one.stat().st_mtime, reverse=True):
        try:
            data = json.loads(file.read_text())
            found.append(Membership(**{**data, "servers": tuple(data["servers"])}))
        except (OSError, ValueError, TypeError, KeyError):
            continue
    return found


def outbox_file(known: Membership) -> Path:
    """Where what that learner has still to tell the class waits."""
    return paths.state() / "workshop" / "outbox" / f"{known.key}.db"


def leave(known: Membership) -> None:
    """Forget a membership."""
    (folder() / f"{known.key}.json").unlink(missing_ok=True)
