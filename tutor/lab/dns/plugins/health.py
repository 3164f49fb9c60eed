"""health: answers :8080/health, and lingers at the end when told to (plugin/health)."""

import asyncio

from tutor.lab.dns import dispenser, durations, http, log
from tutor.lab.dns import setup as setup_

_LOG = log.Log("health")


def setup(controller: setup_.Controller) -> None:
    """health [ADDRESS] { lameduck DURATION }."""
    controller.once()
    arguments = controller.tokens.rest()
    if len(arguments) > 1:
        raise controller.tokens.argument_error()
    lameduck = 0.0
    for word in controller.tokens.block():
        values = controller.tokens.rest()
        if word != "lameduck" or len(values) != 1:
            raise controller.tokens.argument_error()
        lameduck = _duration(values[0])
    address = arguments[0] if arguments else ":8080"
    if ":" not in address:
        raise dispenser.CorefileError(f"address {address}: missing port in address")
    server = http.Server(address, "/health", lambda: (200, http.TEXT, "OK"))
    controller.hooks.startup.append(server.start)
    controller.hooks.shutdown.append(server.stop)

    async def linger() -> None:
        if lameduck > 0:
            _LOG.info(f"Going into lameduck mode for {durations.show(lameduck)}")
            await asyncio.sleep(lameduck)

    controller.hooks.final_shutdown.append(linger)


def _duration(text: str) -> float:
    try:
        return durations.parse(text)
    except ValueError as error:
        raise dispenser.CorefileError(
            f'unable to parse lameduck duration value: "{text}" : {error}'
        ) from error
