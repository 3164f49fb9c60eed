"""One pod a learner, with the tutor in the browser and a lab of its own. Pure.

What the lab needs of a pod, and nothing more: namespaces and mounts of its own, so neither the runtime's seccomp and
AppArmor profiles, which forbid them, nor a /proc with covered parts, over which the kernel mounts no other one
(fs/namespace.c, mount_too_revealing). Not root, no capability, no privilege escalation, and by `hostUsers: false` not
even an id of the node's. Tried with exactly these rights: docs/workshop.md.
"""

from tutor.workshop.deploy import objects
from tutor.workshop.deploy import plan as plans

HOME = "/home/learner"
STORAGE = "1Gi"
SCRATCH = "2Gi"
POD_LABEL = "statefulset.kubernetes.io/pod-name"


def manifests(plan: plans.Plan, code: str) -> list[objects.Object]:
    """Secret with the join code, StatefulSet, and a Service for each learner."""
    selector = objects.labels(plan, "learner")
    spec = {
        "serviceName": "learners",
        "replicas": plan.learners,
        "podManagementPolicy": "Parallel",
        "selector": {"matchLabels": selector},
        "template": objects.pod(plan, "learner", _pod(plan), relaxed=True),
        "volumeClaimTemplates": [objects.claim("home", STORAGE)],
    }
    return [
        objects.secret(plan, "join", "learner", {"code": code}),
        objects.service(plan, "learners", selector, {"web": plans.WEB_PORT}, clusterIP="None"),
        {**objects.named(plan, "apps/v1", "StatefulSet", "learner", "learner"), "spec": spec},
        *(
            objects.service(plan, name, {**selector, POD_LABEL: name}, {"web": plans.WEB_PORT})
            for name in plan.people
        ),
    ]


def _pod(plan: plans.Plan) -> objects.Object:
    serve = [
        "k8stutor",
        "serve",
        "--bind",
        "0.0.0.0",
        "--exposed",
        "--port",
        str(plans.WEB_PORT),
        "--max",
        "1",
    ]
    container = {
        "name": "tutor",
        "image": plan.image,
        "command": [*serve, "--workshop", "$(JOIN_CODE)"],
        "env": [
            {"name": "JOIN_CODE", "valueFrom": {"secretKeyRef": {"name": "join", "key": "code"}}},
            {"name": "HOME", "value": HOME},
            {"name": "XDG_RUNTIME_DIR", "value": "/run/learner"},
        ],
        "ports": [{"name": "web", "containerPort": plans.WEB_PORT}],
        "readinessProbe": {"tcpSocket": {"port": plans.WEB_PORT}, "periodSeconds": 5},
        "resources": objects.resources(plans.LEARNER),
        "securityContext": {**objects.locked(writable_root=True), "procMount": "Unmasked"},
        "volumeMounts": [
            {"name": "home", "mountPath": HOME},
            {"name": "run", "mountPath": "/run/learner"},
            {"name": "tmp", "mountPath": "/tmp"},
        ],
    }
    return {
        "hostUsers": False,
        "containers": [container],
        "volumes": [
            {"name": "run", "emptyDir": {}},
            {"name": "tmp", "emptyDir": {"sizeLimit": SCRATCH}},
        ],
    }
