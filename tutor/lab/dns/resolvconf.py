"""The part of resolv.conf(5) that servers read: name servers and search domains."""

import dataclasses
from pathlib import Path

from tutor.lab.dns import names


@dataclasses.dataclass(frozen=True)
class ResolvConf:
    """Addresses and search domains, in order."""

    servers: tuple[str, ...] = ()
    search: tuple[str, ...] = ()


def parse(text: str) -> ResolvConf:
    """The last search line wins; lines that are not understood do not count."""
    servers: list[str] = []
    search: tuple[str, ...] = ()
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if words[:1] == ["nameserver"] and len(words) > 1:
            servers.append(words[1])
        elif words[:1] in (["search"], ["domain"]):
            search = tuple(names.fqdn(word).lower() for word in words[1:] if word != ".")
    return ResolvConf(tuple(servers), search)


def read(path: str) -> ResolvConf:
    """Read a file. Raises OSError."""
    return parse(Path(path).read_text())
