"""How a function becomes a check.

@declare.check("dns.answers", deadline=20)
def answers(evidence: evidence.Evidence, *, name: str, address: str) -> verdict.Verdict:
    \"\"\"The name resolves to the address.\"\"\"
"""

import inspect
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tutor.checkapi import evidence, verdict

LIMIT = 20.0
"""Seconds that one call of a check may take when it does not say."""

Function = Callable[..., verdict.Verdict]


@dataclass(frozen=True)
class Check:
    """A check that can be called.

    `deadline` is the time in seconds that the cluster gets to converge: the check is asked again until it
    passes or the time is over; 0 asks once. `limit` bounds each single call.
    """

    name: str
    function: Function
    deadline: float = 0.0
    limit: float = LIMIT

    def __call__(self, seen: evidence.Evidence, **args: Any) -> verdict.Verdict:
        return self.function(seen, **args)

    @property
    def about(self) -> str:
        """The first line of the function's docstring."""
        return (inspect.getdoc(self.function) or "").partition("\n")[0]

    @property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        """The arguments that a lesson may give, by name."""
        found = inspect.signature(self.function).parameters
        return {name: found[name] for name in list(found)[1:]}

    def misfits(self, args: Mapping[str, Any]) -> list[str]:
        """What is wrong with these arguments, one sentence each; empty where they fit."""
        found = [f"{self.name} takes no argument {name!r}" for name in args if name not in self.parameters]
        hints = typing.get_type_hints(self.function)
        for name, parameter in self.parameters.items():
            if name not in args:
                if parameter.default is parameter.empty:
                    found.append(f"{self.name} needs the argument {name!r}")
            elif not fits(args[name], hints.get(name, Any)):
                wanted = hints[name].__name__ if isinstance(hints[name], type) else str(hints[name])
                found.append(f"{self.name}: {name} must be {wanted}, not {args[name]!r}")
        return found


def check(name: str, *, deadline: float = 0.0, limit: float = LIMIT) -> Callable[[Function], Check]:
    """Make the function the check `name`; its parameters after the first are the lesson's arguments."""

    def declare(function: Function) -> Check:
        return Check(name, function, deadline, limit)

    return declare


def fits(value: Any, hint: Any) -> bool:
    """Whether a plain YAML value is of an annotated type (unions, lists, dicts, tuples and scalars)."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return True
    if origin in (typing.Union, types.UnionType):
        return any(fits(value, choice) for choice in inner)
    if origin is typing.Literal:
        return value in inner
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(value, bool):
        return hint is bool
    if not origin:
        return value is None if hint is type(None) else isinstance(value, hint)
    if isinstance(value, Mapping):
        return issubclass(dict, origin) and all(fits(item, inner[1]) for item in value.values())
    if isinstance(value, list):
        return issubclass(list, origin) and all(fits(item, inner[0]) for item in value)
    return False
