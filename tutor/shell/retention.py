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
        self.total = 0
        """Bytes added so far, whether they are held or not."""

    def add(self, data: bytes) -> None:
        """Append `data`; what no longer fits is dropped from the middle."""
        self.total += len(data)
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

    def parts(self, start: int = 0) -> tuple[bytes, int, bytes]:
        """(head, left out, tail) of all that was added, without its first `start` bytes.

        `left out` is how many bytes were dropped between the two; where there are none, the head followed by the tail
        is all of it.
        """
        head, tail = bytes(self._head[start:]), b"".join(self._tail)[-self._tail_size :]
        tail = tail[max(0, start - (self.total - len(tail))) :]
        return head, max(0, self.total - start) - len(head) - len(tail), tail
