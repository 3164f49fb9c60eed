"""Frames of exec and attach over WebSocket: the first byte is the channel (v5.channel.k8s.io, and v4 before it;
apimachinery pkg/util/remotecommand, KEP-4006)."""

import json
from typing import NamedTuple

from tutor.lab.client import resources

PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
STDIN, STDOUT, STDERR, ERROR, RESIZE = range(5)
CLOSE = 255


class Frame(NamedTuple):
    """A channel and its bytes."""

    channel: int
    data: bytes


def parse(data: bytes) -> Frame:
    """Read a frame; an empty one is an empty piece of stdin."""
    return Frame(data[0], data[1:]) if data else Frame(STDIN, b"")


def frame(channel: int, data: bytes) -> bytes:
    """Write a frame."""
    return bytes((channel,)) + data


def size_of(data: bytes) -> tuple[int, int] | None:
    """Rows and columns of a resize frame; None for what is none."""
    try:
        words = json.loads(data)
        return int(words["Height"]), int(words["Width"])
    except (ValueError, KeyError, TypeError):
        return None


def status_of(code: int) -> resources.Object:
    """The Status that ends a stream whose command left with `code`."""
    meta: resources.Object = {}
    if code == 0:
        return {"metadata": meta, "status": "Success"}
    return {
        "metadata": meta,
        "status": "Failure",
        "message": f"command terminated with non-zero exit code: exit status {code}",
        "reason": "NonZeroExitCode",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }


def failure(message: str) -> resources.Object:
    """The Status of a command that could not be run."""
    return {
        "metadata": {},
        "status": "Failure",
        "message": message,
        "reason": "InternalError",
        "details": {"causes": [{"message": message}]},
        "code": 500,
    }


def status_frame(status: resources.Object) -> bytes:
    """A Status on the error channel."""
    return frame(ERROR, json.dumps(status).encode())
