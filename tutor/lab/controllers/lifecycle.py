"""Nodes that stop saying they live, taints, and pods that must leave (kubernetes: pkg/controller/nodelifecycle)."""

import asyncio
import datetime
from typing import Any

from tutor.lab.client import resources, rest
from tutor.lab.controllers import meta, pods, silence, world
from tutor.lab.controllers.scheduler import taints

Object = dict[str, Any]
COMPONENT = "node-controller"
NOT_READY, UNREACHABLE = "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
TTL = "node.alpha.kubernetes.io/ttl"
_PRESSURES = {
    "MemoryPressure": "node.kubernetes.io/memory-pressure",
    "DiskPressure": "node.kubernetes.io/disk-pressure",
    "PIDPressure": "node.kubernetes.io/pid-pressure",
    "NetworkUnavailable": "node.kubernetes.io/network-unavailable",
}
_OURS = (NOT_READY, UNREACHABLE, UNSCHEDULABLE, *_PRESSURES.values())
_NODES, _PODS, _LEASES = resources.NODES, resources.PODS, resources.LEASES
GRACE_SECONDS = 50.0
"""A node that has not renewed its lease for so long is not known to live (--node-monitor-grace-period)."""


def wanted_taints(node: Object) -> list[Object]:
    """The taints that a node's conditions and its `unschedulable` call for, others kept as they are."""
    kept = [one for one in node["spec"].get("taints") or () if one["key"] not in _OURS]
    ready = (meta.condition(node, "Ready") or {"status": ""})["status"]
    states = {NOT_READY: ready == "False", UNREACHABLE: ready == "Unknown"}
    ours: list[Object] = []
    for key, on in states.items():
        if on:
            ours += [{"key": key, "effect": "NoSchedule"}, {"key": key, "effect": "NoExecute"}]
    for kind, key in _PRESSURES.items():
        if meta.is_true(node, kind):
            ours.append({"key": key, "effect": "NoSchedule"})
    if node["spec"].get("unschedulable"):
        ours.append({"key": UNSCHEDULABLE, "effect": "NoSchedule"})
    known = {(one["key"], one["effect"]): one for one in node["spec"].get("taints") or ()}
    stamped = [known.get((one["key"], one["effect"]), {**one, "timeAdded": meta.stamp()}) for one in ours]
    return kept + stamped


def must_leave(pod: Object, node: Object, now: datetime.datetime) -> float | None:
    """Seconds until the pod must go because of NoExecute taints, None for never."""
    waits: list[float] = []
    for taint in node["spec"].get("taints") or ():
        if taint["effect"] != "NoExecute":
            continue
        patient = [one for one in pod["spec"].get("tolerations") or () if taints.tolerates(one, taint)]
        if not patient:
            return 0.0
        limits = [one["tolerationSeconds"] for one in patient if one.get("tolerationSeconds") is not None]
        if limits:
            since = meta.parse(taint["timeAdded"]) if taint.get("timeAdded") else now
            waits.append(max(0.0, min(limits) - (now - since).total_seconds()))
    return min(waits, default=None)


