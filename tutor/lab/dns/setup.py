"""What a plugin is given while a Corefile is read, and what it leaves behind: a place in the chain, and hooks."""

import dataclasses
import ipaddress
import re
from collections.abc import Awaitable, Callable
from typing import Any

import dns.message
import dns.rcode
import dns.rdatatype

from tutor.base import metrics as metrics_
from tutor.lab.dns import dispenser, names
from tutor.lab.dns import query as query_

Hook = Callable[[], Awaitable[None]]
Resolve = Callable[[query_.Query], Awaitable[dns.message.Message]]

DEFAULT_PORT = 53


@dataclasses.dataclass(frozen=True)
class Zone:
    """One key of a server block: the zone it serves, and the port."""

    name: str
    port: int

    def __str__(self) -> str:
        return f"{self.name}:{self.port}"


@dataclasses.dataclass
class Config:
    """One server block: its zones, its plugins from the outermost inwards, its hooks."""

    zones: list[Zone]
    hosts: list[str] = dataclasses.field(default_factory=lambda: [""])
    chain: list[tuple[str, query_.Middleware]] = dataclasses.field(default_factory=list)
    plugins: dict[str, Any] = dataclasses.field(default_factory=dict)
    """Plugins that others may look for, by name."""
    root: str = ""

    @property
    def server(self) -> str:
        """The server's name in metrics."""
        return f"dns://{self.hosts[0]}:{self.zones[0].port}"

    def handler(self) -> query_.Handler:
        """The whole chain as one handler."""
        last = self.chain[-1][0] if self.chain else ""

        async def end(_: query_.Query) -> dns.message.Message:
            text = f"plugin/{last}: no next plugin found" if last else ""
            raise query_.Failure(dns.rcode.SERVFAIL if last else dns.rcode.REFUSED, text)

        handler: query_.Handler = end
        for _, middleware in reversed(self.chain):
            handler = middleware(handler)
        return handler


@dataclasses.dataclass
class Hooks:
    """What runs when an instance starts and stops, in the order of registration."""

    startup: list[Hook] = dataclasses.field(default_factory=list)
    started: list[Hook] = dataclasses.field(default_factory=list)
    """After the server listens."""
    shutdown: list[Hook] = dataclasses.field(default_factory=list)
    final_shutdown: list[Hook] = dataclasses.field(default_factory=list)
    """Only when the process ends, not at a reload."""
    reload_seconds: float = 0.0
    """How often to look for a changed Corefile; 0 for never."""


@dataclasses.dataclass
class Process:
    """What outlives a reload."""

    path: str
    metrics: metrics_.Registry = dataclasses.field(default_factory=metrics_.Registry)
    fatal: Callable[[], None] = lambda: None
    """Ends the process with exit code 1."""
    digest: str = ""
    """Of the Corefile that runs now."""


@dataclasses.dataclass
class Controller:
    """One directive of one server block."""

    tokens: dispenser.Dispenser
    config: Config
    hooks: Hooks
    process: Process
    resolve: Resolve
    """Asks this server, from the start of its chain."""

    def add(self, name: str, middleware: query_.Middleware, plugin: object = None) -> None:
        """Take the next place in the chain."""
        self.config.chain.append((name, middleware))
        self.config.plugins[name] = plugin

    @property
    def zones(self) -> list[str]:
        """The zones of this server block."""
        return [zone.name for zone in self.config.zones]

    def once(self) -> None:
        """Step onto the directive, which may stand only once. Raises CorefileError."""
        self.tokens.next()
        repeats = [index for index, token in enumerate(self.tokens.tokens) if self._is_repeat(index, token)]
        if repeats:
            raise dispenser.CorefileError("this plugin can only be used once per Server Block")

    def _is_repeat(self, index: int, token: dispenser.Token) -> bool:
        own = self.tokens.tokens[0]
        depth = sum((t.text == "{") - (t.text == "}") for t in self.tokens.tokens[:index])
        return index > 0 and token.text == own.text and depth == 0 and token.line > own.line

    async def lookup(self, query: query_.Query, name: str, kind: str) -> dns.message.Message | None:
        """Ask this server for another name on a client's behalf; None where that leads nowhere."""
        if query.lookups >= 8:
            return None
        try:
            return await self.resolve(query.ask(name, dns.rdatatype.from_text(kind)))
        except query_.Failure:
            return None


def zones_of(key: str) -> list[Zone]:
    """A server block's key: `[dns://]zone[:port]`, or a CIDR that stands for reverse zones.

    Raises CorefileError in the real words.
    """
    text = key.removeprefix("dns://")
    match = re.fullmatch(r"(.*?):(\d+)", text)
    host, port = (match[1], int(match[2])) if match else (text, DEFAULT_PORT)
    if text.endswith(":"):
        raise dispenser.CorefileError(
            f'error inspecting server blocks: expecting data after last colon: "{text}"'
        )
    if len(host) > 255 or ".." in host:
        raise dispenser.CorefileError(
            f"error inspecting server blocks: zone is not a valid domain name: {host}"
        )
    return [Zone(name, port) for name in normalize(host or ".")]


def normalize(host: str) -> list[str]:
    """A zone in lower case with its last dot; a CIDR becomes the reverse zones that cover it."""
    host = re.sub(r":\d+$", "", host.removeprefix("dns://"))
    try:
        network = ipaddress.ip_network(host, strict=False) if "/" in host else None
    except ValueError:
        network = None
    if network is None:
        return [names.fqdn(host or ".").lower()]
    step = 8 if network.version == 4 else 4
    prefix = -(-network.prefixlen // step) * step
    found = []
    for subnet in network.subnets(new_prefix=prefix):
        labels = subnet.network_address.reverse_pointer.split(".")
        found.append(".".join([*labels[(subnet.max_prefixlen - prefix) // step :], ""]))
    return found


@dataclasses.dataclass
class Fall:
    """A `fallthrough` option: which names go on to the next plugin when this one has nothing."""

    zones: list[str] = dataclasses.field(default_factory=list)

    def set(self, arguments: list[str]) -> None:
        """The zones behind the word; none means all."""
        self.zones = [zone for item in arguments for zone in normalize(item)] or ["."]

    def through(self, name: str) -> bool:
        """Whether `name` may go on."""
        return bool(names.best_zone(name, self.zones))
