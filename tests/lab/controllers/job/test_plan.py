"""Jobs: enough successes, not too many failures."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.controllers import make
from tutor.lab.controllers import meta
from tutor.lab.controllers.job import plan

NOW = meta.parse("2026-01-02T12:10:00Z")


def _job(**spec: Any) -> dict[str, Any]:
    about = {"name": "pi", "namespace": "x", "uid": "j", "creationTimestamp": make.NOON}
    return {"metadata": about, "spec": {"parallelism": 1, "completions": 1, "backoffLimit": 6, **spec}}


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(1, 6))
def test_runs_to_the_wanted_completions(parallelism: int, completions: int) -> None:
    """Never more at once than allowed, never more than needed, and then it is complete."""
    job = _job(parallelism=parallelism, completions=completions)
    owned: list[dict[str, Any]] = []
    for _ in range(20):
        step = plan.step(job, owned, NOW)
        if step.ended:
            break
        assert len(step.create) <= parallelism
        owned += [make.pod(str(len(owned) + n), phase="Succeeded") for n, _ in enumerate(step.create)]
    assert step.ended is not None
    assert step.ended[0] == "Complete"
    assert len(owned) == completions


def test_backoff_limit() -> None:
    """One failure too many ends the job."""
    owned = [make.pod("a", phase="Failed"), make.pod("b", phase="Failed")]
    assert plan.step(_job(backoffLimit=2), owned, NOW).create == (None,)
    ended = plan.step(_job(backoffLimit=1), owned, NOW).ended
    assert ended == ("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit")


def test_pause_after_a_failure() -> None:
    """A new try waits ten seconds, then twice as long each time."""
    failed = make.pod("a", phase="Failed")
    assert plan.step(_job(), [failed], meta.parse("2026-01-02T12:00:04Z")).wait == 6.0
    assert plan.step(_job(), [failed, failed], meta.parse("2026-01-02T12:00:04Z")).wait == 16.0


def test_deadline_and_suspension() -> None:
    """A job past its deadline fails; a suspended one gives up its pods."""
    job = _job(activeDeadlineSeconds=60)
    job["status"] = {"startTime": make.NOON}
    ended = plan.step(job, [make.pod()], NOW).ended
    assert ended is not None
    assert ended[1] == "DeadlineExceeded"
    assert plan.step(_job(suspend=True), [make.pod()], NOW).delete


def test_indexed() -> None:
    """Each number is run once."""
    job = _job(completionMode="Indexed", completions=3, parallelism=3)
    done = make.pod("a", phase="Succeeded")
    done["metadata"]["annotations"] = {plan.INDEX: "1"}
    assert plan.step(job, [done], NOW).create == (0, 2)
    assert plan.status(job, [done], plan.Step(), NOW)["completedIndexes"] == "1"
    assert plan.ranges({0, 1, 2, 5, 7, 8}) == "0-2,5,7-8"


def test_status_at_the_end() -> None:
    """A complete job has both conditions and a time of completion."""
    ended = ("Complete", "CompletionsReached", "Reached expected number of succeeded pods")
    found = plan.status(_job(), [make.pod(phase="Succeeded")], plan.Step(ended=ended), NOW)
    assert [one["type"] for one in found["conditions"]] == ["SuccessCriteriaMet", "Complete"]
    assert found["completionTime"] == "2026-01-02T12:10:00Z"
