"""`k8stutor lab …`, `doctor` and `cleanup`: the lab and the machine under it."""

import argparse
import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable

from tutor.base import errors, i18n, paths, wording
from tutor.cli import labnodes, labtexts, texts
from tutor.lab import launch
from tutor.lab.control import address, client
from tutor.lab.root import preflight


def _telling(lang: str) -> Callable[[str], None]:
    return lambda line: print(wording.said(line, lang), file=sys.stderr, flush=True)


def up(args: argparse.Namespace) -> int:
    """Start the lab, or say that it is up."""
    handle = launch.up(_telling(args.lang), proxy_form=args.proxy_form or "", offline=args.offline)
    print(i18n.text(texts.TEXTS, args.lang, "lab_is_up", pid=handle.pid))
    return errors.GOOD


def down(args: argparse.Namespace) -> int:
    """Stop the lab, or every lab; nothing of it stays."""
    if args.all:
        stopped = [name for name in launch.running() if launch.down(name)]
        words = ("labs_stopped", {"names": ", ".join(stopped)}) if stopped else ("no_labs", {})
        print(i18n.text(texts.TEXTS, args.lang, words[0], **words[1]))
        return errors.GOOD
    key = "lab_stopped" if launch.down() else "lab_was_down"
    print(i18n.text(texts.TEXTS, args.lang, key))
    return errors.GOOD


def status(args: argparse.Namespace) -> int:
    """What runs, and which parts of it are the real thing; of every lab with --all."""
    if args.all:
        return _every(args)
    found = launch.status()
    if args.json:
        print(json.dumps(found or {"up": False, "pid": None}, indent=2))
    else:
        for line in texts.status_lines(found, args.lang, address.unusual()):
            print(line)
    return errors.GOOD


def _every(args: argparse.Namespace) -> int:
    labs = [found for found in map(launch.status, launch.running()) if found is not None]
    if args.json:
        print(json.dumps({"labs": labs}, indent=2))
    else:
        print("\n".join(labtexts.list_lines(labs, args.lang)))
    return errors.GOOD


def shell(args: argparse.Namespace) -> int:
    """An interactive shell on a host, in this terminal."""
    launch.up(_telling(args.lang))
    code = launch.shell(args.host)
    if code == 128 + signal.SIGKILL:
        labnodes.explain(args.host, args.lang)
    return code


def execute(args: argparse.Namespace) -> int:
    """A command on a host; stdin, stdout, stderr and the exit code are its own."""
    command = args.command[1:] if args.command[:1] == ["--"] else args.command
    if not command:
        raise errors.UsageError("no command was given", todo="k8stutor lab exec HOST -- COMMAND …")
    if args.up:
        launch.up(_telling(args.lang))
    try:
        return launch.execute(args.host, command)
    except client.NotStartedError as error:
        # Words and codes as a shell's (bash(1), EXIT STATUS): the host is English, as real ones are.
        missing = error.errno == errno.ENOENT
        reason = "command not found" if missing else os.strerror(error.errno)
        print(f"{args.host}: {command[0]}: {reason}", file=sys.stderr)
        return 127 if missing else 126


def kubeconfig(args: argparse.Namespace) -> int:  # noqa: ARG001 - a verb's signature
    """A kubeconfig for the learner's own tools."""
    print(launch.kubeconfig(), end="")
    return errors.GOOD


def doctor(args: argparse.Namespace) -> int:
    """What this machine lacks for the lab, with the mend for each; good only if the lab can run."""
    found = launch.doctor()
    for finding in found:
        words = {"what": wording.said(finding.what, args.lang), "mend": wording.said(finding.mend, args.lang)}
        print(i18n.text(texts.TEXTS, args.lang, finding.weight.value, **words))
    if not found:
        print(i18n.text(texts.TEXTS, args.lang, "all_well"))
    blocked = any(finding.weight is preflight.Weight.BLOCKS for finding in found)
    return errors.LACKS_SOMETHING if blocked else errors.GOOD


def cleanup(args: argparse.Namespace) -> int:
    """Stop every lab and remove what can be made again; progress stays."""
    for name in launch.running():
        launch.down(name)
    shutil.rmtree(paths.cache(), ignore_errors=True)
    print(i18n.text(texts.TEXTS, args.lang, "cleaned"))
    return errors.GOOD
