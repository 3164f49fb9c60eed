"""`k8stutor lab …`, `doctor` and `cleanup`: the lab and the machine under it."""

import argparse
import json
import sys
from collections.abc import Callable

from tutor.base import errors, i18n
from tutor.cli import texts
from tutor.lab import launch

Say = Callable[[str], str]
HOSTS = ("k8s-m", "k8s-w1", "k8s-w2", "k8s-rtr", "k8s-pc")


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", say: Say) -> None:
    """Add `lab` and its verbs, `doctor` and `cleanup`."""
    family = verbs.add_parser("lab", help=say("lab")).add_subparsers(metavar=say("verb"), required=True)
    for name, verb in (("up", up), ("down", down), ("kubeconfig", kubeconfig)):
        family.add_parser(name, help=say(f"lab_{name}")).set_defaults(verb=verb)
    one = family.add_parser("status", help=say("lab_status"))
    one.add_argument("--json", action="store_true", help=say("json"))
    one.set_defaults(verb=status)
    one = family.add_parser("shell", help=say("lab_shell"))
    one.add_argument("host", nargs="?", default=HOSTS[0], choices=HOSTS, metavar="HOST", help=", ".join(HOSTS))
    one.set_defaults(verb=shell)
    one = family.add_parser("exec", help=say("lab_exec"))
    one.add_argument("--up", action="store_true", help=say("exec_up"))
    one.add_argument("host", choices=HOSTS, metavar="HOST", help=", ".join(HOSTS))
    one.add_argument("command", nargs=argparse.REMAINDER, metavar="-- CMD…", help=say("exec_command"))
    one.set_defaults(verb=execute)
    verbs.add_parser("doctor", help=say("doctor")).set_defaults(verb=doctor)
    verbs.add_parser("cleanup", help=say("cleanup")).set_defaults(verb=cleanup)


def _said(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def up(args: argparse.Namespace) -> int:
    """Start the lab, or say that it is up."""
    handle = launch.up(_said)
    print(i18n.text(texts.TEXTS, args.lang, "lab_is_up", pid=handle.pid))
    return errors.GOOD


def down(args: argparse.Namespace) -> int:
    """Stop the lab; nothing of it stays."""
    key = "lab_stopped" if launch.down() else "lab_was_down"
    print(i18n.text(texts.TEXTS, args.lang, key))
    return errors.GOOD


def status(args: argparse.Namespace) -> int:
    """What runs, and which parts of it are the real thing."""
    found = launch.status()
    if args.json:
        print(json.dumps(found, indent=2))
    else:
        for line in texts.status_lines(found, args.lang):
            print(line)
    return errors.GOOD


def shell(args: argparse.Namespace) -> int:
    """An interactive shell on a host, in this terminal."""
    launch.up(_said)
    return launch.shell(args.host)


def execute(args: argparse.Namespace) -> int:
    """A command on a host; stdin, stdout, stderr and the exit code are its own."""
    command = args.command[1:] if args.command[:1] == ["--"] else args.command
    if not command:
        raise errors.UsageError("no command was given", todo="k8stutor lab exec HOST -- COMMAND …")
    if args.up:
        launch.up(_said)
    return launch.execute(args.host, command)


def kubeconfig(args: argparse.Namespace) -> int:  # noqa: ARG001 - a verb's signature
    """The path of a kubeconfig for the learner's own tools."""
    print(launch.kubeconfig())
    return errors.GOOD


def doctor(args: argparse.Namespace) -> int:
    """What this machine lacks for the lab, with the mend for each; good only if the lab can run."""
    found = launch.doctor()
    for line in found.lines(args.lang):
        print(line)
    return errors.GOOD if found.usable else errors.LACKS_SOMETHING


def cleanup(args: argparse.Namespace) -> int:
    """Stop the lab and remove what can be made again: its unpacked tools."""
    launch.down()
    launch.forget_tools()
    print(i18n.text(texts.TEXTS, args.lang, "cleaned"))
    return errors.GOOD
