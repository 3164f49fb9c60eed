"""errors: prints what went wrong with a query (plugin/errors)."""

import asyncio
import dataclasses
import re

import dns.message

from tutor.lab.dns import dispenser, durations, log, query
from tutor.lab.dns import setup as setup_

LEVELS = ("warning", "error", "info", "debug")
_LOG = log.Log("errors")


@dataclasses.dataclass
class Group:
    """Errors that are counted, and printed as one line after a while."""

    seconds: float
    pattern: re.Pattern[str]
    level: str = "error"
    show_first: bool = False
    count: int = 0

    def takes(self, text: str) -> bool:
        """Count an error of this group; False where it is to be printed itself."""
        if not self.pattern.search(text):
            return False
        self.count += 1
        if self.count == 1:
            asyncio.get_running_loop().call_later(self.seconds, self._tell)
        return not (self.show_first and self.count == 1)

    def _tell(self) -> None:
        count, self.count = self.count, 0
        if count > self.show_first:
            what = f"{count} errors like '{self.pattern.pattern}' occurred in last {durations.show(self.seconds)}"
            getattr(_LOG, self.level)(what)


def setup(controller: setup_.Controller) -> None:
    """errors { consolidate DURATION REGEXP [LEVEL] [show_first]; stacktrace }: the last has no meaning here."""
    controller.once()
    if controller.tokens.rest():
        raise controller.tokens.argument_error()
    groups = []
    for word in controller.tokens.block():
        values = controller.tokens.rest()
        if word == "consolidate":
            groups.append(_group(controller.tokens, values))
        elif word != "stacktrace":
            raise controller.tokens.error(f"unknown property '{word}'")

    def wrap(following: query.Handler) -> query.Handler:
        async def serve(asked: query.Query) -> dns.message.Message:
            try:
                return await following(asked)
            except query.Failure as failure:
                if failure.text and not any(group.takes(failure.text) for group in groups):
                    _LOG.error(f"{int(failure.rcode)} {asked.name} {asked.type}: {failure.text}")
                raise

        return serve

    controller.add("errors", wrap)


def _group(tokens: dispenser.Dispenser, values: list[str]) -> Group:
    if not 2 <= len(values) <= 4:
        raise tokens.argument_error()
    try:
        group = Group(durations.parse(values[0]), re.compile(values[1]))
    except ValueError as error:
        raise tokens.error(f"invalid consolidate duration: {error}") from error
    except re.error as error:
        raise tokens.error(f"error parsing regexp: {error}") from error
    for word in values[2:]:
        if word == "show_first":
            group.show_first = True
        elif word in LEVELS:
            group.level = word
        else:
            raise tokens.error(f"unknown log level argument in consolidate: {word}")
    return group
