"""`k8stutor lab snapshot`, `restore` and `reset`: the lab's state, kept and brought back."""

import argparse
import sys
import time
from typing import Any

from tutor.base import errors, i18n
from tutor.cli import snapshottexts
from tutor.lab.outside import snapshots
from tutor.lab.snapshots import shelf

KIB = 1024


def snapshot(args: argparse.Namespace) -> int:
    """Take, list or delete."""
    kept = shelf.own()
    if args.list:
        return _list(kept, args.lang)
    if args.delete:
        kept.delete(args.delete)
        _say(args.lang, "deleted", name=args.delete)
        return errors.GOOD
    if not args.name:
        raise errors.UsageError("the snapshot needs a name", todo="k8stutor lab snapshot NAME")
    began, known = time.monotonic(), args.name in kept
    size = snapshots.take(kept, args.name)
    if known:
        _say(args.lang, "replaced", name=args.name)
    _say(args.lang, "taken", name=args.name, size=size / KIB, seconds=time.monotonic() - began)
    return errors.GOOD


def _list(kept: shelf.Shelf, lang: str) -> int:
    found = kept.list()
    for one in found:
        created = one.header.created if one.header else ""
        _say(lang, "line" if one.header else "other", name=one.name, size=one.size / KIB, created=created)
    if not found:
        _say(lang, "none")
    return errors.GOOD


def restore(args: argparse.Namespace) -> int:
    """Make the lab what it was."""
    kept = shelf.own()
    kept.require(args.name)
    _confirm(args, "ask_restore", name=args.name)
    began = time.monotonic()
    _tell(args.lang, snapshots.restore(kept, args.name), "restored", time.monotonic() - began, name=args.name)
    return errors.GOOD


def reset(args: argparse.Namespace) -> int:
    """Make the lab as new."""
    _confirm(args, "ask_reset")
    began = time.monotonic()
    _tell(args.lang, snapshots.reset(), "was_reset", time.monotonic() - began)
    return errors.GOOD


def _confirm(args: argparse.Namespace, key: str, **words: str) -> None:
    """Go on only if that is wanted. Raises UsageError where it is not, or where nobody can be asked."""
    if not args.yes:
        question = i18n.text(snapshottexts.TEXTS, args.lang, key, **words)
        if not sys.stdin.isatty() or input(question).strip().lower() not in ("y", "yes", "ㅛ", "예", "네"):
            raise errors.UsageError(
                "the lab was left as it is",
                why="what is in it now would be gone",
                todo="k8stutor lab snapshot NAME keeps it; then say --yes",
            )
    print(i18n.text(snapshottexts.TEXTS, args.lang, "working"), file=sys.stderr, flush=True)


def _tell(lang: str, done: dict[str, Any], key: str, seconds: float, **words: str) -> None:
    changed = done["written"] + done["removed"]
    _say(lang, key, changed=changed, begun=done["begun"], seconds=seconds, **words)
    for line in done["failed"]:
        _say(lang, "not_made", what=line)
    for pod in done["waiting"]:
        _say(lang, "not_ready", what=pod)
    _say(lang, "shells")


def _say(lang: str, key: str, **words: object) -> None:
    print(i18n.text(snapshottexts.TEXTS, lang, key, **words), flush=True)
