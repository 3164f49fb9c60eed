"""The program: `coredns -conf /etc/coredns/Corefile` (coremain/run.go, coredns/caddy)."""

import argparse
import asyncio
import contextlib
import signal
import sys
from pathlib import Path

from tutor.base import watcher
from tutor.lab.dns import corefile, dispenser, instance, listener, log, plugins, version
from tutor.lab.dns import setup as setup_

_LOG = log.Log()
_RELOAD_LOG = log.Log("reload")
DEFAULT = ".:53 {\nwhoami\nlog\n}\n"
FAILED = 1


class Server:
    """Owns the listening sockets and the instance that answers on them."""

    def __init__(self, path: str, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._ended = asyncio.Event()
        self._code = 0
        self._process = setup_.Process(path, fatal=self._fatal)
        self._listeners: dict[tuple[str, int], listener.Listener] = {}
        self._running: instance.Instance | None = None
        self._seen = ""
        """Digest of the Corefile that was tried last, whether it worked or not."""

    async def run(self) -> int:
        """Serve until a signal comes; the exit code."""
        self._trap_signals()
        begin = asyncio.create_task(self._begin(), name="dns start")
        ended = asyncio.create_task(self._wait_for_end(), name="dns end")
        await asyncio.wait((begin, ended), return_when=asyncio.FIRST_COMPLETED)
        if not begin.done():
            begin.cancel()
            return self._code
        try:
            self._running = await begin
        except (dispenser.CorefileError, OSError) as error:
            sys.stderr.write(f"{_words(error)}\n")
            return FAILED
        if not self._quiet:
            print_lines(self._running.banner())
        await self._running.started()
        if not self._quiet:
            print_lines([version.banner()])
        await self._follow(ended)
        return self._code

    async def _wait_for_end(self) -> None:
        await self._ended.wait()

    async def _begin(self) -> instance.Instance:
        """The first instance, listening. Raises CorefileError, and OSError for an address that is taken."""
        blocks = self._read()
        self._process.digest = self._seen = corefile.digest(blocks)
        first = instance.Instance(blocks, self._process)
        await first.start()
        await self._listen(first)
        return first

    def _trap_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._terminate, number)

    def _terminate(self, number: int) -> None:
        _LOG.info(f"{signal.Signals(number).name}: Shutting down servers then terminating")
        self._ended.set()

    def _fatal(self) -> None:
        self._code = FAILED
        self._ended.set()

    async def _follow(self, ended: asyncio.Task[None]) -> None:
        """Reload when the Corefile changes, until the end; then stop in order."""
        with watcher.Watcher(self._process.path) as changes:
            while not self._ended.is_set():
                assert self._running is not None
                pause = self._running.hooks.reload_seconds
                change = asyncio.create_task(changes.wait(pause or 3600), name="dns Corefile")
                await asyncio.wait((ended, change), return_when=asyncio.FIRST_COMPLETED)
                change.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await change
                if not self._ended.is_set() and pause:
                    await self._reload()
        await self._stop()

    async def _stop(self) -> None:
        assert self._running is not None
        if not self._code:
            for hook in self._running.hooks.final_shutdown:
                await hook()
        for each in self._listeners.values():
            await each.stop()
        await self._running.stop()

    def _read(self) -> list[corefile.ServerBlock]:
        text = Path(self._process.path).read_text()
        return corefile.parse(text, self._process.path, plugins.ORDER) or corefile.parse(DEFAULT, "Corefile")

    async def _reload(self) -> None:
        """Take up a changed Corefile; one that does not work is reported, and the old one goes on."""
        try:
            text = Path(self._process.path).read_text()
            digest = corefile.digest(corefile.parse(text, self._process.path))
        except (dispenser.CorefileError, OSError) as error:
            _RELOAD_LOG.warning(f"Corefile parse failed: {_words(error)}")
            return
        if digest == self._seen:
            return
        self._seen = digest
        _LOG.info("Reloading")
        before, self._process.digest = self._process.digest, digest
        try:
            await self._replace()
        except (dispenser.CorefileError, OSError) as error:
            self._process.digest = before
            text = f"starting with listener file descriptors: {_words(error)}"
            _LOG.error(f"Restart failed: {text}")
            _RELOAD_LOG.error(f"Corefile changed but reload failed: {text}")
            self._failed_count()
            return
        _LOG.info("Reloading complete")

    async def _replace(self) -> None:
        fresh = instance.Instance(self._read(), self._process)
        await fresh.start()
        try:
            await self._listen(fresh)
        except OSError:
            await fresh.stop()
            raise
        old, self._running = self._running, fresh
        if old is not None:
            await old.stop()
        await fresh.started()

    def _failed_count(self) -> None:
        counter = self._process.metrics.counter(
            "coredns_reload_failed_total", "Counter of the number of failed reload attempts."
        )
        counter.add()

    async def _listen(self, wanted: instance.Instance) -> None:
        """Bind what is new, hand over what stays, close what is no longer wanted. Raises OSError."""
        for host, port in wanted.addresses:
            if (host, port) not in self._listeners:
                made = listener.Listener(host, port, wanted.serve)
                try:
                    await made.start()
                except OSError as error:
                    await made.stop()
                    reason = (error.strerror or str(error)).lower()
                    raise OSError(f"Listen: listen tcp {host}:{port}: bind: {reason}") from error
                self._listeners[(host, port)] = made
        for address in [key for key in self._listeners if key not in wanted.addresses]:
            await self._listeners.pop(address).stop()
        for each in self._listeners.values():
            each.serve = wanted.serve


def print_lines(lines: list[str]) -> None:
    """Print at once, without a level."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _words(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"open {error.filename}: {(error.strerror or '').lower()}"
    return str(error)


def main(arguments: list[str]) -> int:
    """Run with CoreDNS's flags; the exit code."""
    parser = argparse.ArgumentParser(prog="coredns", add_help=False, allow_abbrev=False)
    parser.add_argument("-conf", "--conf", default="Corefile")
    parser.add_argument("-version", "--version", action="store_true")
    parser.add_argument("-plugins", "--plugins", action="store_true")
    parser.add_argument("-quiet", "--quiet", action="store_true")
    flags = parser.parse_args(arguments)
    if flags.version:
        print_lines([version.banner()])
        return 0
    if flags.plugins:
        print_lines(
            [
                "Server types:",
                "  dns",
                "",
                "Other plugins:",
                *(f"  dns.{name}" for name in sorted(plugins.AVAILABLE)),
            ]
        )
        return 0

    async def serve() -> int:
        return await Server(flags.conf, quiet=flags.quiet).run()

    return asyncio.run(serve())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
