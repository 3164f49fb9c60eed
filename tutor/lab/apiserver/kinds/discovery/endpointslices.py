"""Addresses behind a Service."""

from typing import Any

from tutor.lab.apiserver.defaults import service as defaults
from tutor.lab.apiserver.kinds import kind

Object = dict[str, Any]


def _create(obj: Object, _: kind.Situation) -> None:
    obj["metadata"]["generation"] = 1


KIND = kind.Kind(
    group="discovery.k8s.io",
    version="v1",
    plural="endpointslices",
    kind="EndpointSlice",
    counts_generation=True,
    strategy=kind.Strategy(defaults=defaults.endpoint_slice, prepare_create=_create),
)
