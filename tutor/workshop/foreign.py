"""An account of a cluster that is somebody else's: what a class needs to live there, and why it may not.

Whoever has an account's seed signs the tokens of its users (https://docs.nats.io/running-a-nats-service/configuration/
securing_nats/auth_intro/jwt); the cluster's configuration need not change. Guests, who have no token, can't enter: they
join at the host's own server.
"""

import contextlib
import dataclasses
import re
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nats.errors
from nats.aio.client import Client
from nats.js import errors as js_errors

from tutor.base import errors
from tutor.workshop import certificate, connection, failures, invitation, nkeys

CA_LIMIT = 30_000
"""Characters of certificates that a learner is told with the answer, which is one message."""
ANSWER_SECONDS = 5.0
_NOT_ENABLED = (10039, 10076)
"""JetStream's codes (https://github.com/nats-io/nats-server/blob/main/server/errors.json)."""
_SEED = re.compile(r"\bSA[A-Z2-7]{56}\b")
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Account:
    """An account, and how its cluster is reached."""

    id: str
    """Its public key."""
    seed: str
    """Of its identity key, or of one of its signing keys."""
    servers: tuple[str, ...]
    """HOST:PORT."""
    authorities: str
    """Who vouches for the servers' names: PEM, or certificate.SYSTEM."""

    @property
    def issuer(self) -> str:
        """What a user's token calls the account: "" where its own key signs, which says so itself."""
        return "" if nkeys.Key.of_seed(self.seed).public == self.id else self.id

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Account":
        """As it was kept. Raises TypeError, KeyError."""
        return cls(**{**kept, "servers": tuple(kept["servers"])})


def read(file: Path, account: str, servers: tuple[str, ...], ca: Path | None) -> Account:
    """The account whose key is in a file; `account` is its public key if that is another one. Raises UsageError."""
    found = _SEED.search(_text(file))
    try:
        key = nkeys.Key.of_seed(found[0] if found else "")
    except ValueError:
        raise errors.UsageError(
            f"there is no seed of an account in {file}",
            why="it begins with SA; an operator's begins with SO, a user's with SU",
            todo="nsc export keys --accounts --dir DIR writes them; name the one of the class's account",
        ) from None
    if account and not nkeys.is_public(account, "A"):
        raise errors.UsageError(
            f"{account} is no account's public key",
            todo="say the one that begins with A: nsc describe account",
        )
    for one in servers:
        if not invitation.is_server(one):
            raise errors.UsageError(
                f"{one} is no address of a server", todo="say HOST:PORT,HOST:PORT,HOST:PORT"
            )
    if len(servers) > invitation.SERVERS_LIMIT:
        raise errors.UsageError(
            f"{len(servers)} servers are more than a learner is told",
            todo=f"name {invitation.SERVERS_LIMIT} at most; three are enough",
        )
    return Account(account or key.public, key.seed, servers, _authorities(ca))


def _authorities(ca: Path | None) -> str:
    """The certificates of a file and nothing else of it: they are told to every learner."""
    if ca is None:
        return certificate.SYSTEM
    found = "\n".join(_CERTIFICATE.findall(_text(ca)))
    try:
        certificate.vouched(found or "none")
    except (ssl.SSLError, ValueError) as error:
        raise errors.UsageError(
            f"there is no certificate in {ca}",
            why=str(error),
            todo="say --ca with the PEM file of the authority that signed the servers' certificates",
        ) from error
    if len(found) > CA_LIMIT:
        raise errors.UsageError(
            f"there are too many certificates in {ca}",
            why="learners are told them when they join",
            todo="leave only those of the authority that signed the servers' certificates",
        )
    return found + "\n"


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise errors.UsageError(
            f"the file {file} can't be read", why=str(error), todo="see how it is spelled, and whose it is"
        ) from error


async def enter(link: connection.Link, account: Account) -> Client:
    """The instructor's connection, once it is known that a class can be kept there. Raises EnvironmentLacks."""
    try:
        client = await link.connect()
    except errors.EnvironmentLacks as error:
        if failures.is_refusal(error.__cause__):
            raise refused(account) from error
        raise
    try:
        with told(account):
            await client.jetstream(timeout=ANSWER_SECONDS).account_info()
    except errors.EnvironmentLacks:
        await connection.end(client)
        raise
    return client


def refused(account: Account) -> errors.EnvironmentLacks:
    """Why it lets nobody of the class in."""
    return errors.EnvironmentLacks(
        f"the cluster refuses the account {account.id}",
        why="it does not know it, or the key that signs is not one of its keys, or is a scoped one",
        todo="have the cluster's administrator push the account (nsc push); "
        "where the seed is that of a signing key, --account-id names the account",
    )


@contextlib.contextmanager
def told(account: Account) -> Iterator[None]:
    """What the cluster says against it, in words. Raises EnvironmentLacks."""
    try:
        yield
    except js_errors.APIError as error:
        # Where it is enabled for nobody, nobody answers.
        if error.err_code in _NOT_ENABLED or (error.err_code is None and error.code in (None, 503)):
            raise errors.EnvironmentLacks(
                f"JetStream is not enabled for the account {account.id}",
                why="what learners tell is kept in streams",
                todo="have the cluster's administrator enable it: nsc edit account NAME "
                "--js-disk-storage 2G --js-streams 6 --js-consumer -1",
            ) from error
        raise errors.EnvironmentLacks(
            f"the cluster keeps no streams for the account {account.id}",
            why=error.description or str(error),
            todo="have the cluster's administrator look at the account's limits: a class needs three streams, each "
            "on as many servers as --nats names, up to three, and there three more",
        ) from error
    except (nats.errors.Error, OSError, TimeoutError) as error:
        raise failures.lost(account.servers, error, vouched=True) from error
