"""The verbs of `k8stutor lab` and their options: a function a verb, listed in VERBS."""

import argparse
from collections.abc import Callable
from typing import Any, TypeAlias

FORMS = ("1.28", "1.22")
HOSTS = ("k8s-m", "k8s-w1", "k8s-w2", "k8s-rtr", "k8s-pc")

Say = Callable[[str], str]
Verbs: TypeAlias = "argparse._SubParsersAction[Any]"  # noqa: SLF001 - argparse has no public name for it


def add(family: Verbs, say: Say) -> None:
    """Every verb, in the order that help lists them."""
    for verb in VERBS:
        verb(family, say)


def _up(family: Verbs, say: Say) -> None:
    one = family.add_parser("up", help=say("lab_up"))
    one.add_argument("--proxy-form", choices=FORMS, metavar="FORM", help=say("proxy_form"))
    one.set_defaults(verb="lab.up")


def _down(family: Verbs, say: Say) -> None:
    family.add_parser("down", help=say("lab_down")).set_defaults(verb="lab.down")


def _status(family: Verbs, say: Say) -> None:
    one = family.add_parser("status", help=say("lab_status"))
    one.add_argument("--json", action="store_true", help=say("json"))
    one.set_defaults(verb="lab.status")


def _shell(family: Verbs, say: Say) -> None:
    one = family.add_parser("shell", help=say("lab_shell"))
    one.add_argument(
        "host", nargs="?", default=HOSTS[0], choices=HOSTS, metavar="HOST", help=", ".join(HOSTS)
    )
    one.set_defaults(verb="lab.shell")


def _exec(family: Verbs, say: Say) -> None:
    one = family.add_parser("exec", help=say("lab_exec"))
    one.add_argument("--up", action="store_true", help=say("exec_up"))
    one.add_argument("host", choices=HOSTS, metavar="HOST", help=", ".join(HOSTS))
    one.add_argument("command", nargs=argparse.REMAINDER, metavar="-- CMD", help=say("exec_command"))
    one.set_defaults(verb="lab.execute")


def _kubeconfig(family: Verbs, say: Say) -> None:
    family.add_parser("kubeconfig", help=say("lab_kubeconfig")).set_defaults(verb="lab.kubeconfig")


VERBS = (_up, _down, _status, _shell, _exec, _kubeconfig)
