"""One Corefile at work: its plugin chains, and which of them a query goes through."""

import importlib

import dns.exception
import dns.message
import dns.rcode
import dns.rdatatype

from tutor.lab.dns import corefile, dispenser, log, plugins, query, wire
from tutor.lab.dns import setup as setup_

_LOG = log.Log()


class Instance:
    """Built from server blocks; raises CorefileError for what it cannot understand."""

    def __init__(self, blocks: list[corefile.ServerBlock], process: setup_.Process) -> None:
        self.process, self.hooks = process, setup_.Hooks()
        self.configs = [
            setup_.Config([zone for key in block.keys for zone in setup_.zones_of(key)]) for block in blocks
        ]
        for name in plugins.ORDER:
            for block, config in zip(blocks, self.configs, strict=True):
                if name in block.tokens:
                    self._set_up(name, block.tokens[name], config)
        self._chains = self._by_address()

    def _set_up(self, name: str, tokens: list[dispenser.Token], config: setup_.Config) -> None:
        if name not in plugins.AVAILABLE:
            text = f"no action found for directive '{name}' with server type 'dns' (missing a plugin?)"
            raise dispenser.CorefileError(text)
        module = importlib.import_module(f"tutor.lab.dns.plugins.{name}")
        server = config.server

        async def resolve(asked: query.Query) -> dns.message.Message:
            return await self.resolve(server, asked)

        walker = dispenser.Dispenser(self.process.path, list(tokens))
        controller = setup_.Controller(walker, config, self.hooks, self.process, resolve)
        try:
            module.setup(controller)
        except dispenser.CorefileError as error:
            raise dispenser.CorefileError(f"plugin/{name}: {error}") from error

    def _by_address(self) -> dict[str, dict[str, tuple[setup_.Config, query.Handler]]]:
        """Listening address -> zone -> chain. Raises CorefileError for a zone that is served twice."""
        found: dict[str, dict[str, tuple[setup_.Config, query.Handler]]] = {}
        for config in self.configs:
            handler = config.handler()
            for zone in config.zones:
                for host in config.hosts:
                    zones = found.setdefault(f"{host}:{zone.port}", {})
                    if zone.name in zones:
                        raise dispenser.CorefileError(f"cannot serve dns://{zone} - it is already defined")
                    zones[zone.name] = (config, handler)
        return found

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """(host, port) to listen on; an empty host stands for all addresses."""
        return [(name.rpartition(":")[0], int(name.rpartition(":")[2])) for name in self._chains]

    def banner(self) -> list[str]:
        """A line for each zone, as printed at the start."""
        return [f"{zone.name}:{zone.port}" for config in self.configs for zone in config.zones]

    async def start(self) -> None:
        """Run the plugins' start-up hooks; what has been started is stopped again when one fails."""
        try:
            for hook in self.hooks.startup:
                await hook()
        except BaseException:
            await self.stop()
            raise

    async def started(self) -> None:
        """Tell the plugins that queries are served now."""
        for hook in self.hooks.started:
            await hook()

    async def stop(self) -> None:
        """Run the plugins' shutdown hooks."""
        for hook in self.hooks.shutdown:
            await hook()

    async def serve(self, data: bytes, client: tuple[str, int], protocol: str, local: str) -> bytes | None:
        """A message's answer as bytes; None for what is no DNS query."""
        try:
            message = query.parse(data)
        except dns.exception.DNSException:
            return None
        if message.flags & dns.flags.QR or len(message.question) != 1:
            return None
        host = client[0].removeprefix("::ffff:")
        asked = query.Query(message, (host, client[1]), protocol, len(data), f"dns://{local}", local)
        if message.edns > 0:
            return wire.render(_bad_version(asked), asked)
        try:
            answer = await self.resolve(f"dns://{local}", asked)
        except query.Failure as failure:
            answer = asked.refuse(failure.rcode)
        return wire.render(answer, asked)

    async def resolve(self, server: str, asked: query.Query) -> dns.message.Message:
        """Send a query through the chain of the longest zone that holds its name. Raises Failure."""
        zones = self._chains.get(server.removeprefix("dns://"), {})
        labels = asked.name.rstrip(".").split(".") if asked.name != "." else []
        parents = [".".join([*labels[index:], ""]) for index in range(len(labels))]
        if asked.rdtype == dns.rdatatype.DS and len(parents) > 1:
            parents = parents[1:]
        for zone in (*parents, "."):
            if zone in zones:
                return await zones[zone][1](asked)
        raise query.Failure(dns.rcode.REFUSED)


def _bad_version(asked: query.Query) -> dns.message.Message:
    """Only EDNS version 0 exists."""
    return asked.refuse(dns.rcode.BADVERS)
