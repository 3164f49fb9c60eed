"""A kept state of a DaemonSet or StatefulSet."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="apps",
    version="v1",
    plural="controllerrevisions",
    kind="ControllerRevision",
)
