"""The roles and bindings that a cluster starts with (kubernetes: plugin/pkg/auth/authorizer/rbac/bootstrappolicy).

Those that people meet are as in a real cluster. The control plane's own parts speak over the trusted socket here and
need no roles, so of the many `system:controller:` roles there are none.
"""

from collections.abc import Iterator
from typing import Any

Object = dict[str, Any]
Rule = dict[str, Any]

GROUP = "rbac.authorization.k8s.io"
READ = ["get", "list", "watch"]
WRITE = ["create", "delete", "deletecollection", "patch", "update"]
_LABELS = {"kubernetes.io/bootstrapping": "rbac-defaults"}
_ANNOTATIONS = {"rbac.authorization.kubernetes.io/autoupdate": "true"}


def _rule(group: str, resources: str, verbs: list[str]) -> Rule:
    return {"apiGroups": [group], "resources": resources.split(), "verbs": list(verbs)}


_VIEWED = (
    ("", "configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers "
         "replicationcontrollers/scale serviceaccounts services services/status"),
    ("", "bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status "
         "resourcequotas resourcequotas/status"),
    ("", "namespaces"),
    ("discovery.k8s.io", "endpointslices"),
    ("apps", "controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status "
             "replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status"),
    ("autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status"),
    ("batch", "cronjobs cronjobs/status jobs jobs/status"),
    ("policy", "poddisruptionbudgets poddisruptionbudgets/status"),
    ("networking.k8s.io", "ingresses ingresses/status networkpolicies"),
)  # fmt: skip
_EDITED = (
    ("", "pods pods/attach pods/exec pods/portforward pods/proxy"),
    ("", "configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets "
         "serviceaccounts services services/proxy"),
    ("apps", "daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale "
             "statefulsets statefulsets/scale"),
    ("autoscaling", "horizontalpodautoscalers"),
    ("batch", "cronjobs jobs"),
    ("policy", "poddisruptionbudgets"),
    ("networking.k8s.io", "ingresses networkpolicies"),
)  # fmt: skip


def _view() -> list[Rule]:
    return [_rule(group, resources, READ) for group, resources in _VIEWED]


def _edit() -> list[Rule]:
    secrets = _rule("", "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy", READ)
    impersonate = _rule("", "serviceaccounts", ["impersonate"])
    more = [_rule("", "pods/eviction", ["create"]), _rule("", "serviceaccounts/token", ["create"])]
    leases = _rule("coordination.k8s.io", "leases", [*WRITE, *READ])
    writes = [_rule(group, resources, WRITE) for group, resources in _EDITED]
    return [secrets, impersonate, *more, *writes, leases, *_view()]


def _admin() -> list[Rule]:
    reviews = _rule("authorization.k8s.io", "localsubjectaccessreviews", ["create"])
    own = _rule(GROUP, "rolebindings roles", [*WRITE, *READ])
    return [*_edit(), reviews, own]


def _paths(*urls: str) -> list[Rule]:
    return [{"nonResourceURLs": list(urls), "verbs": ["get"]}]


_PUBLIC = ("/healthz", "/livez", "/readyz", "/version", "/version/")
_DISCOVERY = ("/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz",
              "/version", "/version/")  # fmt: skip
_SELF = [
    _rule("authorization.k8s.io", "selfsubjectaccessreviews selfsubjectrulesreviews", ["create"]),
    _rule("authentication.k8s.io", "selfsubjectreviews", ["create"]),
]
_EVERYTHING: list[Rule] = [
    {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
    {"nonResourceURLs": ["*"], "verbs": ["*"]},
]


def cluster_roles() -> Iterator[Object]:
    """The ClusterRoles."""
    rules = {
        "admin": _admin(),
        "cluster-admin": _EVERYTHING,
        "edit": _edit(),
        "system:basic-user": _SELF,
        "system:discovery": _paths(*_DISCOVERY),
        "system:monitoring": _paths(
            "/healthz", "/healthz/*", "/livez", "/livez/*", "/metrics", "/readyz", "/readyz/*"
        ),
        "system:public-info-viewer": _paths(*_PUBLIC),
        "system:service-account-issuer-discovery": _paths(
            "/.well-known/openid-configuration/", "/openid/v1/jwks/"
        ),
        "view": _view(),
    }
    for name, found in rules.items():
        meta = {"name": name, "annotations": dict(_ANNOTATIONS), "labels": dict(_LABELS)}
        yield {"kind": "ClusterRole", "apiVersion": f"{GROUP}/v1", "metadata": meta, "rules": found}


_BOUND = {
    "cluster-admin": ("system:masters",),
    "system:basic-user": ("system:authenticated",),
    "system:discovery": ("system:authenticated",),
    "system:monitoring": ("system:monitoring",),
    "system:public-info-viewer": ("system:authenticated", "system:unauthenticated"),
    "system:service-account-issuer-discovery": ("system:serviceaccounts",),
}


def cluster_role_bindings() -> Iterator[Object]:
    """Who has those roles from the start."""
    for name, groups in _BOUND.items():
        subjects = [{"kind": "Group", "apiGroup": GROUP, "name": group} for group in groups]
        yield {
            "kind": "ClusterRoleBinding",
            "apiVersion": f"{GROUP}/v1",
            "metadata": {"name": name, "annotations": dict(_ANNOTATIONS), "labels": dict(_LABELS)},
            "subjects": subjects,
            "roleRef": {"apiGroup": GROUP, "kind": "ClusterRole", "name": name},
        }
