"""Health of the control plane, long deprecated."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="componentstatuses",
    kind="ComponentStatus",
    namespaced=False,
    short_names=("cs",),
    verbs=kind.READ,
    singular="componentstatus",
    warning="v1 ComponentStatus is deprecated in v1.19+",
)
