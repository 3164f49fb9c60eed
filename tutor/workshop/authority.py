"""A class's keys: who may sign what, the server's certificate, the secret of the join code.

One JSON file of mode 0600 in the class's folder; whoever has it is the instructor.
"""

import contextlib
import dataclasses
import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from tutor.base import clock, errors, paths
from tutor.workshop import certificate, code, foreign, jwt, nkeys, subjects

FILE = "authority.json"
CERTIFICATE_DAYS = 400
DAYS, KEEP_DAYS = 14, 30
"""How long a learner may come back, and how long what is told is kept, unless the instructor says otherwise."""
CODE_HOURS = 12
"""How long a code admits people; those who have joined stay."""


@dataclasses.dataclass(frozen=True)
class Authority:
    """What a class is founded on. Times are seconds of Unix time, seeds are nkeys'."""

    class_id: str
    title: str
    host: str
    """Where learners reach the server, an address or a name."""
    port: int
    days: int
    """How long a learner's credential is good for."""
    keep_days: int
    """How long what is told is kept."""
    anonymous: bool
    operator_seed: str
    account_seed: str
    system_seed: str
    guest_seed: str
    certificate: str
    private_key: str
    """Both PEM."""
    secret: int
    code_expires: int
    guessed: bool = False
    """Whether nobody said the address: it is this machine's own."""
    founded: int = 0
    """When; 0 where that is not known."""
    servers: tuple[str, ...] = ()
    """HOST:PORT of the class's own servers where these are no machine's of the instructor's."""
    abroad: foreign.Account | None = None
    """Where the class lives if that is somebody else's cluster; its own server is then no more than the door."""

    @property
    def names(self) -> subjects.Subjects:
        """The class's subjects."""
        return subjects.Subjects(self.class_id, shared=self.abroad is not None)

    @property
    def mark(self) -> str:
        """By which the class knows what is its own in an account where others may have one of that name."""
        return nkeys.Key.of_seed(self.account_seed).public

    @property
    def invitation(self) -> code.Invitation:
        """What the join code says."""
        found = certificate.fingerprint(self.certificate)
        return code.Invitation(self.host, self.port, found, self.secret)

    def credential(
        self, public: str, name: str, may: subjects.Permissions, *, expires: int = 0, subs: int = -1
    ) -> str:
        """A token for who proves the key `public`, where the class lives."""
        seed, issuer = (self.abroad.seed, self.abroad.issuer) if self.abroad else (self.account_seed, "")
        account = nkeys.Key.of_seed(seed)
        return jwt.user(account, public, name, may, now(), expires=expires, subs=subs, issuer=issuer)

    def for_learner(self, public: str, learner: str) -> str:
        """A learner's token: their own subjects, for `days`."""
        expires = now() + self.days * 86_400
        return self.credential(public, learner, self.names.for_learner(learner), expires=expires, subs=20)

    def for_instructor(self, public: str) -> str:
        """A token for all that is the class's."""
        return self.credential(public, "instructor", self.names.for_instructor())

    def for_door(self, public: str) -> str:
        """The instructor's token for the class's own server, where that is only the door."""
        account, may = nkeys.Key.of_seed(self.account_seed), subjects.Subjects(self.class_id).for_instructor()
        return jwt.user(account, public, "instructor", may, now())

    def guest(self) -> str:
        """The token of those who bring none: they may ask for one."""
        account, key = nkeys.Key.of_seed(self.account_seed), nkeys.Key.of_seed(self.guest_seed)
        may = self.names.for_guest()
        return jwt.user(account, key.public, "guest", may, now(), bearer=True, subs=4)

    def operator(self) -> str:
        """The operator's token, which a server is configured with."""
        key, system = nkeys.Key.of_seed(self.operator_seed), nkeys.Key.of_seed(self.system_seed)
        return jwt.operator(key, system.public, now())

    def accounts(self) -> dict[str, str]:
        """The accounts' public keys and tokens: the class's, and the one that servers talk to each other in."""
        key = nkeys.Key.of_seed(self.operator_seed)
        mine, system = (nkeys.Key.of_seed(seed).public for seed in (self.account_seed, self.system_seed))
        return {
            mine: jwt.account(key, mine, self.class_id, now(), store=True),
            system: jwt.account(key, system, "SYS", now(), store=False),
        }


