"""A lab of the benchmark's own, apart from any other, and commands on its hosts."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping

TUTOR = [sys.executable, "-m", "tutor"]
SECONDS = 240


class Lab:
    """A running lab; scripts are run by bash on a host."""

    def __init__(self, env: dict[str, str]) -> None:
        self._env = env

    def out(self, host: str, script: str, given: str = "") -> str:
        """What a script prints; `given` is its standard input. Raises RuntimeError where it fails."""
        words = [*TUTOR, "lab", "exec", host, "--", "bash", "-c", script]
        done = subprocess.run(
            words, env=self._env, input=given, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{script!r} on {host}: {done.stdout}{done.stderr}")
        return done.stdout

    def seconds(self, host: str, script: str, given: str = "") -> float:
        """How long a script takes, measured on the host itself: without this program's own start."""
        timed = f"set -e; began=$EPOCHREALTIME; {{ {script}\n}} >&2; echo $began $EPOCHREALTIME"
        began, ended = self.out(host, timed, given).split()[-2:]
        return float(ended) - float(began)

    @contextlib.contextmanager
    def watching(self, scripts: Mapping[str, str]) -> Iterator[Callable[[], dict[str, str]]]:
        """Scripts by host, running already as the block begins.

        The function that is given sends each a line, which it may `read`, and returns, once all have ended, what each
        has printed, with the moment of its end (`moment`).
        """
        ends = "; echo $EPOCHREALTIME"
        with contextlib.ExitStack() as all_of_them:
            begun = {host: self._begin(host, f"echo waiting; {one}{ends}") for host, one in scripts.items()}
            for one in begun.values():
                all_of_them.callback(_end, one)
                assert one.stdout is not None
                one.stdout.readline()
            yield lambda: _outputs(begun)

    def _begin(self, host: str, script: str) -> subprocess.Popen[str]:
        words = [*TUTOR, "lab", "exec", host, "--", "bash", "-c", script]
        pipe = subprocess.PIPE
        return subprocess.Popen(words, env=self._env, stdin=pipe, stdout=pipe, text=True)

    def verb(self, *words: str) -> None:
        """`k8stutor lab WORDS`."""
        subprocess.run(
            [*TUTOR, "lab", *words], env=self._env, check=True, capture_output=True, timeout=SECONDS
        )


def _outputs(begun: Mapping[str, subprocess.Popen[str]]) -> dict[str, str]:
    for one in begun.values():
        with contextlib.suppress(BrokenPipeError):  # it has seen what it waited for
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
    return {host: _rest(one) for host, one in begun.items()}


def _rest(one: subprocess.Popen[str]) -> str:
    """Read by the same reader as the first line: `communicate` would miss what that one holds."""
    assert one.stdout is not None
    return one.stdout.read()


def moment(told: str) -> float:
    """When a watching script ended."""
    return float(told.split()[-1])


def _end(one: subprocess.Popen[str]) -> None:
    if one.poll() is None:
        one.kill()
    one.communicate()


@contextlib.contextmanager
def lab() -> Iterator[Lab]:
    """Up for as long as the block lasts."""
    with tempfile.TemporaryDirectory() as runtime:
        env = {**os.environ, "XDG_RUNTIME_DIR": runtime, "XDG_STATE_HOME": runtime}
        made = Lab(env)
        made.verb("up")
        try:
            yield made
        finally:
            made.verb("down")


def wait(condition: str, pause: float = 0.02) -> str:
    """A script that returns when `condition` holds, and fails after a minute."""
    return f"for i in $(seq {int(60 / pause)}); do {condition} && break; sleep {pause}; done; {condition}"


def stamp() -> float:
    """Now, in the seconds that `EPOCHREALTIME` counts on the hosts: they share this machine's clock."""
    return time.time()
