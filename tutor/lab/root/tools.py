"""Which tools the lessons use, which packages of Debian and Ubuntu hold them, and what apt-get says. Pure."""

import hashlib
import re
from collections.abc import Callable, Iterable

FORMAT = "1"
"""Changes when a folder of unpacked tools is laid out in another way."""

COMMANDS = {
    "ip": "iproute2",
    "bridge": "iproute2",
    "iptables": "iptables",
    "iptables-restore": "iptables",
    "conntrack": "conntrack",
    "dig": "bind9-dnsutils",
    "nslookup": "bind9-dnsutils",
    "host": "bind9-host",
    "kdig": "knot-dnsutils",
    "drill": "ldnsutils",
    "tcpdump": "tcpdump",
    "ngrep": "ngrep",
    "ping": "iputils-ping",
    "arping": "iputils-arping",
    "traceroute": "traceroute",
    "curl": "curl",
    "nc": "netcat-openbsd",
    "jq": "jq",
    "zsh": "zsh",
    "less": "less",
    "nano": "nano",
    "vi": "vim-tiny",
    "ps": "procps",
    "watch": "procps",
    "nsenter": "util-linux",
    "lsns": "util-linux",
    "vtysh": "frr",
    "redis-server": "redis-server",
}
"""Command -> package. Most are there on most machines; only the packages of missing ones are fetched."""

LINKS = {
    "usr/sbin/iptables": ("iptables-nft", "iptables-legacy"),
    "usr/sbin/iptables-save": ("iptables-nft-save", "iptables-legacy-save"),
    "usr/sbin/iptables-restore": ("iptables-nft-restore", "iptables-legacy-restore"),
    "usr/sbin/ip6tables": ("ip6tables-nft", "ip6tables-legacy"),
    "usr/sbin/ip6tables-save": ("ip6tables-nft-save", "ip6tables-legacy-save"),
    "usr/sbin/ip6tables-restore": ("ip6tables-nft-restore", "ip6tables-legacy-restore"),
    "usr/bin/vi": ("vim.tiny",),
    "usr/bin/nc": ("nc.openbsd",),
    "usr/bin/traceroute": ("traceroute.db",),
    "usr/sbin/arping": ("../bin/arping",),
}
"""What update-alternatives(1) makes when a package is installed: link -> the first of these that is there."""

UNWANTED = ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info", "usr/share/lintian")
"""Folders that nobody reads in the lab."""

# "Inst name (version …)"; one that is installed in another version has it in brackets before, and is left alone.
_NEW = re.compile(r"^Inst (\S+) \((\S+)", re.MULTILINE)


def missing_commands(which: Callable[[str], str | None]) -> list[str]:
    """The commands that the machine lacks; `which` finds a command."""
    return [command for command in COMMANDS if which(command) is None]


def packages(commands: Iterable[str]) -> list[str]:
    """The packages of these commands, each once."""
    return sorted({COMMANDS[command] for command in commands})


def key(wanted: Iterable[str], system: str) -> str:
    """A name for the folder that holds these packages of this system (its release and architecture)."""
    words = "\n".join([FORMAT, system, *wanted])
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def parse_simulation(output: str) -> list[str]:
    """`apt-get --simulate install`'s words for what is new to the machine, as name=version."""
    return [f"{name}={version}" for name, version in _NEW.findall(output)]
