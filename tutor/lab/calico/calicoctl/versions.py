"""version (calicoctl/calicoctl/commands/version.go)."""

from collections.abc import Callable

from tutor.lab.calico import objects
from tutor.lab.calico.calicoctl import catalogue, fault, options, screen, store

VERSION = options.grammar("config poll", "", "c=config")
REVISION = "k8stutor-lab"
"""Stands where the real one has its commit: this one is a work-alike."""


def version(calico: Callable[[], store.Store]) -> None:
    """Print the client's version and the cluster's. Raises Fault where the cluster does not tell."""
    screen.line(f"Client Version:    {objects.RELEASE}\nGit commit:        {REVISION}")
    try:
        spec = calico().get(catalogue.CLUSTER_INFORMATION, objects.CONFIG_NAME)["spec"]
    except fault.Missing as error:
        raise fault.Fault(f"Unable to retrieve Cluster Version or Type: {error}") from error
    screen.line(f"Cluster Version:   {spec.get('calicoVersion') or 'unknown'}")
    screen.line(f"Cluster Type:      {spec.get('clusterType') or 'unknown'}")
