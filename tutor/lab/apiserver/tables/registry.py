"""Which printer shows which resource; what is not listed here shows its name and age."""

import datetime
from collections.abc import Mapping
from typing import Any

from tutor.lab.apiserver.tables import (
    admin,
    batch,
    cells,
    columns,
    core,
    duration,
    networking,
    nodes,
    pods,
    policy,
    services,
    storage,
    workloads,
)


def _name_and_age(obj: dict[str, Any], now: datetime.datetime) -> columns.Cells:
    return [cells.name(obj), duration.age(obj, now)]


DEFAULT = columns.printer((columns.NAME, columns.AGE), _name_and_age)

PRINTERS: Mapping[str, columns.Printer] = {
    "pods": pods.PODS,
    "services": services.SERVICES,
    "endpoints": services.ENDPOINTS,
    "nodes": nodes.NODES,
    "componentstatuses": nodes.COMPONENT_STATUSES,
    "namespaces": core.NAMESPACES,
    "configmaps": core.CONFIG_MAPS,
    "secrets": core.SECRETS,
    "serviceaccounts": core.SERVICE_ACCOUNTS,
    "events": core.EVENTS,
    "replicationcontrollers": workloads.REPLICATION_CONTROLLERS,
    "podtemplates": workloads.POD_TEMPLATES,
    "persistentvolumeclaims": storage.CLAIMS,
    "persistentvolumes": storage.VOLUMES,
    "resourcequotas": policy.RESOURCE_QUOTAS,
    "limitranges": policy.CREATED_AT,
    "apps/deployments": workloads.DEPLOYMENTS,
    "apps/replicasets": workloads.REPLICA_SETS,
    "apps/statefulsets": workloads.STATEFUL_SETS,
    "apps/daemonsets": workloads.DAEMON_SETS,
    "apps/controllerrevisions": workloads.CONTROLLER_REVISIONS,
    "batch/jobs": batch.JOBS,
    "batch/cronjobs": batch.CRON_JOBS,
    "autoscaling/horizontalpodautoscalers": policy.AUTOSCALERS,
    "policy/poddisruptionbudgets": policy.POD_DISRUPTION_BUDGETS,
    "scheduling.k8s.io/priorityclasses": policy.PRIORITY_CLASSES,
    "coordination.k8s.io/leases": nodes.LEASES,
    "discovery.k8s.io/endpointslices": services.ENDPOINT_SLICES,
    "events.k8s.io/events": core.EVENTS,
    "networking.k8s.io/ingresses": networking.INGRESSES,
    "networking.k8s.io/ingressclasses": networking.INGRESS_CLASSES,
    "networking.k8s.io/networkpolicies": networking.NETWORK_POLICIES,
    "networking.k8s.io/servicecidrs": networking.SERVICE_CIDRS,
    "networking.k8s.io/ipaddresses": networking.IP_ADDRESSES,
    "storage.k8s.io/storageclasses": storage.STORAGE_CLASSES,
    "storage.k8s.io/csinodes": storage.CSI_NODES,
    "rbac.authorization.k8s.io/roles": policy.CREATED_AT,
    "rbac.authorization.k8s.io/clusterroles": policy.CREATED_AT,
    "rbac.authorization.k8s.io/rolebindings": admin.BINDINGS,
    "rbac.authorization.k8s.io/clusterrolebindings": admin.BINDINGS,
    "apiextensions.k8s.io/customresourcedefinitions": policy.CREATED_AT,
    "apiregistration.k8s.io/apiservices": admin.API_SERVICES,
    "flowcontrol.apiserver.k8s.io/flowschemas": admin.FLOW_SCHEMAS,
    "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations": admin.PRIORITY_LEVELS,
    "certificates.k8s.io/certificatesigningrequests": admin.SIGNING_REQUESTS,
    "admissionregistration.k8s.io/validatingwebhookconfigurations": admin.WEBHOOKS,
    "admissionregistration.k8s.io/mutatingwebhookconfigurations": admin.WEBHOOKS,
}
"""By "plural" for the core group, else "group/plural"."""
