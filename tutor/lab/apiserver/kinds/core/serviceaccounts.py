"""Who a pod is to the API."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="",
    version="v1",
    plural="serviceaccounts",
    kind="ServiceAccount",
    short_names=("sa",),
    subresources=(kind.Subresource("token", kind.CREATE, ("authentication.k8s.io", "v1", "TokenRequest")),),
    delete_returns_object=True,
)
