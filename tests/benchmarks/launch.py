"""Launch to the first lesson painted, against a bare Textual app on the same machine in the same run."""

import compileall
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import tutor
from tests import terminal
from tests.benchmarks import table

BARE = """
from textual.app import App, ComposeResult
from textual.widgets import Static
class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("painted")
Bare().run()
"""
TUTOR = "from tutor.cli import main; raise SystemExit(main.main())"
"""What the launcher and the installed command run."""
ROUNDS = 15


def rows() -> list[table.Row]:
    """Alternating rounds, so that the machine's moods meet both alike."""
    # As after the first start: `.setup` compiles, and Python itself does where it may write.
    compileall.compile_dir(str(Path(tutor.__file__).parent), quiet=1)
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "HOME": home, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        env |= {"XDG_RUNTIME_DIR": home}
        for _ in range(ROUNDS + 1):
            bare.append(_painted([sys.executable, "-c", BARE], env, "painted"))
            ours.append(_painted([sys.executable, "-c", TUTOR, "--on", "lab"], env, "CoreDNS"))
        # Some rounds get as far as starting a lab.
        subprocess.run(
            [sys.executable, "-m", "tutor", "lab", "down"], env=env, check=True, capture_output=True
        )
    # The first round fills the caches.
    bare, ours = bare[1:], ours[1:]
    ratios = [mine / theirs for mine, theirs in zip(ours, bare, strict=True)]
    return [
        table.Row("a bare Textual app, painted", bare, "s"),
        table.Row("k8stutor, first lesson painted", ours, "s"),
        table.Row("ratio", ratios, "x", budget=1.25),
    ]


def _painted(argv: Sequence[str], env: dict[str, str], text: str) -> float:
    with terminal.Terminal(argv, env) as one:
        return one.until(text)
