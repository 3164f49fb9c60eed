"""What a speaker tells Prometheus, and the small server that does (exposition format 0.0.4)."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from aiohttp import web

Sample = tuple[Mapping[str, str], float]

_STOP_SECONDS = 0.1


@dataclasses.dataclass(frozen=True)
class Family:
    """A metric with its values; `kind` is counter or gauge."""

    name: str
    kind: str
    text: str
    samples: Sequence[Sample]


def exposition(families: Sequence[Family]) -> str:
    """The text that Prometheus reads; a family without values is left out."""
    lines: list[str] = []
    for family in families:
        if family.samples:
            lines += [f"# HELP {family.name} {family.text}", f"# TYPE {family.name} {family.kind}"]
            lines += sorted(_line(family.name, *sample) for sample in family.samples)
    return "".join(f"{line}\n" for line in lines)


def _line(name: str, labels: Mapping[str, str], value: float) -> str:
    pairs = ",".join(f'{key}="{_escaped(labels[key])}"' for key in sorted(labels))
    return f"{name}{{{pairs}}} {value:g}" if pairs else f"{name} {value:g}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


class Server:
    """Serves /metrics; `close` it when done."""

    def __init__(self, families: Callable[[], Sequence[Family]]) -> None:
        self._families = families
        app = web.Application()
        app.router.add_get("/metrics", self._answer)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises OSError where the address or the port cannot be had."""
        await self._runner.setup()
        await web.TCPSite(self._runner, host or None, port, shutdown_timeout=_STOP_SECONDS).start()

    async def close(self) -> None:
        """Answer no more."""
        await self._runner.cleanup()

    async def _answer(self, _: web.Request) -> web.Response:
        text = exposition(self._families())
        return web.Response(text=text, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})
