"""An /etc/resolv.conf, and the names that a resolver makes of one that it is asked for. Pure.

resolv.conf(5): a name with fewer dots than `ndots` is tried with each domain of the search list first and as it is
last; one with as many or more is tried as it is first; one with a dot at its end is tried as it is and no other way.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

NDOTS = 1
"""What holds where the file does not say."""


@dataclass(frozen=True)
class ResolvConf:
    """Domains without dots at their ends, in order; options as they are written ("ndots:5", "edns0")."""

    nameservers: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def ndots(self) -> int:
        """The last one given holds."""
        values = [int(one[6:]) for one in self.options if re.fullmatch(r"ndots:\d+", one)]
        return values[-1] if values else NDOTS


def parse(text: str) -> ResolvConf:
    """The settings that the lines make; of `search` and `domain` the last line holds."""
    servers: list[str] = []
    search: list[str] = []
    options: list[str] = []
    for line in text.splitlines():
        key, *values = line.split() or [""]
        if key == "nameserver":
            servers += values[:1]
        elif key in ("search", "domain"):
            search = [value.rstrip(".").lower() for value in values]
        elif key == "options":
            options += values
    return ResolvConf(tuple(servers), tuple(one for one in search if one), tuple(options))


def candidates(conf: ResolvConf, name: str) -> list[str]:
    """The full names that are tried for a name, in order, without dots at their ends."""
    plain = name.rstrip(".").lower()
    if name.endswith("."):
        return [plain]
    searched = [f"{plain}.{domain}" for domain in conf.search]
    return [plain, *searched] if plain.count(".") >= conf.ndots else [*searched, plain]


def asked(conf: ResolvConf, name: str, exists: Callable[[str], bool]) -> list[str]:
    """Those of the candidates that are asked for: as far as the first that exists."""
    found = []
    for one in candidates(conf, name):
        found.append(one)
        if exists(one):
            break
    return found
