"""Watches for pods without a node, decides in order of priority, and binds."""

import logging
from typing import Any

import aiohttp

from tutor.lab.client import informer, resources, rest
from tutor.lab.controllers import meta, pods, world
from tutor.lab.controllers.scheduler import nodes, plan

Object = dict[str, Any]
LOG = logging.getLogger(__name__)
COMPONENT = "default-scheduler"
RETRY_SECONDS = 0.2
_PODS, _NODES, _CLAIMS = resources.PODS, resources.NODES, resources.PERSISTENT_VOLUME_CLAIMS
_ROUND = "round"


class Controller:
    """The one scheduler."""

    def __init__(self, of: world.World) -> None:
        self._world = of
        self._picture = nodes.Picture()
        self._waiting: dict[str, Object] = {}
        self._stuck: dict[str, Object] = {}
        self._told: dict[str, str] = {}
        self._queue = of.queue("scheduler", self._round)
        of.informer(_NODES).on_change(self._node_changed)
        of.informer(_PODS).on_change(self._pod_changed)
        of.informer(_CLAIMS).on_change(lambda _change, _obj, _known: self._retry())

    def _node_changed(self, change: str, node: Object, known: Object | None) -> None:
        if change == "DELETED":
            self._picture.drop_node(node["metadata"]["name"])
            return
        if known is not None and _offer(node) == _offer(known):
            return
        self._picture.set_node(node)
        self._retry()

    def _pod_changed(self, change: str, pod: Object, known: Object | None) -> None:
        key = informer.key_of(pod)
        if change == "DELETED" or pods.finished(pod):
            held = self._picture.holds(key)
            self._picture.take(key)
            self._forget(key)
            if held:
                self._retry()
        elif pods.node(pod):
            self._forget(key)
            if known is None or pods.node(known) != pods.node(pod):
                self._picture.put(key, pod, pods.node(pod))
        elif _schedulable(pod):
            if key not in self._stuck or _asks(pod) != _asks(self._stuck[key]):
                self._stuck.pop(key, None)
                self._waiting[key] = pod
                self._queue.add(_ROUND)
            else:
                self._stuck[key] = pod

    def _forget(self, key: str) -> None:
        self._waiting.pop(key, None)
        self._stuck.pop(key, None)
        self._told.pop(key, None)

    def _retry(self) -> None:
        """Something has changed that may help a pod that found no node."""
        if self._stuck:
            self._waiting.update(self._stuck)
            self._stuck.clear()
        if self._waiting:
            self._queue.add(_ROUND)

    async def _round(self, _key: str) -> float | None:
        """Decide about all that wait; binding goes on beside."""
        batch = sorted(self._waiting.items(), key=lambda item: _order(item[1]))
        self._waiting = {}
        for key, pod in batch:
            if self._picture.holds(key):
                continue
            decision = plan.decide(pod, self._picture, lambda name, pod=pod: self._claim(pod, name))  # type: ignore[misc]
            if decision.node:
                self._picture.put(key, pod, decision.node)
                self._world.tasks.start(self._bind(key, pod, decision.node), name=f"bind {key}")
            else:
                self._stuck[key] = pod
                await self._refuse(key, pod, decision.message)
        return None

    def _claim(self, pod: Object, name: str) -> Object | None:
        return self._world.informer(_CLAIMS).get(name, pod["metadata"]["namespace"])

    async def _bind(self, key: str, pod: Object, node: str) -> None:
        about = pod["metadata"]
        body = {
            "apiVersion": "v1",
            "kind": "Binding",
            "metadata": {"name": about["name"], "namespace": about["namespace"], "uid": about["uid"]},
            "target": {"apiVersion": "v1", "kind": "Node", "name": node},
        }
        path = _PODS.path(about["namespace"], about["name"], "binding")
        try:
            await self._world.client.request("POST", path, body=body)
        except (rest.ApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
            LOG.info("bind %s: %s", key, error)
            self._unbound(key)
            return
        text = f"Successfully assigned {key} to {node}"
        self._world.events.tell_new(pod, _PODS, "Scheduled", text, component=COMPONENT, action="Binding")

    def _unbound(self, key: str) -> None:
        self._picture.take(key)
        current = self._world.get(_PODS, key)
        if current is not None and pods.node(current):
            self._picture.put(key, current, pods.node(current))
        elif current is not None and _schedulable(current):
            self._waiting[key] = current
            self._queue.add_after(_ROUND, RETRY_SECONDS)

    async def _refuse(self, key: str, pod: Object, message: str) -> None:
        known = meta.condition(pod, "PodScheduled")
        if self._told.get(key) == message:
            return
        self._told[key] = message
        self._world.events.tell_new(
            pod, _PODS, "FailedScheduling", message, component=COMPONENT, action="Scheduling", warning=True
        )
        since = known["lastTransitionTime"] if known and known["status"] == "False" else meta.stamp()
        condition = {
            "type": "PodScheduled",
            "status": "False",
            "lastProbeTime": None,
            "lastTransitionTime": since,
            "reason": "Unschedulable",
            "message": message,
        }
        about = pod["metadata"]
        try:
            await self._world.client.patch(
                _PODS,
                about["name"],
                {"metadata": {"uid": about["uid"]}, "status": {"conditions": [condition]}},
                about["namespace"],
                subresource="status",
                content_type=rest.STRATEGIC_PATCH,
            )
        except rest.ApiError as error:
            if error.code not in (404, 409):
                raise


def _schedulable(pod: Object) -> bool:
    spec = pod["spec"]
    ours = spec.get("schedulerName", COMPONENT) == COMPONENT
    return ours and not meta.deleting(pod) and not spec.get("schedulingGates")


def _offer(node: Object) -> tuple[Any, ...]:
    """What of a node matters to scheduling."""
    spec = node.get("spec", {})
    allocatable = (node.get("status") or {}).get("allocatable")
    return meta.labels(node), spec.get("taints"), spec.get("unschedulable"), allocatable


def _asks(pod: Object) -> tuple[Any, ...]:
    """What of a pod matters to scheduling."""
    return meta.labels(pod), pod["spec"]


def _order(pod: Object) -> tuple[int, str]:
    return -int(pod["spec"].get("priority") or 0), str(pod["metadata"].get("creationTimestamp", ""))
