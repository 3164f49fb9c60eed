"""What a check may look at: what the learner did, and the world as it is now."""

import functools
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from tutor.base import wording
from tutor.checkapi import objects
from tutor.checkapi.protocols import dnsquery, httpget, redisquery

if TYPE_CHECKING:  # 0.4 s and 0.1 s to import: only for the type checker here
    import dns.message
    from kubernetes.client import api_client

EXEC_SECONDS = 10.0
NESTED = 4
"""So deep may what is said be made of what was said before."""

READ = 'case $1 in "~/"*) cat -- "${HOME:-/root}/${1#"~/"}";; *) cat -- "$1";; esac'
"""Prints a file. Its path travels as an argument, so that the shell that expands ~ never reads it as code."""


@dataclass(frozen=True)
class CommandRecord:
    """A command that the learner ran: what was typed, all that it printed, how it ended.

    `output` is what the terminal received, stdout and stderr together, without control sequences. `exit_code`
    is None while unknown (the command was cut off); `seconds` is its duration.
    """

    host: str
    text: str
    output: str
    exit_code: int | None
    seconds: float = 0.0


@dataclass(frozen=True)
class Completed:
    """A program that ended on a host."""

    exit_code: int
    stdout: str
    stderr: str


class Reach(Protocol):
    """How checks get at hosts and cluster. Called from worker threads; each call stands on its own."""

    def socket(self, host: str, family: int, type: int) -> socket.socket:  # noqa: A002 - the socket module's word
        """A new socket in that host's network, neither bound nor connected. Raises OSError."""

    def exec(self, host: str, argv: Sequence[str], timeout: float) -> Completed:
        """Run a program on that host. Raises OSError, TimeoutError."""

    def kubeconfig(self) -> str:
        """The path of a kubeconfig that this machine can use."""


@dataclass(frozen=True)
class Evidence:
    """All that a check may know. `host` is where the learner stands, `answer` the option they chose.

    `commands` are those of this step, oldest first. `cluster` is shared between the checks of a lesson, so
    that its client and its discovery are made once.
    """

    lang: str
    host: str
    reach: Reach
    cluster: objects.Cluster
    commands: tuple[CommandRecord, ...] = ()
    answer: str | None = None
    answered_after: int = 0
    """How many commands of this step had ended when they chose it."""
    said: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    """What was said in another language than English -> the same in English."""

    @property
    def last(self) -> CommandRecord | None:
        """The newest command, None where nothing has been run."""
        return self.commands[-1] if self.commands else None

    @property
    def api(self) -> "api_client.ApiClient":
        """The official client, for whatever `cluster` has no shorter word for."""
        return self.cluster.api

    def say(self, *, en: str, ko: str) -> str:
        """The text in the learner's language."""
        if self.lang != "ko":
            return en
        self.said[ko] = en
        return ko

    def reason(self, error: Exception) -> str:
        """What an error says, in the learner's language as far as the words are the tutor's own."""
        # "Connection refused", without the number that Python puts before it.
        told = error.strerror if isinstance(error, OSError) and not error.filename else None
        words = told or str(error)
        found = wording.said(words, self.lang)
        if found != words:
            self.said[found] = words
        return found

    def in_english(self, text: str) -> str:
        """A text made of what was said, in English: so that what two learners are told can be compared."""
        said = sorted(filter(None, self.said), key=len, reverse=True)
        if not said:
            return text
        pattern = re.compile("|".join(map(re.escape, said)))
        for _ in range(NESTED):
            text, found = pattern.subn(lambda one: self.said[one[0]], text)
            if not found:
                break
        return text

    def dns(
        self,
        name: str,
        kind: str = "A",
        *,
        server: str | None = None,
        host: str | None = None,
    ) -> "dns.message.Message":
        """The answer to a query sent from `host` (where the learner stands) to `server` (the host's own).

        Raises OSError; TimeoutError where nothing answers.
        """
        place = host or self.host
        return dnsquery.ask(
            functools.partial(self.reach.socket, place),
            server or dnsquery.nameserver(self.exec(place, ["cat", "/etc/resolv.conf"]).stdout),
            name,
            kind,
        )

    def records(
        self, name: str, kind: str = "A", *, server: str | None = None, host: str | None = None
    ) -> tuple[set[str], str]:
        """The data of the answer's records of that type, and the response code ("NOERROR"). Raises as `dns`."""
        return dnsquery.records(self.dns(name, kind, server=server, host=host), kind)

    def http(self, url: str, *, host: str | None = None) -> httpget.Answer:
        """GET from `host` (where the learner stands); redirects are not followed. Raises OSError."""
        place = host or self.host
        return httpget.get(
            functools.partial(self.reach.socket, place), url, lambda name: self._address(place, name)
        )

    def redis(self, address: str, *words: str, host: str | None = None) -> str | None:
        """A redis server's answer to a command, sent from `host` (where the learner stands). Raises OSError."""
        return redisquery.ask(functools.partial(self.reach.socket, host or self.host), address, *words)

    def exec(self, host: str, argv: Sequence[str], timeout: float = EXEC_SECONDS) -> Completed:
        """Run a program on a host. Raises OSError, TimeoutError."""
        return self.reach.exec(host, argv, timeout)

    def read_file(self, host: str, path: str) -> str | None:
        """A file's text on a host ("~/" is the home of its user); None where it cannot be read. Raises OSError."""
        done = self.exec(host, ["sh", "-c", READ, "sh", path])
        return done.stdout if done.exit_code == 0 else None

    def _address(self, host: str, name: str) -> str:
        """A name's address as that host resolves it, by its own resolver. Raises OSError."""
        found = self.exec(host, ["getent", "ahostsv4", name]).stdout.split()
        if not found:
            raise OSError(f"{host} cannot resolve {name}")
        return found[0]
