"""The program `/speaker` of MetalLB's image."""

import asyncio
import os
import signal
import sys

from tutor.lab.metallb import access
from tutor.lab.metallb import log as log_
from tutor.lab.metallb.config import source
from tutor.lab.metallb.speaker import manner, program, settings

FAILED = 1


def main(arguments: list[str]) -> int:
    """Run with MetalLB's flags and environment; the exit code."""
    legacy = source.form_of(arguments)[0] is source.Form.CONFIG_MAP
    log = manner.EarlyLog() if legacy else log_.Log()
    log.info(caller="main.go:102", msg="MetalLB speaker starting (the lab's own work-alike)")
    try:
        told = settings.read(arguments, os.environ)
    except settings.Unusable as error:
        log.error(**error.fields)
        return FAILED
    return asyncio.run(_serve(told, log))


async def _serve(told: settings.Settings, log: log_.Log) -> int:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def end() -> None:
        log.info(op="shutdown", msg="starting shutdown")
        stop.set()

    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    try:
        client = access.client(program.COMPONENT)
    except access.NoAccessError as error:
        log.error(op="startup", error=str(error), msg="failed to create k8s client")
        return FAILED
    try:
        await program.Speaker(told, client, log).run(stop)
    except OSError as error:
        log.error(op="startup", error=str(error), msg="failed to run k8s client")
        return FAILED
    finally:
        await client.close()
        log.info(op="shutdown", msg="done")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
