"""Lines of a container's log file (CRI: `<RFC 3339 nano> <stream> <P|F> <text>`; pkg/kubelet/kuberuntime/logs)."""

import datetime
import re
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LONGEST = 16 * 1024
"""Bytes of one entry; a longer line is written in parts (containerd's limit)."""

STAMP = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)")


class Entry(NamedTuple):
    """One line of the file: its stamp as written, stream, whether a line ends here, and the text without newline."""

    stamp: bytes
    stream: bytes
    full: bool
    text: bytes


def stamp_of(nanoseconds: int) -> bytes:
    """A moment since the epoch as RFC 3339 with nanoseconds, UTC."""
    seconds, fraction = divmod(nanoseconds, 10**9)
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{fraction:09d}Z".encode()


def seconds_of(stamp: bytes) -> float:
    """A stamp as seconds since the epoch. Raises ValueError for what is no stamp."""
    found = STAMP.fullmatch(stamp)
    if not found:
        raise ValueError(f"{stamp!r} is no RFC 3339 time")
    zone = b"+00:00" if found[3] == b"Z" else found[3]
    whole = datetime.datetime.fromisoformat((found[1] + zone).decode()).timestamp()
    return whole + float(b"0." + (found[2] or b"0"))


def write(stream: bytes, text: bytes, stamp: bytes, *, full: bool) -> bytes:
    """The file's bytes for one line without its newline, in parts when it is long."""
    pieces = [text[at : at + LONGEST] for at in range(0, len(text), LONGEST)] or [b""]
    tags = [b"P"] * (len(pieces) - 1) + [b"F" if full else b"P"]
    return b"".join(
        b"%s %s %s %s\n" % (stamp, stream, tag, piece) for tag, piece in zip(tags, pieces, strict=True)
    )


def parse(line: bytes) -> Entry:
    """Read one line of the file, without its newline. Raises ValueError for a line of another form."""
    parts = line.split(b" ", 3)
    if len(parts) < 4:
        raise ValueError(f"{line[:80]!r} is no line of a container log")
    return Entry(parts[0], parts[1], parts[2].startswith(b"F"), parts[3])


def show(entries: Iterable[Entry], *, timestamps: bool, since: float = 0.0) -> Iterator[bytes]:
    """What a reader gets of entries no older than `since` (epoch seconds): the program's own bytes again."""
    line_starts = True
    for entry in entries:
        if since and seconds_of(entry.stamp) < since:
            continue
        prefix = entry.stamp + b" " if timestamps and line_starts else b""
        line_starts = entry.full
        yield prefix + entry.text + (b"\n" if entry.full else b"")


def tail_start(data: bytes, lines: int) -> int:
    """Where the last `lines` lines of complete file lines begin."""
    at = len(data)
    while lines > 0 and at > 0:
        at = data.rfind(b"\n", 0, at - 1) + 1
        lines -= 1
    return at
