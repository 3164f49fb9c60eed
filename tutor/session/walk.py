"""The session without a screen: a lesson's own commands are run, graded and reported.

Works for pipes and screen readers: plain lines, each meaning said in words.
"""

import time
from collections.abc import Callable

from tutor.base import errors, i18n, wording
from tutor.course import model
from tutor.session import doing, events, report, session, texts
from tutor.shell import records

LAB_LIMIT = 60.0
"""Seconds that a command of a walk may take on the lab, where what comes at all comes in moments."""

Say = Callable[[str], None]
"""Prints one line of text."""

TEXTS: i18n.Table = {
    "lesson": {"en": "Lesson {number}: {title}", "ko": "레슨 {number}: {title}"},
    "step": {"en": "Step {number} of {of}: {title}", "ko": "단계 {number}/{of}: {title}"},
    "predict": {"en": "Prediction: {question} -> {answer}", "ko": "예측: {question} -> {answer}"},
    "late": {"en": "(no end within {limit:g} s)", "ko": "({limit:g}초 안에 끝나지 않음)"},
    "exit": {"en": "(exit code {code})", "ko": "(종료 코드 {code})"},
    "passed": {"en": "passed: {title}\n  seen: {seen}", "ko": "통과: {title}\n  관찰: {seen}"},
    "failed": {
        "en": "NOT passed: {title}\n  expected: {expected}\n  seen: {seen}\n  next: {next}",
        "ko": "통과 못 함: {title}\n  기대: {expected}\n  관찰: {seen}\n  다음: {next}",
    },
    "credit": {"en": "  right so far: {percent} %", "ko": "  맞은 부분: {percent}%"},
    "beside": {"en": "({host} showed meanwhile: {text})", "ko": "(그동안 {host}의 출력: {text})"},
    "fault": {
        "en": "NOT graded: {title}: the check itself failed, which is no fault of yours: {fault}",
        "ko": "채점 못 함: {title}: 검사 자체가 실패했습니다(학습자의 잘못이 아닙니다): {fault}",
    },
    "lesson_passed": {
        "en": "Lesson {number} passed: {done} of {of} steps, {seconds:.1f} s",
        "ko": "레슨 {number} 통과: {of}단계 중 {done}단계, {seconds:.1f}초",
    },
    "lesson_failed": {
        "en": "Lesson {number} NOT passed: {done} of {of} steps, {seconds:.1f} s",
        "ko": "레슨 {number} 통과 못 함: {of}단계 중 {done}단계, {seconds:.1f}초",
    },
}


async def walk(lesson: session.Session, say: Say) -> report.LessonReport:
    """Run every step's solution and grade it; clean up after the last. Raises TutorError where nothing runs."""
    started = time.monotonic()
    lesson.subscribe(lambda event: _hear(event, lesson, say))
    _say(
        say, lesson, "lesson", number=lesson.lesson.number, title=i18n.pick(lesson.lesson.title, lesson.lang)
    )
    steps = []
    for index in range(len(lesson.lesson.steps)):
        lesson.go(index)
        steps.append(await _step(lesson, say))
    if any(other.continues == lesson.lesson.id for other in lesson.course.lessons):
        await lesson.passed(len(lesson.lesson.steps) - 1)
    for step in reversed(lesson.lesson.steps):
        await lesson.clean_up(step)
    passed = all(step.passed or step.lacks for step in steps) and any(step.passed for step in steps)
    seconds = time.monotonic() - started
    _say(
        say,
        lesson,
        "lesson_passed" if passed else "lesson_failed",
        number=lesson.lesson.number,
        done=sum(step.passed for step in steps),
        of=len(steps),
        seconds=seconds,
    )
    return report.LessonReport(
        lesson.lesson.id, lesson.lang, passed, round(seconds, 3), tuple(steps), lesson.lesson.form
    )


def _hear(event: events.Event, lesson: session.Session, say: Say) -> None:
    match event:
        case events.Notice(text):
            say(text)
        case events.NotKept(error):
            say(errors.render(error, lesson.lang))


async def _step(lesson: session.Session, say: Say) -> report.StepReport:
    step = lesson.step
    title = i18n.pick(step.title, lesson.lang)
    say("")
    _say(say, lesson, "step", number=lesson.index + 1, of=len(lesson.lesson.steps), title=title)
    if lacks := await lesson.lacks():
        say(texts.text(lesson.lang, "lacks", lacks=lacks))
        return report.StepReport(step.id, False, (), (), lacks)
    await lesson.need_place()
    _predict(lesson, say)
    told = _Telling(lesson, say)
    await lesson.carry_out(step.solution, watcher=told, cap=told.cap)
    checks = tuple(
        report.CheckReport(one.name, one.passed, one.expected, one.seen, one.next, one.fault, one.credit)
        for one in await lesson.grade()
    )
    for use, check in zip(step.checks, checks, strict=True):
        _verdict(lesson, use, check, say)
    return report.StepReport(step.id, all(check.passed for check in checks), tuple(told.reports), checks)


def _verdict(lesson: session.Session, use: model.CheckUse, check: report.CheckReport, say: Say) -> None:
    key = "passed" if check.passed else "fault" if check.fault else "failed"
    words = {**vars(check), "fault": wording.said(check.fault or "", lesson.lang)}
    _say(say, lesson, key, title=i18n.pick(use.title, lesson.lang), **words)
    if check.credit and not check.passed:
        _say(say, lesson, "credit", percent=round(check.credit * 100))


def _predict(lesson: session.Session, say: Say) -> None:
    if (asked := lesson.step.prediction) is None:
        return
    lesson.predict(asked.answer)
    chosen = next(option for option in asked.options if option.id == asked.answer)
    question, answer = i18n.pick(asked.question, lesson.lang), i18n.pick(chosen.text, lesson.lang)
    _say(say, lesson, "predict", question=" ".join(question.split()), answer=" ".join(answer.split()))


class _Telling(doing.Watcher):
    """Says what is run and what it printed, and keeps it for the report."""

    def __init__(self, lesson: session.Session, say: Say) -> None:
        self._lesson = lesson
        self._say = say
        self.cap = LAB_LIMIT if lesson.place.kind == "lab" else float("inf")
        self.reports: list[report.CommandReport] = []

    def begun(self, command: model.Command) -> None:
        """The line as it is typed."""
        self._say(f"{command.host}# {command.text}")

    def ended(self, command: model.Command, record: records.Record) -> None:
        """Its output."""
        if command.beside:
            _say(self._say, self._lesson, "beside", host=command.host, text=command.text.splitlines()[0])
        if record.output:
            self._say(record.output.rstrip("\n"))
        if record.timed_out:
            _say(self._say, self._lesson, "late", limit=min(command.timeout, self.cap))
        elif record.exit_code and not command.beside:
            _say(self._say, self._lesson, "exit", code=record.exit_code)
        code, seconds = record.exit_code, round(record.seconds, 3)
        self.reports.append(report.CommandReport(command.host, command.text, code, seconds))

    def failed(self, command: model.Command, error: errors.TutorError) -> None:
        """Why it was not run; the rest goes on."""
        self._say(errors.render(error, self._lesson.lang))
        self.reports.append(report.CommandReport(command.host, command.text, None, 0.0))


def _say(say: Say, lesson: session.Session, key: str, **args: object) -> None:
    say(i18n.text(TEXTS, lesson.lang, key, **args))
