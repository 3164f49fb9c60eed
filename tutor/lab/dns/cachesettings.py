"""What the cache plugin is told in a Corefile (plugin/cache/setup.go)."""

import dataclasses

from tutor.lab.dns import dispenser, durations
from tutor.lab.dns import setup as setup_

SUCCESS, DENIAL = "success", "denial"
LONGEST_SUCCESS, LONGEST_DENIAL, SHORTEST, FAILURE_SECONDS = 3600, 1800, 5, 5
CAPACITY = 9984
STALE_SECONDS, LONGEST_FAILURE = 3600.0, 300.0


@dataclasses.dataclass
class Limits:
    """Bounds of one of the two caches, times in seconds."""

    capacity: int
    longest: int
    shortest: int = SHORTEST


@dataclasses.dataclass
class Options:
    """The cache's block."""

    zones: list[str]
    success: Limits
    denial: Limits
    failure_seconds: float = FAILURE_SECONDS
    disabled: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    keep_ttl: bool = False
    stale_seconds: float = 0.0
    """How long an answer is still served after its end; 0 for not at all."""
    verify: bool = False
    """Ask first, and serve what has ended only where no answer comes."""
    prefetch: int = 0
    """From how many requests on an answer is asked for anew before it ends; 0 for never."""
    prefetch_seconds: float = 60.0
    prefetch_share: float = 0.1


def read(controller: setup_.Controller) -> Options:
    """Read the directive that the controller stands on. Raises CorefileError in the real words."""
    tokens, arguments = controller.tokens, controller.tokens.rest()
    success, denial = Limits(CAPACITY, LONGEST_SUCCESS), Limits(CAPACITY, LONGEST_DENIAL)
    if arguments and arguments[0].isdigit():
        success.longest = denial.longest = _positive(arguments.pop(0))
    zones = [zone for item in arguments for zone in setup_.normalize(item)] or controller.zones
    options = Options(zones, success, denial)
    for word in tokens.block():
        values = tokens.rest()
        if word in (SUCCESS, DENIAL) and 0 < len(values) < 4:
            limits = success if word == SUCCESS else denial
            limits.capacity = max(_number(values[0]), 1)
            limits.longest = _positive(values[1]) if len(values) > 1 else limits.longest
            limits.shortest = _number(values[2]) if len(values) > 2 else limits.shortest
        elif word == "servfail" and len(values) == 1:
            options.failure_seconds = _failure_seconds(values[0])
        elif word == "disable" and values and values[0] in (SUCCESS, DENIAL):
            items = values[1:] or controller.zones
            options.disabled[values[0]] = [zone for item in items for zone in setup_.normalize(item)]
        elif word == "keepttl" and not values:
            options.keep_ttl = True
        elif word == "serve_stale" and len(values) < 3:
            _serve_stale(options, values)
        elif word == "prefetch" and 0 < len(values) < 4:
            _prefetch(options, values)
        else:
            raise tokens.argument_error()
    return options


def _duration(text: str) -> float:
    try:
        return durations.parse(text)
    except ValueError as error:
        raise dispenser.CorefileError(str(error)) from error


def _failure_seconds(text: str) -> float:
    seconds = _duration(text)
    if not 0 <= seconds <= LONGEST_FAILURE:
        raise dispenser.CorefileError("invalid 'servfail' duration value, valid range is 0s to 5m0s")
    return seconds


def _serve_stale(options: Options, values: list[str]) -> None:
    options.stale_seconds = _duration(values[0]) if values else STALE_SECONDS
    if options.stale_seconds < 0:
        raise dispenser.CorefileError("invalid negative duration for serve_stale")
    values = [value.lower() for value in values]
    if len(values) > 1 and values[1] not in ("immediate", "verify"):
        raise dispenser.CorefileError(f"invalid value for serve_stale refresh mode: {values[1]}")
    options.verify = values[1:] == ["verify"]


def _prefetch(options: Options, values: list[str]) -> None:
    options.prefetch = _number(values[0])
    if options.prefetch < 0:
        raise dispenser.CorefileError(f"prefetch amount should be positive: {options.prefetch}")
    options.prefetch_seconds = _duration(values[1]) if len(values) > 1 else options.prefetch_seconds
    if len(values) > 2:
        if not values[2].endswith("%"):
            raise dispenser.CorefileError(
                f"last character of percentage should be `%`, but is: '{values[2][-1:]}'"
            )
        percent = _number(values[2][:-1])
        if not 10 <= percent <= 90:
            raise dispenser.CorefileError(f"percentage should fall in range [10, 90]: {percent}")
        options.prefetch_share = percent / 100


def _number(text: str) -> int:
    if not text.lstrip("-").isdigit():
        raise dispenser.CorefileError(f'strconv.Atoi: parsing "{text}": invalid syntax')
    return int(text)


def _positive(text: str) -> int:
    value = _number(text)
    if value <= 0:
        raise dispenser.CorefileError(f"cache TTL can not be zero or negative: {value}")
    return value
