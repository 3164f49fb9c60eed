"""`k8stutor lab node …` and `lab agent …`: hosts switched off and on, and agents that end all of a sudden."""

import argparse
import sys

from tutor.base import errors, i18n
from tutor.cli import nodetexts, texts
from tutor.lab import launch
from tutor.lab.control import address
from tutor.lab.net import topology


def switch(args: argparse.Namespace) -> int:
    """Cut a host's power, or boot it."""
    if args.action == "start" and not _is_on(args.host):
        _say(args.lang, "booting", host=args.host)
    changed = launch.ask({"do": "node", "host": args.host, "action": args.action})["changed"]
    key = f"{args.action}_idle"
    if changed:
        key = "started" if args.action == "start" else _stopped(args.host)
    _say(args.lang, key, host=args.host)
    return errors.GOOD


def explain(host: str, lang: str) -> None:
    """Say why everything on a host was killed: it, or the whole lab, is off."""
    found = launch.status()
    if found is None:
        print(texts.status_lines(None, lang, address.unusual())[0], file=sys.stderr)
    elif not any(one["name"] == host and one["up"] for one in found["hosts"]):
        print(i18n.text(nodetexts.TEXTS, lang, "stopped", host=host), file=sys.stderr)


def _is_on(host: str) -> bool:
    found = launch.status()
    return found is None or any(one["name"] == host and one["up"] for one in found["hosts"])


def _stopped(host: str) -> str:
    return "node_stopped" if host in topology.NODES else "stopped"


def agents(args: argparse.Namespace) -> int:  # noqa: ARG001 - a verb's signature
    """The agents that run, by their names."""
    for name in launch.ask({"do": "agent"})["agents"]:
        print(name)
    return errors.GOOD


def kill(args: argparse.Namespace) -> int:
    """End an agent as SIGKILL does."""
    launch.ask({"do": "agent", "kill": args.name})
    _say(args.lang, "killed", name=args.name)
    return errors.GOOD


def _say(lang: str, key: str, **words: str) -> None:
    print(i18n.text(nodetexts.TEXTS, lang, key, **words), flush=True)
