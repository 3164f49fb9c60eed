"""The files that make the command on a host: a shell script, and the Python program that it runs. Pure."""

import shlex
from collections.abc import Sequence

COMMAND = "/usr/local/bin/calicoctl"
PROGRAM = "/usr/local/lib/k8stutor/calicoctl.py"


def files(interpreter: str, folders: Sequence[str]) -> dict[str, str]:
    """Path -> text. `folders` are where Python finds this package and yaml.

    Python is started without `site`, which would look through all that is installed: a third of the time to start.
    """
    script = f'#!/bin/sh\nexec {shlex.quote(interpreter)} -ESPB {PROGRAM} "$@"\n'
    program = f"""import signal
import sys

signal.signal(signal.SIGINT, signal.SIG_DFL)
sys.path += {list(dict.fromkeys(folders))!r}

from tutor.lab.calico.calicoctl import main

sys.exit(main.main(sys.argv[1:]))
"""
    return {COMMAND: script, PROGRAM: program}
