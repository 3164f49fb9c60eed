"""Time as Kubernetes and people write it."""

import datetime


def now() -> datetime.datetime:
    """The present moment, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def rfc3339(moment: datetime.datetime) -> str:
    """`metav1.Time`: seconds, UTC, a trailing Z."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc3339_micro(moment: datetime.datetime) -> str:
    """`metav1.MicroTime`: microseconds, UTC, a trailing Z."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse(text: str) -> datetime.datetime:
    """Read either form back. Raises ValueError for anything else."""
    return datetime.datetime.fromisoformat(text)
