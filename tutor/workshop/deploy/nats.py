"""The class's NATS servers: their files, their names in DNS, their pods. Pure."""

from tutor.workshop.deploy import objects
from tutor.workshop.deploy import plan as plans

NODES = "nats-nodes"
"""The headless Service that gives each server a name of its own, by which the others find it."""


def node_name(plan: plans.Plan, server: str) -> str:
    """A server's name in DNS, from anywhere in the cluster."""
    return f"{server}.{NODES}.{plan.namespace}.svc"


def addresses(plan: plans.Plan) -> list[str]:
    """All servers, as HOST:PORT: by their number the host knows how often to keep everything."""
    return [f"{node_name(plan, one)}:{plans.CLIENT_PORT}" for one in plan.servers]


def manifests(plan: plans.Plan, files: dict[str, str]) -> list[objects.Object]:
    """Secret, Services, StatefulSet, and with three servers a PodDisruptionBudget."""
    selector = objects.labels(plan, "nats")
    clients = {"client": plans.CLIENT_PORT}
    found = [
        objects.secret(plan, "nats", "nats", files),
        objects.service(plan, "nats", selector, clients),
        # A server has to find the others before any of them is ready.
        objects.service(
            plan,
            NODES,
            selector,
            {**clients, "route": plans.ROUTE_PORT},
            clusterIP="None",
            publishNotReadyAddresses=True,
        ),
        _servers(plan),
    ]
    return found + ([_budget(plan)] if plan.replicas > 1 else [])


def _servers(plan: plans.Plan) -> objects.Object:
    spec = {
        "serviceName": NODES,
        "replicas": plan.replicas,
        "podManagementPolicy": "Parallel",
        "selector": {"matchLabels": objects.labels(plan, "nats")},
        "template": objects.pod(plan, "nats", _pod(plan)),
        "volumeClaimTemplates": [objects.claim("data", plan.storage)],
    }
    return {**objects.named(plan, "apps/v1", "StatefulSet", "nats", "nats"), "spec": spec}


def _pod(plan: plans.Plan) -> objects.Object:
    listening = {"tcpSocket": {"port": plans.CLIENT_PORT}}
    container = {
        "name": "nats",
        "image": plan.image,
        "command": ["nats-server", "-c", f"{plans.CONFIG_FOLDER}/$(POD_NAME).conf"],
        "env": [{"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}],
        "ports": [
            {"name": "client", "containerPort": plans.CLIENT_PORT},
            {"name": "route", "containerPort": plans.ROUTE_PORT},
        ],
        "readinessProbe": {**listening, "periodSeconds": 5},
        "livenessProbe": {**listening, "initialDelaySeconds": 30, "periodSeconds": 20, "failureThreshold": 6},
        "resources": objects.resources(plans.NATS),
        "securityContext": objects.locked(),
        "volumeMounts": [
            {"name": "config", "mountPath": plans.CONFIG_FOLDER, "readOnly": True},
            {"name": "data", "mountPath": plans.DATA_FOLDER},
        ],
    }
    apart = {
        "maxSkew": 1,
        "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": objects.labels(plan, "nats")},
    }
    return {
        "terminationGracePeriodSeconds": 60,
        "topologySpreadConstraints": [apart],
        "containers": [container],
        # The group may read: Secrets are root's, and the server is not root.
        "volumes": [{"name": "config", "secret": {"secretName": "nats", "defaultMode": 0o440}}],
    }


def _budget(plan: plans.Plan) -> objects.Object:
    spec = {"maxUnavailable": 1, "selector": {"matchLabels": objects.labels(plan, "nats")}}
    return {**objects.named(plan, "policy/v1", "PodDisruptionBudget", "nats", "nats"), "spec": spec}
