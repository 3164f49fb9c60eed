"""Print what pyproject.toml asks for, a requirement a line: `requirements.py PYPROJECT runtime|dev`."""

import sys
import tomllib
from pathlib import Path


def main(file: str, which: str) -> None:
    """`dev` is what the tests need on top of the runtime."""
    project = tomllib.loads(Path(file).read_text())
    wanted = list(project["project"]["dependencies"])
    if which == "dev":
        wanted += project["dependency-groups"]["dev"]
    print("\n".join(wanted))  # noqa: T201 - its output is its purpose


main(*sys.argv[1:])
