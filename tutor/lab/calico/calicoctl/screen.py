"""Standard output."""

import sys


def line(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


def block(text: str) -> None:
    """Print text that has its own line ends."""
    sys.stdout.write(text)
