"""A collector of garbage that does not look at the whole class again and again.

What learners have told stays, and a full collection over it stops the pictures: for a tenth of a second with 1,000
learners, and for two thirds with 5,000. So whatever has outlived one full collection is not looked at any more. A
screen that was open just then is not given back when it is closed, which costs a console little in a day.
"""

import contextlib
import gc
from collections.abc import Iterator, Mapping

OLDEST = 2
"""The generation that a full collection looks at."""


@contextlib.contextmanager
def sparing() -> Iterator[None]:
    """As long as a console is open."""
    gc.freeze()
    gc.callbacks.append(_collected)
    try:
        yield
    finally:
        gc.callbacks.remove(_collected)
        gc.unfreeze()


def _collected(phase: str, about: Mapping[str, int]) -> None:
    """What is left after a full collection stays, as far as anybody can tell."""
    if phase == "stop" and about["generation"] == OLDEST:
        gc.freeze()
