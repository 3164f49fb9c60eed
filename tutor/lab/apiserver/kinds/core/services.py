"""A stable address for a set of pods."""

from tutor.lab.apiserver.defaults import service as defaults
from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.kinds.core import _addresses as addresses
from tutor.lab.apiserver.validation import service as rules

KIND = kind.Kind(
    group="",
    version="v1",
    plural="services",
    kind="Service",
    short_names=("svc",),
    categories=("all",),
    subresources=(kind.Subresource("proxy", kind.PROXY, ("", "v1", "ServiceProxyOptions")), kind.STATUS),
    delete_returns_object=True,
    has_status=True,
    strategy=kind.Strategy(
        defaults=defaults.service,
        prepare_create=addresses.prepare_create,
        prepare_update=addresses.prepare_update,
        validate=rules.validate,
        validate_update=rules.validate_update,
        allocate=addresses.allocate,
    ),
)
