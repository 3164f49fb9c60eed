"""Requests sent on the lab's wire, from its hosts and pods, and who answered them."""

import dataclasses
import os
import shlex
from collections.abc import Sequence

from tutor.lab.control import client

SECONDS = 120.0


def run(host: str, script: str) -> tuple[int, str]:
    """Exit code and output, both streams, of a shell script on a host."""
    reading, writing = os.pipe()
    null = os.open(os.devnull, os.O_RDONLY)
    with open(reading) as answer:
        try:
            code = client.execute(host, ("bash", "-c", script), fds=(null, writing, writing), timeout=SECONDS)
        finally:
            os.close(writing)
            os.close(null)
        return code, answer.read()


def said(host: str, script: str) -> str:
    """The output of a script that must succeed."""
    code, text = run(host, script)
    assert code == 0, text
    return text


def apply(text: str) -> None:
    """kubectl apply of manifests as text."""
    said("k8s-m", f"kubectl apply -f - <<'END'\n{text}\nEND")


@dataclasses.dataclass(frozen=True)
class Seen:
    """What became of requests: curl's exit code, the pods that answered, the addresses that they saw."""

    code: int
    pods: frozenset[str]
    sources: frozenset[str]


@dataclasses.dataclass(frozen=True)
class Client:
    """Where requests begin: a host, or a pod of the namespace `wire` if `pod` is given."""

    host: str
    pod: str = ""
    source: str = ""
    """The address to bind to, where the kernel's choice would be another."""

    def script(self, text: str) -> tuple[int, str]:
        """Run a script there."""
        if not self.pod:
            return run(self.host, text)
        return run("k8s-m", f"kubectl -n wire exec {self.pod} -- bash -c {shlex.quote(text)}")

    def ask(self, url: str, *, pods: int = 1, options: Sequence[str] = ()) -> Seen:
        """Ask whoami until that many pods have answered, at most 100 times, or once where nothing answers."""
        source = ("--interface", self.source) if self.source else ()
        ask = shlex.join(["curl", "-s", "-m", "2", *source, *options, url])
        loop = f"""
        for i in $(seq 100); do
          {ask} | grep -E "^(Hostname|RemoteAddr):" >> /tmp/seen.$$; codes=("${{PIPESTATUS[@]}}")
          [ "${{codes[0]}}" = 0 ] || break
          [ $(grep ^Hostname /tmp/seen.$$ | sort -u | wc -l) -ge {pods} ] && [ $i -ge 8 ] && break
        done
        cat /tmp/seen.$$; rm /tmp/seen.$$; exit ${{codes[0]}}
        """
        code, text = self.script(loop)
        words = [line.split(": ", 1) for line in text.splitlines() if ": " in line]
        pods_seen = frozenset(value for key, value in words if key == "Hostname")
        sources = frozenset(value.rsplit(":", 1)[0] for key, value in words if key == "RemoteAddr")
        return Seen(code, pods_seen, sources)


REFUSED, TIMED_OUT = 7, 28
"""curl's exit codes for a REJECT and for a DROP."""
