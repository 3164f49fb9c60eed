"""Addresses behind a Service."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="discovery.k8s.io",
    version="v1",
    plural="endpointslices",
    kind="EndpointSlice",
)
