"""Doing beforehand what the first check would have to wait for."""

import logging
import threading

from tutor.checkapi import objects


def begin(cluster: objects.Cluster) -> threading.Thread:
    """Import the clients and fetch the cluster's discovery in a thread; about half a second of work.

    The thread is a daemon: nobody has to wait for it.
    """
    thread = threading.Thread(target=warm, args=(cluster,), name="warm the checks", daemon=True)
    thread.start()
    return thread


def warm(cluster: objects.Cluster) -> None:
    """The work of `begin`. A cluster that does not answer is noted; the checks will tell of it."""
    import dns.query  # noqa: F401 - imported for its effect: the next import is quick

    try:
        cluster.kinds  # noqa: B018 - read for its effect: it is kept
    except OSError as error:
        logging.getLogger(__name__).info("the cluster was not there to be asked: %s", error)
