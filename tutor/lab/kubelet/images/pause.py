"""The pause image: waits to be ended."""

import signal

from tutor.lab.kubelet.images import image

IMAGE = image.Image(
    name="registry.k8s.io/pause",
    entrypoint=("/pause",),
    programs={"/pause": "tutor.lab.kubelet.images.pause:main"},
)


def main(argv: list[str]) -> int:
    """Wait for SIGTERM or SIGINT."""
    del argv
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    signal.sigwait(ends)
    return 0
