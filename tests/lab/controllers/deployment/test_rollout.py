"""Rollouts of any shape, played through: bounds are kept at every step and the end is reached."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.controllers import make
from tutor.lab.controllers import meta
from tutor.lab.controllers.deployment import plan, revisions, sizes, status

Object = dict[str, Any]
BOUNDS = st.one_of(st.integers(0, 4), st.sampled_from(["0%", "25%", "50%", "100%"]))


class Simulation:
    """Applies steps to replica sets; pods become available one at a time, as told."""

    def __init__(self, deployment: Object) -> None:
        self.deployment = deployment
        self.sets: list[Object] = []
        self._made = 0

    def apply(self) -> bool:
        """Take one step; whether anything was done."""
        step = plan.step(self.deployment, self.sets)
        if step.create:
            self._made += 1
            made = copy.deepcopy(step.create)
            made["metadata"].update(
                uid=f"s{self._made}", creationTimestamp=f"2026-01-02T12:00:{self._made:02}Z"
            )
            made["metadata"]["generation"] = 1
            made["status"] = {"replicas": 0, "observedGeneration": 1}
            self.sets.append(made)
        if step.annotate:
            step.annotate[0]["metadata"]["annotations"] = step.annotate[1]
        for one, number in step.resize:
            one["spec"]["replicas"] = number
            one["metadata"]["annotations"].update(revisions.size_notes(self.deployment))
        for one in step.delete:
            self.sets.remove(one)
        return bool(step.create or step.annotate or step.resize or step.delete)

    def settle(self, one: Object) -> bool:
        """Move one set a pod closer to its size; whether there was anything to move."""
        now = one["status"]
        size = sizes.size(one)
        if now["replicas"] > size or now.get("availableReplicas", 0) > size:
            now["replicas"] = size
            now["availableReplicas"] = min(size, now.get("availableReplicas", 0))
            return True
        if now["replicas"] < size:
            now["replicas"] = size
            return True
        if now.get("availableReplicas", 0) < size:
            now["availableReplicas"] = now.get("availableReplicas", 0) + 1
            return True
        return False

    def run(self, check: bool) -> None:
        """Play until nothing moves any more."""
        for _ in range(500):
            moved = self.apply()
            if check:
                self.check()
            moved = any(self.settle(one) for one in self.sets) or moved
            if not moved:
                return
        raise AssertionError("the rollout does not end")

    def check(self) -> None:
        """Never too many pods, never too few that serve."""
        wanted = self.deployment["spec"]["replicas"]
        available = sum(sizes.counted(one, "availableReplicas") for one in self.sets)
        kept = sum(min(sizes.counted(one, "availableReplicas"), sizes.size(one)) for one in self.sets)
        assert sizes.total(self.sets) <= wanted + sizes.max_surge(self.deployment)
        assert kept >= min(available, wanted - sizes.max_unavailable(self.deployment))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 9), BOUNDS, BOUNDS)
def test_new_template(replicas: int, surge: int | str, unavailable: int | str) -> None:
    """A change of the template replaces all pods within the bounds and keeps the old set at zero."""
    simulation = Simulation(make.deployment(replicas, surge, unavailable))
    simulation.run(check=False)
    simulation.deployment["spec"]["template"] = make.template("nginx:2")
    simulation.run(check=True)
    newest = revisions.find_new(simulation.deployment, simulation.sets)
    assert newest is not None
    assert [sizes.size(one) for one in simulation.sets if one is not newest] == [0]
    assert sizes.size(newest) == replicas
    assert revisions.number(newest) == 2


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 9), st.integers(0, 12), st.integers(0, 6))
def test_scale_in_the_middle(before: int, after: int, steps: int) -> None:
    """A change of size during a rollout ends at the new size, all of the new template."""
    simulation = Simulation(make.deployment(before))
    simulation.run(check=False)
    simulation.deployment["spec"]["template"] = make.template("nginx:2")
    for _ in range(steps):
        simulation.apply()
        any(simulation.settle(one) for one in simulation.sets)
    simulation.deployment["spec"]["replicas"] = after
    simulation.run(check=False)
    newest = revisions.find_new(simulation.deployment, simulation.sets)
    assert newest is not None
    assert sizes.size(newest) == sizes.total(simulation.sets) == after


def test_rollback_takes_the_old_set_again() -> None:
    """Going back to an earlier template reuses its set under a new revision and remembers the old one."""
    simulation = Simulation(make.deployment())
    simulation.run(check=False)
    simulation.deployment["spec"]["template"] = make.template("nginx:2")
    simulation.run(check=False)
    simulation.deployment["spec"]["template"] = make.template()
    simulation.run(check=True)
    newest = revisions.find_new(simulation.deployment, simulation.sets)
    assert newest is simulation.sets[0]
    assert revisions.number(newest) == 3
    assert newest["metadata"]["annotations"][revisions.HISTORY] == "1"
    assert newest["metadata"]["name"] == "web-7b46c4b544"


def test_paused_deployment_does_not_roll() -> None:
    """While it is paused a new template changes nothing."""
    simulation = Simulation(make.deployment())
    simulation.run(check=False)
    simulation.deployment["spec"].update(template=make.template("nginx:2"), paused=True)
    assert not simulation.apply()


def test_recreate_waits_for_the_old_pods() -> None:
    """With Recreate the new set comes only after the last old pod is gone."""
    simulation = Simulation(make.deployment())
    simulation.deployment["spec"]["strategy"] = {"type": "Recreate"}
    simulation.run(check=False)
    simulation.deployment["spec"]["template"] = make.template("nginx:2")
    assert simulation.apply()
    assert len(simulation.sets) == 1
    assert sizes.size(simulation.sets[0]) == 0
    assert not simulation.apply()
    simulation.run(check=False)
    assert [sizes.size(one) for one in simulation.sets] == [0, 3]


def test_history_limit() -> None:
    """Only so many old sets are kept."""
    simulation = Simulation(make.deployment())
    simulation.deployment["spec"]["revisionHistoryLimit"] = 2
    for number in range(6):
        simulation.deployment["spec"]["template"] = make.template(f"nginx:{number}")
        simulation.run(check=False)
    assert sorted(revisions.number(one) for one in simulation.sets) == [4, 5, 6]


def test_status_tells_of_progress() -> None:
    """The conditions have the words that kubectl waits for."""
    simulation = Simulation(make.deployment())
    simulation.apply()
    now = meta.parse(make.NOON)
    newest = simulation.sets[0]
    first = status.compute(simulation.deployment, simulation.sets, newest, now, rollout=True, created=True)
    assert [one["reason"] for one in first["conditions"]] == [
        "NewReplicaSetCreated",
        "MinimumReplicasUnavailable",
    ]
    simulation.deployment["status"] = first
    simulation.run(check=False)
    last = status.compute(simulation.deployment, simulation.sets, newest, now, rollout=True)
    words = {one["type"]: (one["status"], one["reason"], one["message"]) for one in last["conditions"]}
    done = 'ReplicaSet "web-7b46c4b544" has successfully progressed.'
    assert words["Progressing"] == ("True", "NewReplicaSetAvailable", done)
    assert words["Available"][1] == "MinimumReplicasAvailable"
    assert last["terminatingReplicas"] == 0
    assert "unavailableReplicas" not in last


def test_status_tells_of_the_deadline() -> None:
    """Without progress until the deadline the deployment says so."""
    simulation = Simulation(make.deployment())
    simulation.apply()
    simulation.settle(simulation.sets[0])
    now = meta.parse(make.NOON)
    newest = simulation.sets[0]
    for later in ("2026-01-02T12:00:00Z", "2026-01-02T12:10:01Z"):
        now = meta.parse(later)
        simulation.deployment["status"] = status.compute(
            simulation.deployment, simulation.sets, newest, now, rollout=True, created=later == make.NOON
        )
    found = meta.condition(simulation.deployment, "Progressing")
    assert found is not None
    assert (found["status"], found["reason"]) == ("False", "ProgressDeadlineExceeded")
