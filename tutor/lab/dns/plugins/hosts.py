"""hosts: names from a file in the form of /etc/hosts, and from lines in the Corefile (plugin/hosts)."""

import asyncio
import dataclasses
import ipaddress
from pathlib import Path

import dns.message
import dns.rcode

from tutor.lab.dns import convert, dispenser, durations, log, names, query, records
from tutor.lab.dns import setup as setup_

DEFAULT_TTL = 3600
RELOAD_SECONDS = 5.0
_LOG = log.Log("hosts")


@dataclasses.dataclass
class Table:
    """Addresses by name, names by address."""

    addresses: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    names: dict[str, list[str]] = dataclasses.field(default_factory=dict)


def parse(text: str, *, reverse: bool = True) -> Table:
    """Read lines of "ADDRESS NAME..."; what is no address is passed over."""
    table = Table()
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if len(words) < 2 or not names.is_address(words[0].split("%")[0]):
            continue
        address = _address(words[0].split("%")[0])
        for word in words[1:]:
            name = names.fqdn(word).lower()
            table.addresses.setdefault(name, []).append(address)
            if reverse:
                table.names.setdefault(address, []).append(name)
    return table


def _address(text: str) -> str:
    """In one spelling; an IPv4 address that is written as IPv6 is one of IPv4."""
    found = ipaddress.ip_address(text)
    return str((found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found)


@dataclasses.dataclass
class Options:
    """The hosts block."""

    path: str
    zones: list[str]
    inline: Table
    fall: setup_.Fall
    ttl: int = DEFAULT_TTL
    reverse: bool = True
    reload_seconds: float = RELOAD_SECONDS


class Hosts:
    """Looks names up in the file and in the inline lines."""

    def __init__(self, options: Options) -> None:
        self.options, self._file, self._stamp = options, Table(), (0.0, -1)

    def read(self) -> None:
        """Read the file again if it has changed."""
        try:
            found = Path(self.options.path).stat()
            if (found.st_mtime, found.st_size) != self._stamp:
                self._file = parse(Path(self.options.path).read_text(), reverse=self.options.reverse)
                self._stamp = (found.st_mtime, found.st_size)
        except OSError:
            self._file, self._stamp = Table(), (0.0, -1)

    def answer(self, name: str, kind: str) -> list[records.Record] | None:
        """Records of a name (lower case); None when the name is not here at all."""
        ttl = self.options.ttl
        if kind == "PTR" and (address := names.address_of_reverse(name)):
            hosts = [*self.options.inline.names.get(address, ()), *self._file.names.get(address, ())]
            return [records.Record(name, "PTR", ttl, (host,)) for host in dict.fromkeys(hosts)] or None
        found = [*self.options.inline.addresses.get(name, ()), *self._file.addresses.get(name, ())]
        if not found:
            return None
        wanted = [address for address in dict.fromkeys(found) if names.address_type(address) == kind]
        return [records.Record(name, kind, ttl, (address,)) for address in wanted]


def setup(controller: setup_.Controller) -> None:
    """hosts [FILE [ZONES...]] { LINES...; ttl N; no_reverse; reload DURATION; fallthrough [ZONES...] }."""
    controller.once()
    hosts = Hosts(_options(controller))
    options, tasks = hosts.options, list[asyncio.Task[None]]()

    async def start() -> None:
        hosts.read()
        if options.reload_seconds > 0:
            tasks.append(asyncio.create_task(_follow(hosts), name="dns hosts file"))

    async def stop() -> None:
        for task in tasks:
            task.cancel()

    def wrap(following: query.Handler) -> query.Handler:
        async def serve(asked: query.Query) -> dns.message.Message:
            inside = names.best_zone(asked.name, options.zones)
            if not inside and asked.type != "PTR":
                return await following(asked)
            found = hosts.answer(asked.name, asked.type)
            if found is not None:
                asked.answered_by = "hosts"
                reply = asked.reply()
                convert.add(reply.answer, found)
                return reply
            if asked.type == "PTR" or options.fall.through(asked.name):
                return await following(asked)
            # A hosts file has no SOA that an NXDOMAIN could carry.
            raise query.Failure(dns.rcode.SERVFAIL)

        return serve

    controller.hooks.startup.append(start)
    controller.hooks.shutdown.append(stop)
    controller.add("hosts", wrap, hosts)


async def _follow(hosts: Hosts) -> None:
    while True:
        await asyncio.sleep(hosts.options.reload_seconds)
        hosts.read()


def _options(controller: setup_.Controller) -> Options:
    tokens, arguments = controller.tokens, controller.tokens.rest()
    path = arguments.pop(0) if arguments else "/etc/hosts"
    if not Path(path).is_absolute() and controller.config.root:
        path = str(Path(controller.config.root) / path)
    if not Path(path).exists():
        _LOG.warning(f"File does not exist: {path}")
    zones = [zone for item in arguments for zone in setup_.normalize(item)] or controller.zones
    options, inline = Options(path, zones, Table(), setup_.Fall()), list[str]()
    for word in tokens.block():
        values = tokens.rest()
        if word == "fallthrough":
            options.fall.set(values)
        elif word == "no_reverse":
            options.reverse = False
        elif word == "ttl":
            options.ttl = _ttl(tokens, values)
        elif word == "reload":
            options.reload_seconds = _reload(tokens, values)
        elif not options.fall.zones:
            inline.append(" ".join([word, *values]))
        else:
            raise tokens.error(f"unknown property '{word}'")
    options.inline = parse("\n".join(inline), reverse=options.reverse)
    return options


def _ttl(tokens: dispenser.Dispenser, values: list[str]) -> int:
    if len(values) != 1:
        raise tokens.error("ttl needs a time in second")
    if not values[0].isdigit():
        raise tokens.error("ttl needs a number of second")
    if not 0 < int(values[0]) <= 65535:
        raise tokens.error("ttl provided is invalid")
    return int(values[0])


def _reload(tokens: dispenser.Dispenser, values: list[str]) -> float:
    if len(values) != 1:
        raise tokens.error("reload needs a duration (zero seconds to disable)")
    try:
        return durations.parse(values[0])
    except ValueError as error:
        raise tokens.error(f"invalid duration for reload '{values[0]}'") from error
