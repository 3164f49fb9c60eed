"""No command reaches a cluster that the learner has not confirmed by its name and server."""

import dataclasses

from tutor.base import errors
from tutor.cluster import kubeconfig


@dataclasses.dataclass(frozen=True)
class Confirmed:
    """A cluster that the learner said yes to. Only `confirm` makes one."""

    context: kubeconfig.Context


def confirm(context: kubeconfig.Context, *, name: str, server: str) -> Confirmed:
    """The learner named `name` and `server`; both must be the context's. Raises UsageError."""
    if (name, server.rstrip("/")) != (context.name, context.server.rstrip("/")):
        raise errors.UsageError(
            f"the cluster was not confirmed: this kubeconfig's is {context.name} at {context.server}",
            why=f"what was confirmed is {name or 'nothing'} at {server or 'no server'}",
            todo=f"say --cluster {context.name}={context.server} if lessons may run there, or use --on lab",
        )
    return Confirmed(context)
