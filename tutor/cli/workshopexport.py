"""`k8stutor workshop export`: what is taken home from a class."""

import argparse
import asyncio
import datetime
import pathlib
import sys

from tutor.base import clock, errors, paths
from tutor.cli import workshophosted, workshoptexts
from tutor.course import loader
from tutor.workshop import authority, cluster, kept, sweeping
from tutor.workshop.export import as_csv, as_html, as_json, report


def export(args: argparse.Namespace) -> int:
    """Write a class's report to a file, or to the output. Raises TutorError."""
    made = _made(args)
    for name, text in _texts(args, made).items():
        if args.out is None:
            sys.stdout.buffer.write(text.encode())
            continue
        file = args.out / name if name else args.out
        _write(file, text)
        print(workshoptexts.said(args.lang, "exported", file=str(file)))
    return errors.GOOD


def _made(args: argparse.Namespace) -> report.Report:
    sweeping.sweep()
    of = workshophosted.find(args.class_id)
    read = asyncio.run(kept.read(of, cluster.addresses(args.nats)))
    course = loader.load(args.course or paths.bundle())
    source = report.Source(of.class_id, of.title, read.roster, read.board, course)
    now = clock.now().timestamp()
    return report.make(source, now, args.lang, anonymous=args.anonymous or of.anonymous)


def _texts(args: argparse.Namespace, made: report.Report) -> dict[str, str]:
    """File name -> content; the name is "" for the one file that was asked for."""
    if args.format == "json":
        return {"": as_json.render(made)}
    if args.format == "html":
        zone = datetime.datetime.now().astimezone().tzinfo or datetime.UTC
        return {"": as_html.render(made, args.lang, zone)}
    if args.table == "all":
        if args.out is None:
            raise errors.UsageError(
                "all tables don't go into one file",
                why="each has columns of its own",
                todo=f"say --out FOLDER, or --table with one of {', '.join(as_csv.TABLES)}",
            )
        return {f"{table}.csv": as_csv.render(made, table) for table in as_csv.TABLES}
    return {"": as_csv.render(made, args.table)}


def _write(file: pathlib.Path, text: str) -> None:
    """For this user alone: it names people. Written in one step, so that no half of one is left."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise errors.EnvironmentLacks(
            f"the folder {file.parent} can't be used", why=str(error), todo="see whose it is"
        ) from error
    authority.write_private(file, text)
