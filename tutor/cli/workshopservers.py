"""`k8stutor workshop server-config`: files for servers that stand on machines of their own."""

import argparse
from pathlib import Path

from tutor.base import errors
from tutor.cli import workshoptexts
from tutor.workshop import authority, cluster, founding


def write(args: argparse.Namespace) -> int:
    """A folder a server, with all that it needs but the program. Raises TutorError."""
    nodes = cluster.addresses(args.nodes)
    of = founding.prepare_servers(founding.Options(args.class_id, title=args.title, servers=nodes))
    place: Path = args.out
    for files in cluster.plan(of, nodes, cluster_port=args.cluster_port):
        folder = place / files.name
        authority.private_folder(folder.absolute())
        for name, text in files.texts.items():
            authority.write_private(folder / name, text)
    servers = ",".join(nodes)
    words = {"folder": str(place), "servers": servers, "name": args.class_id, "count": len(nodes)}
    print(workshoptexts.said(args.lang, "servers_written", **words))
    return errors.GOOD
