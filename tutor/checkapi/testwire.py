"""A socket without a network, for the stand-in world of `testing`."""

import socket
import threading
from collections.abc import Callable
from typing import Any


class Wire(socket.socket):
    """One end of a socket pair that takes any address; what is sent to an address is answered from the world."""

    def __init__(self, kind: int, answer: Callable[[tuple[str, int], bytes], bytes]) -> None:
        near, far = socket.socketpair(socket.AF_UNIX, kind)
        super().__init__(fileno=near.detach())
        self._far, self._answer, self._to = far, answer, ("", 0)

    @property
    def family(self) -> socket.AddressFamily:
        """What clients expect of a socket that they give an IPv4 address."""
        return socket.AF_INET

    def connect(self, address: Any) -> None:
        """Remember the address; HTTP follows."""
        self._to = address
        threading.Thread(target=self._serve, name="test server", daemon=True).start()

    def sendto(self, data: Any, *rest: Any) -> int:
        """Answer a datagram at once."""
        self._to = rest[-1]
        self._far.send(self._answer(self._to, bytes(data)))
        return len(data)

    def recvfrom(self, *args: Any) -> tuple[bytes, Any]:
        """The answer, as if from where the question went."""
        return self.recv(*args), self._to

    def close(self) -> None:
        """Close both ends."""
        self._far.close()
        super().close()

    def _serve(self) -> None:
        data = b""
        while not whole(data) and (part := self._far.recv(65536)):
            data += part
        with self._far:
            self._far.sendall(self._answer(self._to, data))


def whole(data: bytes) -> bool:
    """Whether a request has come in full: HTTP's head, or redis' array of words (see `protocols.redisquery`)."""
    if data.startswith(b"*"):
        first, _, rest = data.partition(b"\r\n")
        return rest.count(b"\r\n") >= 2 * int(first[1:] or 0)
    return b"\r\n\r\n" in data