def found(
    class_id: str,
    title: str,
    host: str,
    port: int,
    *,
    days: int = DAYS,
    keep_days: int = KEEP_DAYS,
    anonymous: bool = False,
    names: Sequence[str] = (),
    guessed: bool = False,
) -> Authority:
    """A new class, reached at `host`; `names` are further addresses of its servers. Raises UsageError."""
    pem, key = certificate.make([*dict.fromkeys([host, *names])], clock.now(), CERTIFICATE_DAYS)
    return Authority(
        _checked(class_id),
        title,
        host,
        port,
        days,
        keep_days,
        anonymous,
        operator_seed=nkeys.Key.new("O").seed,
        account_seed=nkeys.Key.new("A").seed,
        system_seed=nkeys.Key.new("A").seed,
        guest_seed=nkeys.Key.new("U").seed,
        certificate=pem,
        private_key=key,
        secret=code.new_secret(),
        code_expires=now() + CODE_HOURS * 3600,
        guessed=guessed,
        founded=now(),
    )


def renewed(known: Authority) -> Authority:
    """The same class with another code; the one before admits nobody any more."""
    return dataclasses.replace(known, secret=code.new_secret(), code_expires=now() + CODE_HOURS * 3600)


def certified(known: Authority, names: Sequence[str]) -> Authority:
    """The same class with a certificate for these addresses as well; its key stays, and with it the code."""
    addresses = [*dict.fromkeys([*certificate.names(known.certificate), *names])]
    pem, key = certificate.make(addresses, clock.now(), CERTIFICATE_DAYS, known.private_key)
    return dataclasses.replace(known, certificate=pem, private_key=key)


def moved(known: Authority, host: str, port: int, *, guessed: bool) -> Authority:
    """The same class at another address, which is part of its code; its certificate stays."""
    return dataclasses.replace(known, host=host, port=port, guessed=guessed)


def now() -> int:
    """Unix time."""
    return int(clock.now().timestamp())


def folder(class_id: str) -> Path:
    """Where a class that is hosted on this machine has its files. Raises UsageError for what is no class's name."""
    return paths.state() / "workshop" / "hosted" / _checked(class_id)


def _checked(class_id: str) -> str:
    if not subjects.WORD.fullmatch(class_id):
        raise errors.UsageError(
            f"{class_id!r} can't be a class's name",
            why="it becomes part of subjects and folders",
            todo="use up to 40 small letters, digits and dashes, such as net101",
        )
    return class_id


def hosted() -> list[Path]:
    """The folders of all classes that are hosted on this machine, the one used last first."""
    above = folder("x").parent
    found = [one for one in above.iterdir() if (one / FILE).is_file()] if above.is_dir() else []
    return sorted(found, key=used, reverse=True)


def used(place: Path) -> float:
    """When something of a class's folder was written last (Unix time); a report is a file's, too."""
    files = (one for one in place.rglob("*") if one.is_file() and one.name != "lock")
    return max((one.stat().st_mtime for one in files), default=0.0)


def load(place: Path) -> Authority | None:
    """The class of a folder, None where there is none. Raises EnvironmentLacks for a file that cannot be read."""
    try:
        kept = json.loads((place / FILE).read_text())
        account = kept.get("abroad")
        known = {**kept, "servers": tuple(kept.get("servers", ()))}
        return Authority(**{**known, "abroad": foreign.Account.of(account) if account else None})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise errors.EnvironmentLacks(
            f"the class in {place} can't be opened",
            why=str(error),
            todo="k8stutor workshop forget removes it; a new one needs a new code",
        ) from error


def save(known: Authority, place: Path) -> None:
    """Keep it, for this user alone."""
    private_folder(place)
    write_private(place / FILE, json.dumps(dataclasses.asdict(known)))


def touch(place: Path) -> None:
    """The class of that folder was in use until now."""
    with contextlib.suppress(OSError):
        os.utime(place / FILE)


def private_folder(place: Path) -> None:
    """Make a folder of mode 0700, as are those above it that are not there yet. Raises EnvironmentLacks."""
    try:
        for above in reversed([one for one in place.parents if not one.exists()]):
            above.mkdir(mode=0o700, exist_ok=True)
        paths.private(place)
    except OSError as error:
        raise errors.EnvironmentLacks(
            f"the folder {place} can't be used", why=str(error), todo="see whose it is"
        ) from error


def write_private(file: Path, text: str) -> None:
    """Write a file of mode 0600 in one step: a crash leaves the old one or the new one. Raises EnvironmentLacks."""
    new = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(
            os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline=""
        ) as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        new.replace(file)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise errors.EnvironmentLacks(
            f"the file {file} can't be written", why=str(error), todo="see that its disk has room"
        ) from error
