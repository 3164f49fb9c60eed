"""The parser of a shell's marks: bytes in, events out. Pure.

The integration scripts write OSC 133 marks, as FinalTerm defined and most terminals understand:

    ESC ] 133 ; A ; k=NONCE BEL                          a prompt begins
    ESC ] 133 ; B ; k=NONCE BEL                          the prompt has ended, the learner may type
    ESC ] 133 ; P ; k=NONCE BEL                          a further prompt: the line so far is not complete
    ESC ] 133 ; C ; k=NONCE ; cmdline_url=TEXT BEL       TEXT (percent-encoded) is carried out now
    ESC ] 133 ; D ; k=NONCE ; exit=N BEL                 it has ended with exit code N

NONCE is a secret of the one shell. A mark without it is somebody's output, and passes through as such.
"""

import urllib.parse
from dataclasses import dataclass

INTRODUCER = b"\x1b]133;"
BEL = b"\x07"
LONGEST = 1 << 20
"""Bytes of one mark at most; a longer one is cut off and taken for output."""


@dataclass(frozen=True)
class Output:
    """Bytes for the screen, free of marks."""

    data: bytes


@dataclass(frozen=True)
class PromptStart:
    """The shell draws its prompt."""


@dataclass(frozen=True)
class PromptEnd:
    """The shell waits for a line."""


@dataclass(frozen=True)
class Continuation:
    """The shell waits for the rest of a line: a quote or a bracket is open."""


@dataclass(frozen=True)
class CommandStart:
    """The shell carries out `text`, as its history has it."""

    text: str


@dataclass(frozen=True)
class CommandEnd:
    """The shell is done; also sent before each prompt that follows no command."""

    exit_code: int


Event = Output | PromptStart | PromptEnd | Continuation | CommandStart | CommandEnd

_BARE: dict[bytes, Event] = {b"A": PromptStart(), b"B": PromptEnd(), b"P": Continuation()}


class Journal:
    """Incremental: `feed` may get the stream cut at any byte, and the events are the same."""

    def __init__(self, nonce: str) -> None:
        if not nonce:
            raise ValueError("a journal without a nonce would believe anything")
        self._heads = {
            INTRODUCER + kind + b";k=" + nonce.encode(): kind for kind in (b"A", b"B", b"P", b"C", b"D")
        }
        self._head_size = len(INTRODUCER) + len(b"A;k=") + len(nonce)
        self._held = b""

    def feed(self, data: bytes) -> list[Event]:
        """The events that `data` completes. At most `LONGEST` bytes are held back for the next call."""
        if self._held:
            data = self._held + data
            self._held = b""
        events: list[Event] = []
        start = at = 0
        while (at := data.find(INTRODUCER, at)) >= 0:
            kind = self._kind(data, at)
            if kind is None:
                at += 1
                continue
            end = data.find(BEL, at) if kind else -1
            if end < 0 and len(data) - at <= LONGEST:
                self._held = data[at:]
                _add_output(events, data[start:at])
                return events
            event = self._event(kind, data[at + self._head_size : end]) if end >= 0 else None
            if event is None:
                at += 1
                continue
            _add_output(events, data[start:at])
            events.append(event)
            start = at = end + 1
        cut = len(data) - _begun(data, start)
        self._held = data[cut:]
        _add_output(events, data[start:cut])
        return events

    def _kind(self, data: bytes, at: int) -> bytes | None:
        """The mark's letter; b"" while it may still become one; None where it is something else."""
        head = data[at : at + self._head_size]
        if len(head) == self._head_size:
            return self._heads.get(head)
        return b"" if any(full.startswith(head) for full in self._heads) else None

    def _event(self, kind: bytes, rest: bytes) -> Event | None:
        """The mark as an event; None where what follows the nonce is malformed."""
        if kind in _BARE:
            return None if rest else _BARE[kind]
        if kind == b"C" and rest.startswith(b";cmdline_url="):
            return CommandStart(urllib.parse.unquote_to_bytes(rest[13:]).decode(errors="replace"))
        if kind == b"D" and rest.startswith(b";exit=") and rest[6:].isdigit() and len(rest) <= 9:
            return CommandEnd(int(rest[6:]))
        return None


def _begun(data: bytes, start: int) -> int:
    """How many of the last bytes may be an introducer cut short."""
    for size in range(min(len(INTRODUCER) - 1, len(data) - start), 0, -1):
        if data.endswith(INTRODUCER[:size]):
            return size
    return 0


def _add_output(events: list[Event], data: bytes) -> None:
    if data:
        events.append(Output(data))
