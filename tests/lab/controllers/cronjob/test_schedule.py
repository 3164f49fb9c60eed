"""When a schedule is due."""

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab.controllers import make
from tutor.lab.controllers import meta
from tutor.lab.controllers.cronjob import plan, schedule

START = meta.parse("2026-01-02T12:00:30Z")


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("*/5 * * * *", "2026-01-02T12:05:00Z"),
        ("0 0 * * *", "2026-01-03T00:00:00Z"),
        ("30 6 1 * *", "2026-02-01T06:30:00Z"),
        ("0 9 * * mon", "2026-01-05T09:00:00Z"),
        ("0 9 13 * fri", "2026-01-09T09:00:00Z"),
        ("15,45 12-13 * jan *", "2026-01-02T12:15:00Z"),
        ("@hourly", "2026-01-02T13:00:00Z"),
        ("0 0 29 2 *", "2028-02-29T00:00:00Z"),
    ],
)
def test_next(text: str, due: str) -> None:
    """The first time after a given one."""
    assert schedule.parse(text).after(START) == meta.parse(due)


@pytest.mark.parametrize(
    "text", ["bogus", "* * * *", "60 * * * *", "* * * * 8", "*/0 * * * *", "5-1 * * * *"]
)
def test_refused(text: str) -> None:
    """What is no schedule is refused."""
    with pytest.raises(ValueError, match=r"."):
        schedule.parse(text)


@settings(deadline=None)
@given(st.integers(1, 59), st.integers(0, 10**7))
def test_steps(step: int, seconds: int) -> None:
    """Every due minute is a multiple of the step, and later than asked."""
    when = START + datetime.timedelta(seconds=seconds)
    found = schedule.parse(f"*/{step} * * * *").after(when)
    assert found is not None
    assert found > when
    assert found.minute % step == 0


def test_missed_times_start_one_job() -> None:
    """After a pause only the latest of the missed times is made up for."""
    cron_job: dict[str, Any] = {
        "metadata": {"name": "tick", "namespace": "x", "uid": "c", "creationTimestamp": make.NOON},
        "spec": {"schedule": "*/5 * * * *", "jobTemplate": {"spec": {}}},
    }
    now = meta.parse("2026-01-02T12:17:00Z")
    due = plan.due(cron_job, datetime.UTC, now)
    assert due.time == meta.parse("2026-01-02T12:15:00Z")
    assert due.wait == pytest.approx(180.1)
    assert plan.job_for(cron_job, due.time)["metadata"]["name"] == "tick-29455935"
    cron_job["spec"]["suspend"] = True
    assert plan.due(cron_job, datetime.UTC, now).time is None
