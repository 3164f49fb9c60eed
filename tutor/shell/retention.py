"""Keeps a command's output within bounds: its head and its tail. Pure."""

from collections import deque

HEAD = 512 * 1024
TAIL = 512 * 1024


class Retention:
    """Collects bytes; holds at most `head` from the front and about `tail` from the end, whatever is
    added."""

    def __init__(self, head: int = HEAD, tail: int = TAIL) -> None:
        self._head_size = head
        self._tail_size = tail
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_held = 0
        self._total = 0

    def add(self, data: bytes) -> None:
        """Append `data`; what no longer fits is dropped from the middle."""
        self._total += len(data)
        room = self._head_size - len(self._head)
        if room > 0:
            self._head += data[:room]
            data = data[room:]
        if not data:
            return
        if len(data) > self._tail_size:
            data = data[-self._tail_size :]
        self._tail.append(data)
        self._tail_held += len(data)
        while self._tail_held - len(self._tail[0]) >= self._tail_size:
            self._tail_held -= len(self._tail.popleft())

    @property
    def left_out(self) -> int:
        """Bytes dropped from the middle."""
        return self._total - len(self._head) - min(self._tail_held, self._tail_size)

    def parts(self) -> tuple[bytes, bytes]:
        """(head, tail); where nothing was left out, the head followed by the tail is all that was added."""
        return bytes(self._head), b"".join(self._tail)[-self._tail_size :]
