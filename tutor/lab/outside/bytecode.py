"""Compiles what the lab will import, while its folder can still be written: inside the lab everything is read-only."""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path


def prepare(package: Path) -> None:
    """Compile the modules below `package` that are newer than their bytecode; nothing where nothing may be written."""
    for source in stale(package):
        import py_compile  # seldom needed: an installed package is compiled already

        try:
            py_compile.compile(str(source), quiet=2)
        except OSError:
            return  # somebody else's installation: the lab starts all the same, and slower


def stale(package: Path) -> Iterator[Path]:
    """The modules whose bytecode is missing or older."""
    for folder, _, names in os.walk(package):
        for name in names:
            if name.endswith(".py"):
                source = os.path.join(folder, name)
                try:
                    fresh = (
                        os.stat(importlib.util.cache_from_source(source)).st_mtime >= os.stat(source).st_mtime
                    )
                except FileNotFoundError:
                    fresh = False
                if not fresh:
                    yield Path(source)
