"""Daemons on nodes."""

from typing import Any

from tests.lab.controllers import make
from tutor.lab.controllers import meta
from tutor.lab.controllers.daemonset import plan

CONTROL = [{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]
NODES = [make.node("n0", taints=CONTROL), make.node("n1"), make.node("n2")]
NOW = meta.parse("2026-01-02T12:10:00Z")


def _set(**spec: Any) -> dict[str, Any]:
    template = make.template(app="agent")
    template["spec"].update(spec)
    about = {"name": "agent", "namespace": "x", "uid": "d", "generation": 1}
    return {"metadata": about, "spec": {"template": template, "selector": {"matchLabels": {"app": "agent"}}}}


def _on(node: str, digest: str = "new", **more: Any) -> dict[str, Any]:
    pod = make.pod(f"agent-{node}-{digest}", node=node, **more)
    pod["metadata"]["labels"][plan.HASH] = digest
    return pod


def test_taints_keep_daemons_away() -> None:
    """A daemon goes where its tolerations let it."""
    assert plan.difference(_set(), NODES, [])[0] == ["n1", "n2"]
    tolerant = _set(tolerations=[{"operator": "Exists"}])
    assert plan.difference(tolerant, NODES, [])[0] == ["n0", "n1", "n2"]


def test_pod_is_tied_to_its_node() -> None:
    """The scheduler finds the node by the pod's affinity."""
    pod = plan.pod_for(_set(), "n1", "abc")
    assert plan.target(pod) == "n1"
    assert pod["metadata"]["labels"] == {"app": "agent", plan.HASH: "abc", plan.GENERATION: "1"}


def test_superfluous_and_failed_go() -> None:
    """A second pod on a node, one that failed and one on a lost node are deleted."""
    owned = [_on("n1"), _on("n1", "old"), _on("n2", phase="Failed"), _on("gone")]
    create, delete = plan.difference(_set(), NODES, owned)
    assert create == []
    assert {one["metadata"]["name"] for one in delete} == {"agent-n1-old", "agent-n2-new", "agent-gone-new"}


def test_rolling_update_goes_node_by_node() -> None:
    """One at a time, and none while another node lacks its daemon."""
    owned = [_on("n1", "old"), _on("n2", "old")]
    assert len(plan.outdated(_set(), NODES, owned, "new", NOW)) == 1
    owned = [_on("n1", "new", ready=False), _on("n2", "old")]
    assert plan.outdated(_set(), NODES, owned, "new", NOW) == []


def test_status() -> None:
    """Counts as `kubectl get ds` shows them."""
    found = plan.status(_set(), NODES, [_on("n1"), _on("n2", ready=False)], "new", NOW)
    assert found == {
        "currentNumberScheduled": 2,
        "desiredNumberScheduled": 2,
        "numberAvailable": 1,
        "numberMisscheduled": 0,
        "numberReady": 1,
        "numberUnavailable": 1,
        "observedGeneration": 1,
        "updatedNumberScheduled": 2,
    }
