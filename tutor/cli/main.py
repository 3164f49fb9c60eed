"""`k8stutor`: finds the verb, runs it, and turns every error into words and an exit code."""

import importlib
import os
import sys
import traceback
from collections.abc import Sequence

import tutor
from tutor.base import clock, errors, i18n, paths
from tutor.cli import options

LAB = "K8STUTOR_LAB"
"""As `tutor.lab.control.address` reads it, which is not imported for verbs that need no lab."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one call; the exit code is as `tutor.base.errors` lists them."""
    _open_standard_files()
    words = list(sys.argv[1:] if argv is None else argv)
    lang = options.language(words) or i18n.of_environment()
    try:
        args = options.parser(lang).parse_args(words)
        lang = args.lang = args.lang or i18n.of_environment()
        if args.lab is not None:  # for this process and those that it starts
            os.environ[LAB] = args.lab
        module, _, verb = args.verb.partition(".")
        code: int = getattr(importlib.import_module(f"tutor.cli.{module}"), verb)(args)
    except errors.TutorError as error:
        print(errors.render(error, lang), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of a pipe went away; Python's own flush at exit must not complain a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        print(errors.render(_report(error, words), lang), file=sys.stderr)
        return errors.INTERNAL_FAULT
    return code


def _open_standard_files() -> None:
    """Open /dev/null for each of stdin, stdout and stderr that the caller closed.

    The next thing to be opened would take its number otherwise, and a command in the lab would be handed that.
    """
    while (fd := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(fd, True)
    os.close(fd)


def _report(error: Exception, words: list[str]) -> errors.InternalFault:
    folder = paths.state() / "reports"
    file = folder / f"{clock.now():%Y%m%dT%H%M%S.%f}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        trace = "".join(traceback.format_exception(error))
        file.write_text(
            f"k8stutor {tutor.__version__}\nPython {sys.version}\nk8stutor {' '.join(words)}\n\n{trace}"
        )
    except OSError as unwritten:
        return errors.InternalFault("an internal fault", why=f"{error!r}; no report: {unwritten}")
    return errors.InternalFault(
        "an internal fault",
        why=str(error) if isinstance(error, errors.ProcessFault) else f"{type(error).__name__}: {error}",
        todo=f"the report is in {file}; try again, and pass the report on if it happens again",
    )
