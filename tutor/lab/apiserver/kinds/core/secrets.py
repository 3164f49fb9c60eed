"""Settings that are not for every eye."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="secrets",
    kind="Secret",
)
