"""MetalLB's log: one JSON object a line on standard output, its keys sorted as go-kit's logger writes them."""

import datetime
import json
import sys
from typing import Any


class Log:
    """Writes for one part; `caller` is what the field of that name shows, such as "bgp_controller.go:63"."""

    def __init__(self, **always: Any) -> None:
        self._always = always

    def having(self, **more: Any) -> "Log":
        """A log whose every line carries these fields as well."""
        return Log(**{**self._always, **more})

    def info(self, **fields: Any) -> None:
        """Something that happened."""
        self._write("info", fields)

    def debug(self, **fields: Any) -> None:
        """Something that only a developer asks for; not written at MetalLB's default level."""

    def warn(self, **fields: Any) -> None:
        """Something that may be wrong."""
        self._write("warn", fields)

    def error(self, **fields: Any) -> None:
        """Something that went wrong."""
        self._write("error", fields)

    def _write(self, level: str, fields: dict[str, Any]) -> None:
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        words = {"level": level, "ts": now, **self._always, **fields}
        # sys.stdout is looked up each time: a container's process is forked, and its streams are replaced.
        sys.stdout.write(json.dumps(words, sort_keys=True, separators=(",", ":"), default=str) + "\n")
        sys.stdout.flush()
