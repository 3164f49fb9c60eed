"""ready: answers :8181/ready with 200 once every plugin that can tell has said so (plugin/ready)."""

from collections.abc import Callable

from tutor.lab.dns import dispenser, http, log
from tutor.lab.dns import setup as setup_

_LOG = log.Log("ready")


class Readiness:
    """Asks each plugin until it has been ready once."""

    def __init__(self, checks: dict[str, Callable[[], bool]]) -> None:
        self._waiting = checks

    def answer(self) -> http.Answer:
        """200 OK, or 503 and the names of those that are not ready."""
        for name in [name for name, ready in self._waiting.items() if ready()]:
            del self._waiting[name]
        if not self._waiting:
            return 200, http.TEXT, "OK"
        names = ",".join(sorted(self._waiting))
        _LOG.info(f'Plugins not ready: "{names}"')
        return 503, http.TEXT, names


def setup(controller: setup_.Controller) -> None:
    """ready [ADDRESS]."""
    controller.once()
    arguments = controller.tokens.rest()
    if len(arguments) > 1:
        raise controller.tokens.argument_error()
    address = arguments[0] if arguments else ":8181"
    if ":" not in address:
        raise dispenser.CorefileError(f"address {address}: missing port in address")

    async def start() -> None:
        plugins = controller.config.plugins
        checks = {name: plugin.ready for name, plugin in plugins.items() if hasattr(plugin, "ready")}
        readiness = Readiness(checks)
        server = http.Server(address, "/ready", readiness.answer)
        await server.start()
        controller.hooks.shutdown.append(server.stop)

    controller.hooks.startup.append(start)
