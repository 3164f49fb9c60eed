"""Rules of single kinds, by what they say of a bad object."""

from collections.abc import Callable
from typing import Any

import pytest

from tutor.lab.apiserver.validation import (
    autoscaling,
    batch,
    cluster,
    config,
    field,
    ingress,
    limits,
    network_policy,
    pod,
    policies,
    rbac,
    service,
    volume_claims,
    workloads,
)

Rule = Callable[[dict[str, Any], field.Errors], None]


def _said(rule: Rule, obj: dict[str, Any]) -> list[str]:
    found = field.Errors()
    rule({"metadata": {"name": "x", "namespace": "lab"}, **obj}, found)
    return [f"{cause.field}: {cause.message}" for cause in found.causes]


def _pod(**container: Any) -> dict[str, Any]:
    return {"spec": {"containers": [{"name": "c", "image": "i", **container}]}}


def _route(**path: Any) -> dict[str, Any]:
    return {"spec": {"rules": [{"http": {"paths": [path]}}]}}


CASES: list[tuple[Rule, dict[str, Any], list[str]]] = [
    (pod.validate, {"spec": {"containers": []}}, ["spec.containers: Required value"]),
    (
        pod.validate,
        _pod(ports=[{"containerPort": 99999, "protocol": "TCP"}]),
        [
            "spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive"
        ],
    ),
    (
        pod.validate,
        _pod(volumeMounts=[{"name": "missing", "mountPath": "/x"}]),
        ['spec.containers[0].volumeMounts[0].name: Not found: "missing"'],
    ),
    (
        pod.validate,
        _pod(resources={"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}),
        [
            'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'
        ],
    ),
    (
        pod.validate,
        _pod(livenessProbe={"periodSeconds": 1}),
        ["spec.containers[0].livenessProbe: Required value: must specify a handler type"],
    ),
    (
        pod.validate,
        {"spec": {**_pod()["spec"], "restartPolicy": "Sometimes"}},
        [
            'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"'
        ],
    ),
    (
        pod.validate,
        {"spec": {**_pod()["spec"], "dnsPolicy": "None"}},
        ["spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"],
    ),
    (
        workloads.deployment,
        {
            "spec": {
                "selector": {"matchLabels": {"a": "1"}},
                "template": _pod(),
                "strategy": {"type": "Recreate"},
            }
        },
        ["spec.template.metadata.labels: Invalid value: {}: `selector` does not match template `labels`"],
    ),
    (
        batch.cron_job,
        {
            "spec": {
                "schedule": "bogus",
                "concurrencyPolicy": "Allow",
                "jobTemplate": {"spec": {"template": _pod()}},
            }
        },
        ['spec.schedule: Invalid value: "bogus": expected exactly 5 fields, found 1: [bogus]'],
    ),
    (
        batch.job,
        {"spec": {"template": {"spec": {**_pod()["spec"], "restartPolicy": "Always"}}, "selector": {}}},
        ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ),
    (
        service.validate,
        {
            "spec": {
                "type": "ClusterIP",
                "sessionAffinity": "None",
                "ports": [{"port": 80, "protocol": "TCP", "nodePort": 30000}],
            }
        },
        ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ),
    (
        service.validate,
        {"spec": {"type": "ClusterIP", "sessionAffinity": "None"}},
        ["spec.ports: Required value"],
    ),
    (
        service.validate,
        {"spec": {"type": "ExternalName", "sessionAffinity": "None"}},
        ["spec.externalName: Required value"],
    ),
    (
        ingress.validate,
        {"spec": {}},
        ["spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"],
    ),
    (
        config.config_map,
        {"data": {"a b": "1"}},
        [
            "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' "
            "or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
        ],
    ),
    (
        config.secret,
        {"type": "kubernetes.io/tls", "data": {"tls.crt": ""}},
        ["data[tls.key]: Required value"],
    ),
    (
        policies.budget,
        {"spec": {"minAvailable": 1, "maxUnavailable": 1}},
        [
            'spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":1,'
            '"UnhealthyPodEvictionPolicy":null}: '
            "minAvailable and maxUnavailable cannot be both set"
        ],
    ),
    (
        autoscaling.validate,
        {"spec": {"minReplicas": 3, "maxReplicas": 2, "scaleTargetRef": {"kind": "Deployment", "name": "d"}}},
        ["spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`"],
    ),
    (
        policies.role,
        {"rules": [{"apiGroups": [""], "resources": ["pods"]}]},
        ["rules[0].verbs: Required value: verbs must contain at least one value"],
    ),
    (
        rbac.binding,
        {"roleRef": {"kind": "Role", "name": "r"}, "subjects": [{"kind": "Robot", "name": "b"}]},
        ['subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"'],
    ),
    (
        volume_claims.claim,
        {"spec": {"resources": {"requests": {"storage": "1Gi"}}}},
        ["spec.accessModes: Required value: at least 1 access mode is required"],
    ),
    (
        pod.validate,
        _pod(env=[{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "spec.foo"}}}], envFrom=[{}]),
        [
            'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.foo": '
            "error converting fieldPath: field label not supported: spec.foo",
            'spec.containers[0].envFrom[0]: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
        ],
    ),
    (
        pod.validate,
        _pod(resources={"requests": {"foo": "1"}}),
        [
            'spec.containers[0].resources.requests[foo]: Invalid value: "foo": '
            "must be a standard resource type or fully qualified",
            'spec.containers[0].resources.requests[foo]: Invalid value: "foo": '
            "must be a standard resource for containers",
        ],
    ),
    (
        config.secret,
        {"type": "kubernetes.io/basic-auth"},
        ["data[username]: Required value", "data[password]: Required value"],
    ),
    (
        config.secret,
        {"type": "kubernetes.io/service-account-token"},
        ["metadata.annotations[kubernetes.io/service-account.name]: Required value"],
    ),
    (
        ingress.validate,
        {"spec": {"rules": [{"host": "1.2.3.4"}]}},
        ['spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address'],
    ),
    (
        ingress.validate,
        _route(path="/a//b", pathType="Exact", backend={"service": {"name": "s", "port": {"number": 80}}}),
        ["spec.rules[0].http.paths[0].path: Invalid value: \"/a//b\": must not contain '//'"],
    ),
    (
        ingress.validate,
        _route(path="/", pathType="Prefix", backend={"service": {"name": "s"}}),
        ["spec.rules[0].http.paths[0].backend: Required value: port name or number is required"],
    ),
    (
        ingress.ingress_class,
        {"spec": {"controller": "acme"}},
        ['spec.controller: Invalid value: "acme": must be a domain-prefixed path (such as "acme.io/foo")'],
    ),
    (
        network_policy.validate,
        {
            "spec": {
                "ingress": [
                    {
                        "ports": [{"port": 10, "endPort": 5}],
                        "from": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/8"]}}, {}],
                    }
                ]
            }
        },
        [
            "spec.ingress[0].ports[0].endPort: Invalid value: 5: must be greater than or equal to `port`",
            'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "11.0.0.0/8": '
            "must be a strict subset of `cidr`",
            "spec.ingress[0].from[1]: Required value: must specify a peer",
        ],
    ),
    (
        autoscaling.validate,
        {
            "spec": {
                "maxReplicas": 2,
                "scaleTargetRef": {"kind": "Deployment", "name": "d"},
                "metrics": [{"type": "Resource"}],
            }
        },
        ["spec.metrics[0].resource: Required value: must populate information for the given metric source"],
    ),
    (
        limits.quota,
        {"spec": {"hard": {"foo": "1", "services": "1500m"}}},
        [
            'spec.hard[foo]: Invalid value: "foo": must be a standard resource for quota',
            'spec.hard[services]: Invalid value: "1500m": must be an integer',
        ],
    ),
    (
        limits.limit_range,
        {"spec": {"limits": [{"type": "Container", "min": {"cpu": "2"}, "max": {"cpu": "1"}}]}},
        ['spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1'],
    ),
    (
        cluster.storage_class,
        {"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate"},
        ["provisioner: Required value"],
    ),
    (
        cluster.node,
        {"spec": {"taints": [{"key": "x", "effect": "NoSchedule"}] * 2}},
        [
            'spec.taints[1]: Duplicate value: {"Key":"x","Value":"","Effect":"NoSchedule","TimeAdded":null}: '
            "taints must be unique by key and effect pair"
        ],
    ),
    (
        cluster.lease,
        {"spec": {"leaseDurationSeconds": 0}},
        ["spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"],
    ),
    (
        volume_claims.volume,
        {"spec": {"accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"}, "nfs": {"path": "x"}}},
        [
            "spec.nfs.server: Required value",
            'spec.nfs.path: Invalid value: "x": must be an absolute path',
        ],
    ),
    (
        workloads.daemon_set,
        {
            "spec": {
                "selector": {"matchLabels": {"a": "b"}},
                "template": {
                    "metadata": {"labels": {"a": "b"}},
                    "spec": {"containers": [{"name": "c", "image": "i"}]},
                },
                "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0}},
            }
        },
        ["spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0"],
    ),
]


