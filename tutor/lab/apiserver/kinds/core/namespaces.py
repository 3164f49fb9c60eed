"""A scope of names."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="namespaces",
    kind="Namespace",
    namespaced=False,
    short_names=("ns",),
    subresources=(
        kind.Subresource("finalize", ("update",)),
        kind.STATUS,
    ),
    has_status=True,
    delete_returns_object=True,
)