class Controller:
    """One for all nodes."""

    def __init__(self, of: world.World, grace: float = GRACE_SECONDS) -> None:
        self._world = of
        self._grace = grace
        self._on_node = of.index(_PODS, "by node", lambda pod: [pods.node(pod)] if pods.node(pod) else [])
        self._registered: set[str] = set()
        self._silence = silence.Silence()
        self._queue = of.queue("node", self._sync)
        of.informer(_NODES).on_change(lambda _change, obj, _known: self._add(obj["metadata"]["name"]))
        of.informer(_PODS).on_change(self._pod_changed)
        of.informer(_LEASES)

    def _add(self, node: str) -> None:
        self._queue.add(f"/{node}")

    def _pod_changed(self, change: str, pod: Object, known: Object | None) -> None:
        newly = pods.node(pod) and (known is None or not pods.node(known))
        node = self._world.get(_NODES, f"/{pods.node(pod)}")
        if change != "DELETED" and newly and (node is None or node["spec"].get("taints")):
            self._add(pods.node(pod))

    async def _sync(self, key: str) -> float | None:
        node = self._world.get(_NODES, key)
        if node is None:
            self._silence.forget(key[1:])
            if not await self._is_there(key[1:]):
                await self._orphaned(key[1:])
            return None
        self._greet(node)
        left = self._left(node)
        if left <= 0:
            node = await self._unknown(node)
        node = await self._mark(node)
        wait = await self._evict(node)
        return min(max(left, 1.0), *([] if wait is None else [max(wait, 0.1)]), self._grace)

    def _greet(self, node: Object) -> None:
        name, uid = node["metadata"]["name"], node["metadata"]["uid"]
        if uid not in self._registered:
            self._registered.add(uid)
            text = f"Node {name} event: Registered Node {name} in Controller"
            self._world.events.tell(node, _NODES, "RegisteredNode", text, component=COMPONENT)

    def _left(self, node: Object) -> float:
        """Seconds until the node counts as lost."""
        lease = self._world.get(_LEASES, f"kube-node-lease/{node['metadata']['name']}")
        return self._grace - self._silence.seconds(node, lease, asyncio.get_running_loop().time())

    async def _unknown(self, node: Object) -> Object:
        """Say of every condition that nobody knows."""
        text = "Kubelet stopped posting node status."
        fresh = []
        for kind in ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure"):
            known = meta.condition(node, kind)
            if known is not None and known["status"] == "Unknown":
                continue
            about = {"type": kind, "status": "Unknown", "reason": "NodeStatusUnknown", "message": text}
            beat = (known or {}).get("lastHeartbeatTime") or node["metadata"]["creationTimestamp"]
            fresh.append({**about, "lastHeartbeatTime": beat, "lastTransitionTime": meta.stamp()})
        if not fresh:
            return node
        if any(one["type"] == "Ready" for one in fresh):
            name = node["metadata"]["name"]
            told = f"Node {name} status is now: NodeNotReady"
            self._world.events.tell(node, _NODES, "NodeNotReady", told, component=COMPONENT)
        await self._unready_pods(node)
        return await self._world.client.patch(
            _NODES,
            node["metadata"]["name"],
            {"status": {"conditions": fresh}},
            subresource="status",
            content_type=rest.STRATEGIC_PATCH,
        )

    async def _unready_pods(self, node: Object) -> None:
        """Pods of a lost node serve no more."""
        for pod in self._on_node.of(node["metadata"]["name"]):
            known = meta.condition(pod, "Ready")
            if known is None or known["status"] != "True":
                continue
            self._world.events.tell(
                pod, _PODS, "NodeNotReady", "Node is not ready", component=COMPONENT, warning=True
            )
            body = {
                "status": {"conditions": [{**known, "status": "False", "lastTransitionTime": meta.stamp()}]}
            }
            about = pod["metadata"]
            await self._world.client.patch(
                _PODS,
                about["name"],
                body,
                about["namespace"],
                subresource="status",
                content_type=rest.STRATEGIC_PATCH,
            )

    async def _mark(self, node: Object) -> Object:
        """Taints by condition, and the annotation that says how long a node may cache secrets."""
        body: Object = {}
        wanted = wanted_taints(node)
        if wanted != (node["spec"].get("taints") or []):
            body["spec"] = {"taints": wanted or None}
            body["metadata"] = {"resourceVersion": node["metadata"]["resourceVersion"]}
        if TTL not in meta.annotations(node):
            body.setdefault("metadata", {})["annotations"] = {TTL: "0"}
        return await self._world.patch(_NODES, node, body) if body else node

    async def _evict(self, node: Object) -> float | None:
        now = meta.now()
        waits = []
        for pod in self._on_node.of(node["metadata"]["name"]):
            wait = None if meta.deleting(pod) else must_leave(pod, node, now)
            if wait == 0.0:
                key = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
                text = f"Marking for deletion Pod {key}"
                self._world.events.tell(
                    pod, _PODS, "TaintManagerEviction", text, component="taint-eviction-controller"
                )
                await self._world.delete(_PODS, pod)
            elif wait is not None:
                waits.append(wait)
        return min(waits, default=None)

    async def _is_there(self, node: str) -> bool:
        """Asked at the server: a node's pods may be told of before the node is."""
        try:
            await self._world.client.get(_NODES, node)
        except rest.ApiError as error:
            if error.code != 404:
                raise
            return False
        return True

    async def _orphaned(self, node: str) -> None:
        """Pods of a node that is gone are deleted at once (kubernetes: pkg/controller/podgc)."""
        for pod in self._on_node.of(node):
            about = pod["metadata"]
            try:
                await self._world.client.delete(
                    _PODS, about["name"], about["namespace"], grace=0, uid=about["uid"]
                )
            except rest.ApiError as error:
                if error.code not in (404, 409):
                    raise