@pytest.mark.parametrize(("rule", "obj", "wanted"), CASES)
def test_names_the_field_and_the_reason(rule: Rule, obj: dict[str, Any], wanted: list[str]) -> None:
    """In the words of the real server."""
    assert _said(rule, obj) == wanted


def test_an_unbound_claim_does_not_grow() -> None:
    """Only a bound claim may ask for more."""
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    more = {**spec, "resources": {"requests": {"storage": "2Gi"}}}
    for phase, allowed in (("Pending", False), ("Bound", True)):
        found = field.Errors()
        status = {"status": {"phase": phase}}
        volume_claims.claim_update({"spec": more, **status}, {"spec": spec, **status}, found)
        assert bool(found) is not allowed


def test_a_mount_may_name_a_claims_template() -> None:
    """The volume is the pod's only once the StatefulSet has made it; another name is still not found."""
    mounts = [{"name": name, "mountPath": f"/{name}"} for name in ("data", "missing")]
    pod_template = {"metadata": {"labels": {"app": "x"}}, **_pod(volumeMounts=mounts)}
    pod_template["spec"]["restartPolicy"] = "Always"
    spec = {
        "podManagementPolicy": "Parallel",
        "updateStrategy": {"type": "RollingUpdate"},
        "selector": {"matchLabels": {"app": "x"}},
        "template": pod_template,
        "volumeClaimTemplates": [{"metadata": {"name": "data"}}],
    }
    said = _said(workloads.stateful_set, {"spec": spec})
    assert [one for one in said if "volume" in one] == [
        'spec.template.spec.containers[0].volumeMounts[1].name: Not found: "missing"'
    ]
