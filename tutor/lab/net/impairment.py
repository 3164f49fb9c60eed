"""What may be wrong with a link, how a caller words it, and how tc(8) does. Pure."""

import dataclasses
import re

from tutor.base import errors

LONGEST_DELAY = 10_000.0
"""Milliseconds: more is no slow link but a broken one."""

_NUMBER = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)")


@dataclasses.dataclass(frozen=True)
class Impairment:
    """Of one card: its cable is out; `delay` (ms) and `loss` (%) of what the host sends by it."""

    down: bool = False
    delay: float = 0.0
    loss: float = 0.0

    @property
    def shapes(self) -> bool:
        """Whether frames are to be delayed or dropped."""
        return bool(self.delay or self.loss)


def changed(old: Impairment, action: str, value: str) -> Impairment:
    """What `lab link ACTION … VALUE` makes of it. Raises UsageError."""
    match action:
        case "down":
            return dataclasses.replace(old, down=True)
        case "up":
            return dataclasses.replace(old, down=False)
        case "clear":
            return Impairment()
        case "delay":
            return dataclasses.replace(old, delay=delay(value))
        case "loss":
            return dataclasses.replace(old, loss=loss(value))
        case _:
            raise errors.UsageError(f"a link knows no {action!r}", todo="use down, up, delay, loss or clear")


def delay(text: str) -> float:
    """Milliseconds of "100" or "100ms". Raises UsageError."""
    found = _NUMBER.fullmatch(text.strip().removesuffix("ms").strip())
    if found is None or float(found[1]) > LONGEST_DELAY:
        raise errors.UsageError(
            f"{text!r} is no delay", todo="give milliseconds from 0 to 10000, such as 100; 0 ends the delay"
        )
    return float(found[1])


def loss(text: str) -> float:
    """Per cent of "30" or "30%". Raises UsageError."""
    found = _NUMBER.fullmatch(text.strip().removesuffix("%").strip())
    if found is None or float(found[1]) > 100:
        raise errors.UsageError(
            f"{text!r} is no loss", todo="give per cent from 0 to 100, such as 30; 0 ends the loss"
        )
    return float(found[1])


def tc(card: str, one: Impairment) -> tuple[str, ...]:
    """The tc(8) command that brings a card there (tc-netem(8))."""
    if not one.shapes:
        return ("tc", "qdisc", "del", "dev", card, "root")
    words = ["tc", "qdisc", "replace", "dev", card, "root", "netem"]
    if one.delay:
        words += ["delay", f"{one.delay:g}ms"]
    if one.loss:
        words += ["loss", f"{one.loss:g}%"]
    return tuple(words)
