"""Which trials of a step are run: all of them, or a few whose choice rotates with a number. Pure."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from tutor.authoring import variants

Choose = Callable[[variants.Trials], tuple[variants.Trial, ...]]
"""From a step's trials to those that are run, the wrong ones first."""

ORDER: tuple[variants.Kind, ...] = ("wrong", "right", "race")

T = TypeVar("T")


def everything(trials: variants.Trials) -> tuple[variants.Trial, ...]:
    """All of them."""
    return tuple(trial for kind in ORDER for trial in trials.of(kind))


def numbered(number: int) -> Choose:
    """One right trial, one wrong one for each check, and one race; another number chooses the next of each.

    The numbers from 0 on come to every trial as soon as the longest list is through.
    """

    def choose(trials: variants.Trials) -> tuple[variants.Trial, ...]:
        wrong = trials.of("wrong")
        checks = dict.fromkeys(check for trial in wrong for check in trial.fails)
        chosen = [
            one for check in checks for one in _one([t for t in wrong if check in t.fails], number)
        ]  # several checks may choose the same
        right, race = _one(trials.of("right"), number), _one(trials.of("race"), number)
        return (*dict.fromkeys(chosen), *right, *race)

    return choose


def sparse(number: int, every: int) -> Choose:
    """As `numbered`, in one step of `every` only; as many numbers in turn come to all steps. Elsewhere nothing."""
    choose = numbered(number // every)

    def some(trials: variants.Trials) -> tuple[variants.Trial, ...]:
        return choose(trials) if trials.at % every == number % every else ()

    return some


def _one(items: Sequence[T], number: int) -> tuple[T, ...]:
    return (items[number % len(items)],) if items else ()
