"""Runs the recorded commands in order and says which gave what was recorded."""

import dataclasses
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.replay import exceptions, normal

RECORDING = Path(__file__).parents[1] / "vectors" / "kubectl_1.36.json"
RECORDED_URL = "https://127.0.0.1:16443"
COMMAND_SECONDS, SETTLE_SECONDS = 90, 75


@dataclasses.dataclass(frozen=True)
class Outcome:
    """One case: passed, failed, or not to be compared (why)."""

    id: str
    command: str
    passed: bool
    excused: str = ""
    difference: str = ""


class Replayer:
    """A folder with the manifests, and a kubectl that talks to the cluster at `url`."""

    def __init__(self, folder: Path, kubectl: Path, url: str) -> None:
        recording = json.loads(RECORDING.read_text())
        self._cases: list[dict[str, Any]] = recording["cases"]
        self._folder = folder
        self._url = url
        for name, text in recording["manifests"].items():
            (folder / name).write_text(text)
        self._env = {
            "PATH": f"{kubectl.parent}:{os.environ['PATH']}",
            "HOME": str(folder),
            "KUBECONFIG": str(folder / "kubeconfig"),
            "KUBE_EDITOR": "cat",
            "TZ": "UTC",
            "LANG": "C.UTF-8",
        }

    def run(self) -> Iterator[Outcome]:
        """Replay every case, in order."""
        for case in self._cases:
            done = self._shell(case["cmd"], case.get("stdin", ""), COMMAND_SECONDS)
            if case.get("settle"):
                self._shell(case["settle"], "", SETTLE_SECONDS)
            yield self._compare(case, done)

    def _shell(self, command: str, stdin: str, limit: float) -> "subprocess.CompletedProcess[str]":
        try:
            return subprocess.run(
                ["bash", "-c", command],
                cwd=self._folder,
                env=self._env,
                input=stdin,
                capture_output=True,
                text=True,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            text = f"no end after {late.timeout:.0f} s"
            return subprocess.CompletedProcess(late.args, -1, "", text)

    def _compare(self, case: dict[str, Any], done: "subprocess.CompletedProcess[str]") -> Outcome:
        about = case["id"], case["cmd"]
        if case["stability"] == "RC-DIFFERS":
            return Outcome(*about, passed=True, excused="two recordings of it disagree on the exit code")
        if case["id"] in exceptions.REASONS:
            return Outcome(*about, passed=True, excused=exceptions.REASONS[case["id"]])
        if done.returncode != case["rc"]:
            seen = f"exit code {done.returncode}, recorded {case['rc']}: {done.stderr.strip()[:300]}"
            return Outcome(*about, passed=False, difference=seen)
        if case["stability"] == "varies":
            return Outcome(*about, passed=True, excused="its output differs between two recordings")
        for stream in ("stdout", "stderr"):
            seen = getattr(done, stream).replace(self._url, RECORDED_URL)
            if difference := _difference(case[stream], seen, ordered="unordered" not in case["stability"]):
                return Outcome(*about, passed=False, difference=f"{stream}: {difference}")
        return Outcome(*about, passed=True)


def _difference(recorded: str, seen: str, *, ordered: bool) -> str:
    if ordered:
        wanted, found = normal.text(recorded).splitlines(), normal.text(seen).splitlines()
    else:
        wanted, found = normal.lines(recorded), normal.lines(seen)
    if wanted == found:
        return ""
    for index in range(max(len(wanted), len(found))):
        left = wanted[index] if index < len(wanted) else "(end)"
        right = found[index] if index < len(found) else "(end)"
        if left != right:
            return f"line {index + 1}: recorded {left!r}, seen {right!r}"
    return ""
