"""The class's host: it admits learners and answers those who come back; the console opens in its pod. Pure."""

from tutor.workshop.deploy import nats, objects
from tutor.workshop.deploy import plan as plans

STATE = "/state"
KEYS = "/class"


def manifests(plan: plans.Plan, files: dict[str, str]) -> list[objects.Object]:
    """Secret and Deployment."""
    spec = {
        "replicas": 1,
        # Two hosts of one class would answer the same request twice.
        "strategy": {"type": "Recreate"},
        "selector": {"matchLabels": objects.labels(plan, "host")},
        "template": objects.pod(plan, "host", _pod(plan)),
    }
    return [
        objects.secret(plan, "class", "host", files),
        {**objects.named(plan, "apps/v1", "Deployment", "host", "host"), "spec": spec},
    ]


def _pod(plan: plans.Plan) -> objects.Object:
    folder = f"{STATE}/k8stutor/workshop/hosted/{plan.class_id}"
    # The host wants a folder that is its own alone, which a mounted Secret is not.
    copy = f"umask 077 && mkdir -p {folder} && cp -L {KEYS}/* {folder}/"
    common = {
        "image": plan.image,
        "env": [{"name": "XDG_STATE_HOME", "value": STATE}, {"name": "HOME", "value": STATE}],
        "resources": objects.resources(plans.HOST),
        "securityContext": objects.locked(),
    }
    state = {"name": "state", "mountPath": STATE}
    words = ["k8stutor", "workshop", "host", plan.class_id, "--headless", "--nats"]
    host = {
        **common,
        "name": "host",
        "command": [*words, ",".join(nats.addresses(plan))],
        "volumeMounts": [state, {"name": "tmp", "mountPath": "/tmp"}],
    }
    keys = {
        **common,
        "name": "keys",
        "command": ["sh", "-c", copy],
        "volumeMounts": [state, {"name": "class", "mountPath": KEYS, "readOnly": True}],
    }
    return {
        "initContainers": [keys],
        "containers": [host],
        "volumes": [
            {"name": "class", "secret": {"secretName": "class", "defaultMode": 0o440}},
            {"name": "state", "emptyDir": {}},
            {"name": "tmp", "emptyDir": {}},
        ],
    }
