"""What happened to an object."""

from tutor.lab.apiserver.kinds import kind

KEEP_SECONDS = 3600
"""The default of kube-apiserver's --event-ttl."""

KIND = kind.Kind(
    group="",
    version="v1",
    plural="events",
    kind="Event",
    short_names=("ev",),
    keep_seconds=KEEP_SECONDS,
    field_labels=(
        "involvedObject.kind",
        "involvedObject.namespace",
        "involvedObject.name",
        "involvedObject.uid",
        "involvedObject.apiVersion",
        "involvedObject.resourceVersion",
        "involvedObject.fieldPath",
        "reason",
        "reportingComponent",
        "source",
        "type",
    ),
)
