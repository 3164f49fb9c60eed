"""errors: prints what went wrong with a query (plugin/errors)."""

import dns.message

from tutor.lab.dns import log, query
from tutor.lab.dns import setup as setup_

_LOG = log.Log("errors")


def setup(controller: setup_.Controller) -> None:
    """errors, or errors { consolidate DURATION REGEXP } whose grouping is accepted and left out."""
    controller.once()
    if controller.tokens.rest():
        raise controller.tokens.argument_error()
    for word in controller.tokens.block():
        if word not in ("consolidate", "stacktrace"):
            raise controller.tokens.error(f"unknown property '{word}'")
        controller.tokens.rest()
    controller.add("errors", _wrap)


def _wrap(following: query.Handler) -> query.Handler:
    async def serve(asked: query.Query) -> dns.message.Message:
        try:
            return await following(asked)
        except query.Failure as failure:
            if failure.text:
                _LOG.error(f"{int(failure.rcode)} {asked.name} {asked.type}: {failure.text}")
            raise

    return serve
