"""Log lines in CoreDNS's form, without a time: the container runtime adds one (plugin/pkg/log)."""

import sys


class Log:
    """Prints for one plugin, or for the server itself when it has no name."""

    def __init__(self, plugin: str = "") -> None:
        self._prefix = f"plugin/{plugin}: " if plugin else ""

    def info(self, text: str) -> None:
        """Something worth knowing."""
        self._print("INFO", text)

    def warning(self, text: str) -> None:
        """Something that may turn out badly."""
        self._print("WARNING", text)

    def error(self, text: str) -> None:
        """Something that went wrong."""
        self._print("ERROR", text)

    def fatal(self, text: str) -> None:
        """The last line of a process that must end."""
        self._print("FATAL", text)

    def _print(self, level: str, text: str) -> None:
        sys.stdout.write(f"[{level}] {self._prefix}{text}\n")
        sys.stdout.flush()
