"""Rules of single kinds, by what they say of a bad object."""

from collections.abc import Callable
from typing import Any

import pytest

from tutor.lab.apiserver.validation import (
    batch,
    config,
    field,
    ingress,
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
        ["spec: Invalid value: {}: either `defaultBackend` or `rules` must be specified"],
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
            'spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: '
            "minAvailable and maxUnavailable cannot be both set"
        ],
    ),
    (
        policies.autoscaler,
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
]


@pytest.mark.parametrize(("rule", "obj", "wanted"), CASES)
def test_names_the_field_and_the_reason(rule: Rule, obj: dict[str, Any], wanted: list[str]) -> None:
    """In the words of the real server."""
    assert _said(rule, obj) == wanted
