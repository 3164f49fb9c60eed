"""An application outlives its terminal by a moment: what is written to a window that was closed goes nowhere.

Textual's writing thread ends with the first error (textual 8, drivers/_writer_thread.py), after which the application
waits for ever for room in its queue; and nobody would be told that a learner has left, or a watching console ended.
"""

import contextlib
from typing import Any, TextIO

from textual import driver


class Output:
    """A terminal's file, without its errors."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Where there is nobody to read it, it is gone."""
        with contextlib.suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """The same."""
        with contextlib.suppress(OSError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def lasting(found: type[driver.Driver]) -> type[driver.Driver]:
    """That driver, which goes on without its terminal."""

    class Lasting(found):  # type: ignore[valid-type,misc] # which one it is depends on the machine
        """Writes where nothing fails."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            if (file := getattr(self, "_file", None)) is not None:
                self._file = Output(file)

    return Lasting
