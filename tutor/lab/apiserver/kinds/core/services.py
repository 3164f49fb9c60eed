"""A stable address for a set of pods."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="services",
    kind="Service",
    short_names=("svc",),
    categories=("all",),
    delete_returns_object=True,
)
