"""The checks' reach into the place where the lesson runs."""

import socket as sockets
from collections.abc import Sequence

from tutor.base import errors
from tutor.checkapi import evidence
from tutor.cluster import place


class PlaceReach:
    """What `tutor.checkapi.evidence.Reach` asks for, from a `Place`."""

    def __init__(self, where: place.Place) -> None:
        self._place = where

    def socket(self, host: str, family: int, type: int) -> sockets.socket:  # noqa: A002 - the socket module's word
        """A socket in the network of `host`."""
        return self._place.socket(host, family, type)

    def exec(self, host: str, argv: Sequence[str], timeout: float) -> evidence.Completed:
        """A command on `host`, apart from the learner's shell. Raises OSError, TimeoutError."""
        try:
            done = self._place.run(host, argv, timeout=timeout)
        except errors.TutorError as error:
            raise OSError(error.what) from error
        return evidence.Completed(
            done.exit_code, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
        )

    def kubeconfig(self) -> str:
        """The files that name the cluster, as KUBECONFIG writes them."""
        return self._place.kubeconfig
