"""/healthz, /livez and /readyz, whole or one check (apiserver: pkg/server/healthz)."""

from tutor.lab.apiserver import request

_HOOKS = (
    "start-apiserver-admission-initializer",
    "generic-apiserver-start-informers",
    "priority-and-fairness-config-consumer",
    "priority-and-fairness-filter",
    "storage-object-count-tracker-hook",
    "start-apiextensions-informers",
    "start-apiextensions-controllers",
    "crd-informer-synced",
    "start-system-namespaces-controller",
    "peer-endpoint-reconciler-controller",
    "start-cluster-authentication-info-controller",
    "start-kube-apiserver-identity-lease-controller",
    "start-kube-apiserver-identity-lease-garbage-collector",
    "storage-readiness",
    "start-legacy-token-tracking-controller",
    "start-service-ip-repair-controllers",
    "rbac/bootstrap-roles",
    "scheduling/bootstrap-system-priority-classes",
    "priority-and-fairness-config-producer",
    "bootstrap-controller",
    "start-kubernetes-service-cidr-controller",
    "start-kube-aggregator-informers",
    "apiservice-status-local-available-controller",
    "apiservice-status-remote-available-controller",
    "apiservice-registration-controller",
    "apiservice-wait-for-first-sync",
    "apiservice-discovery-controller",
    "kube-apiserver-autoregistration",
    "autoregister-completion",
    "apiservice-openapi-controller",
    "apiservice-openapiv3-controller",
)
_FIRST = {
    "healthz": ("ping", "log", "etcd"),
    "livez": ("ping", "log", "etcd"),
    "readyz": ("ping", "log", "informer-sync"),
}
_LAST = {"healthz": (), "livez": (), "readyz": ("shutdown",)}
_HIDDEN = "loopback-serving-certificate"
ENDPOINTS = tuple(_FIRST)


def checks(endpoint: str) -> tuple[str, ...]:
    """The checks of an endpoint in the order in which they are told."""
    hooks = (one if one == "autoregister-completion" else f"poststarthook/{one}" for one in _HOOKS)
    return (*_FIRST[endpoint], *hooks, *_LAST[endpoint])


def paths() -> tuple[str, ...]:
    """Every health path that can be asked."""
    found = [f"/{endpoint}/{one}" for endpoint in ENDPOINTS for one in checks(endpoint)]
    # Known by name, but told of by neither endpoint's verbose answer.
    hidden = [f"/{endpoint}/{_HIDDEN}" for endpoint in ("healthz", "livez")]
    return (*(f"/{endpoint}" for endpoint in ENDPOINTS), *found, *hidden)


def answer(info: request.RequestInfo) -> str | None:
    """The text for a health path; None where there is no such check."""
    endpoint, _, check = info.path.strip("/").partition("/")
    if check:
        return "ok" if info.path.rstrip("/") in paths() else None
    if "verbose" not in info.query:
        return "ok"
    excluded = set(info.query.get("exclude", ()))
    lines = [f"[+]{one} {'excluded: ok' if one in excluded else 'ok'}" for one in checks(endpoint)]
    unknown = [one for one in info.query.get("exclude", ()) if one not in checks(endpoint)]
    if unknown:
        shown = ",".join(f'"{one}"' for one in unknown)
        lines.append(f"warn: some health checks cannot be excluded: no matches for {shown}")
    return "\n".join((*lines, f"{endpoint} check passed", ""))
