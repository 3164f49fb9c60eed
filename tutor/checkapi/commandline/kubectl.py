"""What a kubectl command asks for, whatever the order of its words. Pure.

Flags: kubectl 1.36, `kubectl options` and the help of each verb.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tutor.checkapi.commandline import shell, variables

PROGRAMS = frozenset({"kubectl", "k", "kc", "microk8s.kubectl"})
"""kubectl and the aliases that its documentation and its users give it."""

OWN_NAME = re.compile(r"(?!(?:kind|kops|kdig|kill|killall|kustomize)$)k[\w-]*")
"""What else people call an alias or a function that runs kubectl: `kn() { kubectl -n shop "$@"; }`."""

VERBS = frozenset(
    (
        "get",
        "describe",
        "logs",
        "exec",
        "run",
        "debug",
        "apply",
        "create",
        "delete",
        "patch",
        "expose",
        "scale",
        "edit",
        "attach",
    )
)
"""What kubectl is asked for oftenest."""

VALUED_SHORT = frozenset({"-n", "-l", "-o", "-c", "-L", "-s", "-v", "-p", "-f", "-k"})
VALUED_LONG = re.compile(
    "--(namespace|selector|output|container|label-columns|server|context|cluster|user|kubeconfig|token|as"
    "|as-group|request-timeout|field-selector|sort-by|template|type|tail|since|since-time|limit-bytes"
    "|max-log-requests|patch|patch-file|image|replicas|port|target-port|name|from-file|from-literal"
    "|from-env-file|field-manager|chunk-size|timeout|for|grace-period|raw|subresource|v|address|overrides"
    "|env|labels|filename|kustomize|to-revision|restart|image-pull-policy|annotations|profile|copy-to)"
)
PLAIN_SHORT = frozenset({"-A", "-i", "-t", "-q", "-R", "-w"})
"""Short flags that take no value, so that others may follow in the same word: `-Ao wide`."""
SWITCHES: Mapping[str, frozenset[str]] = {"logs": frozenset({"-f", "-p"}), "run": frozenset({"-p"})}
"""Short flags that take a value elsewhere and none with this verb."""

IN_PODS = frozenset({"exec", "run", "debug", "attach"})
"""Verbs that run a program in a pod, or lead to the one that runs there."""
ATTACHED = ("-i", "-t", "-it", "-ti", "--stdin", "--tty")


@dataclass(frozen=True)
class Ask:
    """One kubectl command: `logs deploy/coredns -n kube-system` has the verb logs and the words deploy/coredns.

    `flags` maps a flag as it was typed to its value ("" for a switch); `inner` is what follows `--`.
    """

    verb: str
    words: tuple[str, ...]
    flags: Mapping[str, str]
    inner: tuple[str, ...] = ()

    def flag(self, *names: str) -> str | None:
        """The value of the first of these flags that was typed; None where none was."""
        return next((self.flags[name] for name in names if name in self.flags), None)

    def inside(self) -> bool:
        """Whether it runs a program in a pod: one that is named, or on a terminal that of the image itself."""
        return self.verb in IN_PODS and (bool(self.inner) or self._attached())

    def opens_shell(self) -> bool:
        """Whether somebody may type on inside the pod. Without a program's name it is the image's that listens."""
        if not self.inside():
            return False
        if not self.inner:
            return True
        return self.inner[0].rsplit("/", 1)[-1] in shell.SHELLS and "-c" not in self.inner

    def _attached(self) -> bool:
        return self.verb != "exec" and self.flag(*ATTACHED) is not None

    def targets(self) -> list[tuple[str, str]]:
        """Each kind asked for and the object's name ("" for all): `po,svc`, `deploy/coredns`, `pod a b`."""
        pairs = [word.split("/", 1) for word in self.words if "/" in word]
        if pairs:
            return [(kind, name) for kind, name in pairs]
        if not self.words:
            return []
        kinds = self.words[0].split(",")
        return [(kind, name) for kind in kinds for name in (self.words[1:] or ("",))]


def asks(line: str) -> list[Ask]:
    """Every kubectl command in a line typed into a shell, also where a variable stands for kubectl."""
    return [parse(call.words) for call in shell.calls(line, known={}) if _is_kubectl(call)]


def _is_kubectl(call: shell.Call) -> bool:
    """`$K get pods` with a variable of an earlier line, or `kn get pods`, is known by its verb."""
    if call.program in PROGRAMS:
        return True
    named = variables.USE.fullmatch(call.program) or OWN_NAME.fullmatch(call.program)
    return named is not None and parse(call.words).verb in VERBS


def parse(words: Iterable[str]) -> Ask:
    """The command of these words, the program's own name left out."""
    plain: list[str] = []
    flags: dict[str, str] = {}
    rest = list(words)
    inner: tuple[str, ...] = ()
    while rest:
        word = rest.pop(0)
        if word == "--":
            inner = tuple(rest)
            break
        if not word.startswith("-") or word == "-":
            plain.append(word)
            continue
        switches = SWITCHES.get(plain[0] if plain else "", frozenset())
        while len(word) > 2 and word[2] != "=" and word[:2] in PLAIN_SHORT | switches:
            flags[word[:2]] = ""
            word = f"-{word[2:]}"
        name, equals, value = word.partition("=")
        short = "" if name.startswith("--") else name[:2]
        switch = name in switches
        if equals:
            flags[name] = value
        elif (name in VALUED_SHORT or VALUED_LONG.fullmatch(name)) and not switch and rest:
            flags[name] = rest.pop(0)
        elif short in VALUED_SHORT and len(name) > 2:
            flags[short] = name[2:]
        else:
            flags[name] = ""
    verb, *plain = plain or [""]
    if verb == "run" and not inner:  # behind the pod's name `--` may be left out
        plain, inner = plain[:1], tuple(plain[1:])
    return Ask(verb, tuple(plain), flags, inner)
