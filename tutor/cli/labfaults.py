"""`k8stutor lab link …` and `lab dns …`: faults made and mended by hand."""

import argparse
from typing import Any

from tutor.base import errors, i18n
from tutor.cli import labtexts
from tutor.lab import launch
from tutor.lab.control import client


def link(args: argparse.Namespace) -> int:
    """Change one link, and tell what is wrong then."""
    words = {"host": args.host, "card": args.card, "action": args.action, "value": getattr(args, "value", "")}
    _tell(launch.ask({"do": "link", **words})["faults"], args.lang)
    return errors.GOOD


def show(args: argparse.Namespace) -> int:
    """Every link of the lab."""
    found = launch.status()
    if found is None:
        raise client.NoLabError
    for line in labtexts.link_lines(found, args.lang):
        print(line)
    return errors.GOOD


def dns(args: argparse.Namespace) -> int:
    """Silence the resolver outside the cluster, or let it answer."""
    _tell(launch.ask({"do": "dns", "mute": args.action == "down"})["faults"], args.lang)
    return errors.GOOD


def _tell(faults: list[dict[str, Any]], lang: str) -> None:
    lines = labtexts.fault_lines(faults, lang) or [i18n.text(labtexts.TEXTS, lang, "no_faults")]
    print("\n".join(lines))
