"""reload: takes up a changed Corefile without a pause (plugin/reload).

The real plugin looks at the file every 30 s, give or take half of 15 s. This one has the same options, and looks at
those intervals too, but also as soon as the kernel tells of a change: the kubelet swaps a ConfigMap's files by
renaming a link, and a learner should not have to wait half a minute to see it.
"""

import random

from tutor.lab.dns import dispenser, durations, log
from tutor.lab.dns import setup as setup_

MIN_INTERVAL, MIN_JITTER = 2.0, 1.0
DEFAULT_INTERVAL, DEFAULT_JITTER = 30.0, 15.0
_LOG = log.Log("reload")


def setup(controller: setup_.Controller) -> None:
    """reload [INTERVAL] [JITTER]."""
    controller.once()
    arguments = controller.tokens.rest()
    if len(arguments) > 2:
        raise controller.tokens.argument_error()
    interval = _at_least("interval", MIN_INTERVAL, arguments[:1], DEFAULT_INTERVAL)
    jitter = min(_at_least("jitter", MIN_JITTER, arguments[1:], DEFAULT_JITTER), interval / 2)
    pause = interval + random.uniform(-jitter / 2, jitter / 2)

    async def started() -> None:
        digest = controller.process.digest
        _LOG.info(f"Running configuration SHA512 = {digest}")
        info = controller.process.metrics.gauge(
            "coredns_reload_version_info",
            "A metric with a constant '1' value labeled by hash, and value which type of hash generated.",
            ("hash", "value"),
        )
        info.values.clear()
        info.set(1, "sha512", digest)

    controller.hooks.reload_seconds = pause
    controller.hooks.started.append(started)


def _at_least(what: str, least: float, arguments: list[str], default: float) -> float:
    try:
        value = durations.parse(arguments[0]) if arguments else default
    except ValueError as error:
        raise dispenser.CorefileError(str(error)) from error
    if value < least:
        raise dispenser.CorefileError(f"{what} value must be greater or equal to {durations.show(least)}")
    return value
