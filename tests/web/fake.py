"""A program that speaks as Textual's web driver does, and does what one key says: for the tests of the server.

q leaves, ! breaks, e tells its environment, anything else is echoed, keys that control something by name. The word
"early" lets it end before it draws, "deaf" lets it ignore that it should end; a program that it starts tells by a file
that it lives.
"""

import json
import os
import signal
import struct
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run until a key, a signal or the server's end."""
    words = sys.argv[1:]
    if "early" in words:
        print("k8stutor: 레슨이 없습니다 <b>\x1b[31m", file=sys.stderr)
        return 2
    if "deaf" in words:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen(["sleep", "1000"])
    Path("pids").write_text(f"{os.getpid()} {child.pid}")
    print("said before\n__GANGLION__")
    sys.stdout.flush()
    _draw(f"began {os.environ['COLUMNS']}x{os.environ['ROWS']} {' '.join(words)}")
    while head := sys.stdin.buffer.read(5):
        kind, length = struct.unpack(">cI", head)
        payload = sys.stdin.buffer.read(length)
        if kind == b"M":
            _draw(f"meta {payload.decode()}")
        elif payload == b"q":
            return 0
        elif payload == b"!":
            print("k8stutor: it broke", file=sys.stderr)
            return 3
        elif payload == b"e":
            _draw(json.dumps(dict(os.environ)))
        else:
            _draw(
                f"key {''.join(one if one.isprintable() else ascii(one)[1:-1] for one in payload.decode())}"
            )
    return 0


def _draw(text: str) -> None:
    octets = text.encode()
    sys.stdout.buffer.write(struct.pack(">cI", b"D", len(octets)) + octets)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
