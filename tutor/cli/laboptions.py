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
    name_lab(family, say)


def name_lab(family: Verbs, say: Say) -> None:
    """Give every verb of a family, and of the families in it, the option that names the lab."""
    for one in dict.fromkeys(family.choices.values()):
        # SUPPRESS, so that a verb's own default does not undo what was said before the verb.
        one.add_argument("--lab", metavar="NAME", default=argparse.SUPPRESS, help=say("which_lab"))
        for inner in one._actions:  # noqa: SLF001 - argparse has no public name for it
            if isinstance(inner, argparse._SubParsersAction):  # noqa: SLF001 - nor for this
                name_lab(inner, say)


def _up(family: Verbs, say: Say) -> None:
    one = family.add_parser("up", help=say("lab_up"))
    one.add_argument("--offline", action="store_true", help=say("offline"))
    one.add_argument("--proxy-form", choices=FORMS, metavar="FORM", help=say("proxy_form"))
    one.set_defaults(verb="lab.up")


def _down(family: Verbs, say: Say) -> None:
    one = family.add_parser("down", help=say("lab_down"))
    one.add_argument("--all", action="store_true", help=say("every_lab"))
    one.set_defaults(verb="lab.down")


def _status(family: Verbs, say: Say) -> None:
    one = family.add_parser("status", help=say("lab_status"))
    one.add_argument("--json", action="store_true", help=say("json"))
    one.add_argument("--all", action="store_true", help=say("every_lab"))
    one.set_defaults(verb="lab.status")


def _list(family: Verbs, say: Say) -> None:
    one = family.add_parser("list", help=say("lab_list"))
    one.add_argument("--json", action="store_true", help=say("json"))
    one.set_defaults(verb="lab.status", all=True)


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


def _link(family: Verbs, say: Say) -> None:
    top = family.add_parser("link", help=say("lab_link"))
    actions = top.add_subparsers(metavar=say("verb"), required=True)
    for name in ("down", "up", "delay", "loss", "clear"):
        one = actions.add_parser(name, help=say(f"link_{name}"))
        one.add_argument("host", choices=HOSTS, metavar="HOST", help=", ".join(HOSTS))
        one.add_argument("card", metavar="IF", help=say("link_card"))
        if name in ("delay", "loss"):
            one.add_argument("value", metavar="VALUE", help=say(f"link_{name}"))
        one.set_defaults(verb="labfaults.link", action=name)
    actions.add_parser("show", help=say("link_show")).set_defaults(verb="labfaults.show")


def _dns(family: Verbs, say: Say) -> None:
    top = family.add_parser("dns", help=say("lab_dns"))
    actions = top.add_subparsers(metavar=say("verb"), required=True)
    for name in ("down", "up"):
        one = actions.add_parser(name, help=say(f"dns_{name}"))
        one.set_defaults(verb="labfaults.dns", action=name)


def _node(family: Verbs, say: Say) -> None:
    top = family.add_parser("node", help=say("lab_node"))
    actions = top.add_subparsers(metavar=say("verb"), required=True)
    for name in ("stop", "start"):
        one = actions.add_parser(name, help=say(f"node_{name}"))
        one.add_argument("host", choices=HOSTS, metavar="HOST", help=", ".join(HOSTS))
        one.set_defaults(verb="labnodes.switch", action=name)


def _agent(family: Verbs, say: Say) -> None:
    top = family.add_parser("agent", help=say("lab_agent"))
    actions = top.add_subparsers(metavar=say("verb"), required=True)
    actions.add_parser("list", help=say("agent_list")).set_defaults(verb="labnodes.agents")
    one = actions.add_parser("kill", help=say("agent_kill"))
    one.add_argument("name", metavar="NAME", help=say("agent_name"))
    one.set_defaults(verb="labnodes.kill")


def _snapshot(family: Verbs, say: Say) -> None:
    one = family.add_parser("snapshot", help=say("lab_snapshot"))
    one.add_argument("name", nargs="?", metavar="NAME", help=say("snapshot_name"))
    one.add_argument("--list", action="store_true", help=say("snapshot_list"))
    one.add_argument("--delete", metavar="NAME", help=say("snapshot_delete"))
    one.set_defaults(verb="labsnapshots.snapshot")


def _restore(family: Verbs, say: Say) -> None:
    one = family.add_parser("restore", help=say("lab_restore"))
    one.add_argument("name", metavar="NAME", help=say("snapshot_name"))
    one.add_argument("--yes", action="store_true", help=say("snapshot_yes"))
    one.set_defaults(verb="labsnapshots.restore")


def _reset(family: Verbs, say: Say) -> None:
    one = family.add_parser("reset", help=say("lab_reset"))
    one.add_argument("--yes", action="store_true", help=say("snapshot_yes"))
    one.set_defaults(verb="labsnapshots.reset")


VERBS = (
    _up,
    _down,
    _status,
    _list,
    _shell,
    _exec,
    _kubeconfig,
    _link,
    _dns,
    _node,
    _agent,
    _snapshot,
    _restore,
    _reset,
)
