"""A report as JSON. Pure.

One object: `format` "k8stutor-class/1", `class` {id, title, made, begin, end, anonymous, missing_reports,
unknown_steps, unknown_checks: what learners told of, left out since the course does not know it}, and

- `learners`: [{id, name, lang, passed, total, present_seconds, worked_seconds, stays: [{begin, end}],
  steps: [{lesson, step, status, seconds, tries, hints}]}]
- `steps`: [{lesson, step, title, came, passed, skipped, failed, median_seconds, slow_seconds, tries, hinted}];
  `slow_seconds` is what nine of ten who passed did not exceed, both times are null where nobody passed
- `checks`: [{lesson, step, check, title, learners, times,
  differences: [{kind: wrong|fault|lacks, expected, seen, learners, times}]}], most learners first
- `polls`: [{question, lesson, step, asked, at, choices: [{id, text, votes, right}]}]; `at` is null for a prediction
  of a lesson, which nobody had to ask

Moments are RFC 3339 in UTC, or null. Fields may be added; those that there are keep their meaning.
"""

import datetime
import json
import re
from typing import Any

from tutor.base import clock
from tutor.workshop.export import report
from tutor.workshop.timeline import StepKey

FORMAT = "k8stutor-class/1"
CONTROLS = re.compile("[\x7f-\x9f\ud800-\udfff]")
"""What JSON lets stand as it is: DEL and C1 (U+009B begins a terminal's sequences as ESC [ does; ECMA-48, 8.3.16), and
halves of surrogate pairs, which no UTF-8 has. Only strings can hold them, so the whole text is searched."""


def render(made: report.Report) -> str:
    """The whole report, in UTF-8, ending with a newline; only what a terminal would obey is escaped."""
    written = json.dumps(_content(made), ensure_ascii=False, indent=1) + "\n"
    return CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def moment(at: float | None) -> str | None:
    """RFC 3339 in UTC, to the second."""
    return None if at is None else clock.rfc3339(datetime.datetime.fromtimestamp(at, datetime.UTC))


def _content(made: report.Report) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "class": {
            "id": made.class_id,
            "title": made.title,
            "made": moment(made.made),
            "begin": moment(made.begin),
            "end": moment(made.end),
            "anonymous": made.anonymous,
            "missing_reports": made.missing,
            "unknown_steps": made.unknown.steps,
            "unknown_checks": made.unknown.checks,
        },
        "learners": [_learner(one) for one in made.learners],
        "steps": [_step(one) for one in made.steps],
        "checks": [_check(one) for one in made.checks],
        "polls": [_poll(one) for one in made.polls],
    }


def _at(key: StepKey) -> dict[str, str]:
    return {"lesson": key[0], "step": key[1]}


def _seconds(span: float | None) -> float | None:
    return None if span is None else round(span, 1)


def _learner(one: report.Attendee) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "lang": one.lang,
        "passed": one.passed,
        "total": one.total,
        "present_seconds": _seconds(one.present),
        "worked_seconds": _seconds(one.worked),
        "stays": [{"begin": moment(stay.begin), "end": moment(stay.end)} for stay in one.stays],
        "steps": [
            {**_at(key), **step._asdict(), "seconds": _seconds(step.seconds)}
            for key, step in one.steps.items()
        ],
    }


def _step(one: report.StepReport) -> dict[str, Any]:
    return {
        **_at(one.key),
        "title": one.title,
        "came": one.came,
        "passed": one.passed,
        "skipped": one.skipped,
        "failed": one.failed,
        "median_seconds": _seconds(one.median),
        "slow_seconds": _seconds(one.slow),
        "tries": round(one.tries, 2),
        "hinted": one.hinted,
    }


def _check(one: report.CheckReport) -> dict[str, Any]:
    return {
        **_at(one.key),
        "check": one.check,
        "title": one.title,
        "learners": one.learners,
        "times": one.times,
        "differences": [difference._asdict() for difference in one.differences],
    }


def _poll(one: report.PollReport) -> dict[str, Any]:
    return {
        "question": one.question,
        **_at(one.key),
        "asked": one.asked,
        "at": moment(one.at),
        "choices": [choice._asdict() for choice in one.choices],
    }
