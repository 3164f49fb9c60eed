"""Puts all of it into a running API server."""

import asyncio
from collections.abc import Iterator

from tutor.lab.bootstrap import agents, dns, settings
from tutor.lab.client import resources, rest

CLUSTER_ROLES = resources.Resource(
    "rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", namespaced=False
)
CLUSTER_ROLE_BINDINGS = resources.Resource(
    "rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", namespaced=False
)

Planned = tuple[resources.Resource, resources.Object]


async def everything(client: rest.Client, authority: str) -> None:
    """Create every object; `authority` is the CA's PEM text. Raises rest.ApiError."""
    await asyncio.gather(*(client.create(kind, obj) for kind, obj in foundations(authority)))
    await asyncio.gather(*(client.create(kind, obj) for kind, obj in workloads()))


def foundations(authority: str) -> Iterator[Planned]:
    """What pods and their kubelets look for."""
    for name in ("coredns", "kube-proxy", "calico-node"):
        yield resources.SERVICE_ACCOUNTS, settings.service_account(name)
    yield CLUSTER_ROLES, dns.cluster_role()
    yield CLUSTER_ROLE_BINDINGS, dns.cluster_role_binding()
    yield resources.CONFIG_MAPS, dns.config_map()
    yield resources.CONFIG_MAPS, settings.kubeadm()
    yield resources.CONFIG_MAPS, settings.kube_proxy()
    yield resources.CONFIG_MAPS, settings.cluster_info(authority)
    yield resources.SERVICES, dns.service()


def workloads() -> Iterator[Planned]:
    """What runs as pods."""
    yield resources.DAEMON_SETS, agents.kube_proxy()
    yield resources.DAEMON_SETS, agents.calico_node()
    yield resources.DEPLOYMENTS, dns.deployment()
