"""Reads a container's log file for `kubectl logs` (Kubernetes: pkg/kubelet/kuberuntime/logs/logs.go)."""

import dataclasses
import os
import stat
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from tutor.lab.kubelet import crilog, output

READ_SIZE = 256 * 1024
LAST_LINES, LAST_BYTES = 80, 2048


@dataclasses.dataclass(frozen=True)
class Options:
    """PodLogOptions: `since` in epoch seconds (0: all), `tail` in lines (-1: all), `limit` in bytes (0: none)."""

    follow: bool = False
    timestamps: bool = False
    since: float = 0.0
    tail: int = -1
    limit: int = 0


def options_of(query: Mapping[str, str], now: float) -> Options:
    """Read the query of a request. Raises ValueError for values of the wrong form."""
    since = 0.0
    if query.get("sinceSeconds"):
        since = now - int(query["sinceSeconds"])
    elif query.get("sinceTime"):
        since = crilog.seconds_of(query["sinceTime"].encode())
    return Options(
        follow=truth(query.get("follow", "")),
        timestamps=truth(query.get("timestamps", "")),
        since=since,
        tail=int(query.get("tailLines") or -1),
        limit=int(query.get("limitBytes") or 0),
    )


def truth(text: str) -> bool:
    """A boolean of a query."""
    return text.lower() in ("1", "true", "t")


async def read(path: Path, options: Options, live: output.Output | None) -> AsyncIterator[bytes]:
    """The log's text in pieces; with `follow`, on until `live` ends. Raises OSError."""
    left = options.limit or None
    with open(path, "rb") as file:
        _seek_tail(file, options.tail)
        async for piece in _pieces(file, options, live):
            if left is not None:
                piece = piece[:left]
                left -= len(piece)
            if piece:
                yield piece
            if left == 0:
                return


async def _pieces(file: BinaryIO, options: Options, live: output.Output | None) -> AsyncIterator[bytes]:
    lines = _Lines()
    while True:
        ended = live is None or live.ended.is_set()
        while data := file.read(READ_SIZE):
            entries = lines.entries(data)
            yield b"".join(crilog.show(entries, timestamps=options.timestamps, since=options.since))
        if ended or not options.follow or live is None:
            return
        if os.fstat(file.fileno()).st_ino != os.stat(live.path).st_ino:
            file = open(live.path, "rb")  # noqa: SIM115 - the log was rotated; closed with its reference
            continue
        await live.changed()


def last_words(path: Path) -> str:
    """The end of a log, 80 lines or 2048 bytes, as a termination message has it."""
    data = path.read_bytes()[-LAST_BYTES * 4 :]
    entries = parsed(data[crilog.tail_start(data, LAST_LINES) :].split(b"\n"))
    return b"".join(crilog.show(entries, timestamps=False))[-LAST_BYTES:].decode(errors="replace")


class _Lines:
    """Cuts what is read into entries, keeping an unfinished last line for later."""

    def __init__(self) -> None:
        self._rest = b""

    def entries(self, data: bytes) -> Iterator[crilog.Entry]:
        *lines, self._rest = (self._rest + data).split(b"\n")
        return parsed(lines)


def parsed(lines: Iterable[bytes]) -> Iterator[crilog.Entry]:
    """The entries of lines; a line of another form (cut by a full disk) is left out."""
    for line in lines:
        try:
            yield crilog.parse(line)
        except ValueError:
            continue


def _seek_tail(file: BinaryIO, lines: int) -> None:
    if lines < 0:
        return
    data = file.read()
    file.seek(crilog.tail_start(data, lines))


def left(path: str, limit: int) -> str:
    """The beginning of a file that a container left; nothing for a link or a pipe, which it may have put there."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return ""  # never written, or the sandbox has gone: no message is the rule
    with open(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            return ""
        return file.read(limit).decode(errors="replace")
