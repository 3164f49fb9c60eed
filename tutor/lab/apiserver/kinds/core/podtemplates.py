"""A pod to be stamped out."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="podtemplates",
    kind="PodTemplate",
    delete_returns_object=True,
)
