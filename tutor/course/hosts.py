"""The places where a command may run. Pure names: who opens a shell there is another's business."""

import re

HOSTS = ("k8s-m", "k8s-w1", "k8s-w2", "k8s-rtr", "k8s-pc")
"""The machines of the topology that every bundled lesson is written for."""

POD = re.compile(r"pod/(?:[a-z0-9-]+/)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
"""`pod/NAME`, or `pod/NAMESPACE/NAME`: inside that pod."""


def known(host: str) -> bool:
    """Whether a lesson may name this host."""
    return host in HOSTS or POD.fullmatch(host) is not None
