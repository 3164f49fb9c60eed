"""ControllerRevisions: the templates that a DaemonSet or StatefulSet has had (kubernetes: pkg/controller/history)."""

from typing import Any

from tutor.lab.client import resources
from tutor.lab.controllers import meta, ownership, world

Object = dict[str, Any]
_REVISIONS = resources.CONTROLLER_REVISIONS


def data(workload: Object) -> Object:
    """What a revision holds: the patch that brings the template back."""
    return {"spec": {"template": {**workload["spec"]["template"], "$patch": "replace"}}}


def build(workload: Object, kind: resources.Resource, digest: str, number: int, label: str) -> Object:
    """The revision of the present template."""
    about = workload["metadata"]
    labels = (workload["spec"]["template"].get("metadata") or {}).get("labels") or {}
    kept = {key: text for key, text in meta.annotations(workload).items() if not key.startswith("kubectl.")}
    made: Object = {
        "metadata": {
            "name": f"{about['name']}-{digest}",
            "namespace": about["namespace"],
            "labels": {**labels, label: digest},
            "ownerReferences": [meta.owner_reference(workload, kind)],
        },
        "data": data(workload),
        "revision": number,
    }
    if kept:
        made["metadata"]["annotations"] = kept
    return made


class History:
    """The revisions of the workloads of one kind."""

    def __init__(self, of: world.World, kind: resources.Resource) -> None:
        self._world = of
        self._kind = kind
        self._index = of.index(_REVISIONS, "by owner", ownership.owner_uid)

    def of(self, workload: Object) -> list[Object]:
        """All revisions, oldest first."""
        return sorted(self._index.of(workload["metadata"]["uid"]), key=lambda one: one["revision"])

    async def current(self, workload: Object, digest: str, label: str) -> Object:
        """The revision of the present template, made or brought to the top of the row if need be."""
        known = self.of(workload)
        wanted = data(workload)
        top = max((one["revision"] for one in known), default=0)
        same = next((one for one in reversed(known) if one["data"] == wanted), None)
        if same is None:
            made = build(workload, self._kind, digest, top + 1, label)
            return await self._world.create(_REVISIONS, made)
        if same["revision"] < top:
            return await self._world.patch(_REVISIONS, same, {"revision": top + 1})
        return same

    async def trim(self, workload: Object, live: set[str]) -> None:
        """Delete the oldest beyond the limit that no pod uses (`live`: names of those in use)."""
        unused = [one for one in self.of(workload) if one["metadata"]["name"] not in live]
        limit = int(workload["spec"].get("revisionHistoryLimit", 10))
        for one in unused[: max(0, len(unused) - limit)]:
            await self._world.delete(_REVISIONS, one)
