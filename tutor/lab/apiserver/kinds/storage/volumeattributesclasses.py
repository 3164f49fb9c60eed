"""Properties of a volume that may change."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="storage.k8s.io",
    version="v1",
    plural="volumeattributesclasses",
    kind="VolumeAttributesClass",
    namespaced=False,
    short_names=("vac",),
)
