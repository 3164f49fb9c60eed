"""Defaults of what makes pods (kubernetes: pkg/apis/apps/v1/defaults.go, pkg/apis/batch/v1/defaults.go)."""

from typing import Any

from tutor.lab.apiserver.defaults import pod

Object = dict[str, Any]


def _spec(obj: Object) -> Object:
    spec: Object = obj.setdefault("spec", {})
    return spec


def _rolling(strategy: Object, **values: Any) -> None:
    if not strategy.get("type"):
        strategy["type"] = "RollingUpdate"
    if strategy["type"] == "RollingUpdate":
        found = strategy.setdefault("rollingUpdate", {})
        for key, value in values.items():
            found.setdefault(key, value)


def deployment(obj: Object) -> None:
    """Replicas, strategy, history and deadline."""
    spec = _spec(obj)
    spec.setdefault("replicas", 1)
    pod.template(spec.setdefault("template", {}))
    _rolling(spec.setdefault("strategy", {}), maxUnavailable="25%", maxSurge="25%")
    spec.setdefault("revisionHistoryLimit", 10)
    spec.setdefault("progressDeadlineSeconds", 600)


def replica_set(obj: Object) -> None:
    """Replicas."""
    spec = _spec(obj)
    spec.setdefault("replicas", 1)
    pod.template(spec.get("template") or {})


def daemon_set(obj: Object) -> None:
    """Update strategy and history."""
    spec = _spec(obj)
    pod.template(spec.setdefault("template", {}))
    _rolling(spec.setdefault("updateStrategy", {}), maxUnavailable=1, maxSurge=0)
    spec.setdefault("revisionHistoryLimit", 10)


def stateful_set(obj: Object) -> None:
    """Pod management, update strategy, claims' retention, history."""
    spec = _spec(obj)
    spec.setdefault("replicas", 1)
    pod.template(spec.setdefault("template", {}))
    if not spec.get("podManagementPolicy"):
        spec["podManagementPolicy"] = "OrderedReady"
    _rolling(spec.setdefault("updateStrategy", {}), partition=0)
    retention = spec.setdefault("persistentVolumeClaimRetentionPolicy", {})
    retention.setdefault("whenDeleted", "Retain")
    retention.setdefault("whenScaled", "Retain")
    spec.setdefault("revisionHistoryLimit", 10)
    for claim in spec.get("volumeClaimTemplates") or ():
        claim.setdefault("apiVersion", "v1")
        claim.setdefault("kind", "PersistentVolumeClaim")
        volume_claim(claim)


def volume_claim(obj: Object) -> None:
    """A claim is pending and wants a file system."""
    _spec(obj).setdefault("volumeMode", "Filesystem")
    status = obj.setdefault("status", {})
    if not status.get("phase"):
        status["phase"] = "Pending"


def job(obj: Object) -> None:
    """Completions, parallelism and retries."""
    job_spec(_spec(obj))


def job_spec(spec: Object) -> None:
    """The spec of a Job, of its own or in a CronJob."""
    if "completions" not in spec and "parallelism" not in spec:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)
    spec.setdefault("completionMode", "NonIndexed")
    if "backoffLimit" not in spec:
        spec["backoffLimit"] = 2147483647 if "backoffLimitPerIndex" in spec else 6
    spec.setdefault("suspend", False)
    spec.setdefault("manualSelector", False)
    spec.setdefault("podReplacementPolicy", "Failed" if "podFailurePolicy" in spec else "TerminatingOrFailed")
    pod.template(spec.get("template") or {})


def cron_job(obj: Object) -> None:
    """Concurrency and kept history."""
    spec = _spec(obj)
    if not spec.get("concurrencyPolicy"):
        spec["concurrencyPolicy"] = "Allow"
    spec.setdefault("suspend", False)
    spec.setdefault("successfulJobsHistoryLimit", 3)
    spec.setdefault("failedJobsHistoryLimit", 1)
    inner = spec.setdefault("jobTemplate", {}).setdefault("spec", {})
    # A template gets the pod's defaults only: the Job gets its own when it is created.
    pod.template(inner.get("template") or {})


def replication_controller(obj: Object) -> None:
    """Replicas, and a selector made of the template's labels."""
    replica_set(obj)
    spec = obj["spec"]
    labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}
    if labels:
        spec.setdefault("selector", dict(labels))
        obj["metadata"].setdefault("labels", dict(labels))
