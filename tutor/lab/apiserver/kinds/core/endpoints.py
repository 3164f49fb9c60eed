"""Addresses behind a Service, the old way."""

from tutor.lab.apiserver.defaults import service as defaults
from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="endpoints",
    kind="Endpoints",
    short_names=("ep",),
    singular="endpoints",
    list_kind="EndpointsList",
    warning="v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
    strategy=kind.Strategy(defaults=defaults.endpoints),
)
