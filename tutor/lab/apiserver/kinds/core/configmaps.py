"""Settings as keys and values."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="configmaps",
    kind="ConfigMap",
    short_names=("cm",),
)
