"""A session without cluster or shell: commands answer from a table, checks look at what ran."""

import asyncio
import datetime
from collections.abc import Callable, Mapping

from tutor.base import errors
from tutor.checkapi import verdict
from tutor.course import model
from tutor.session import events, state
from tutor.shell import records

PROMPT = b"\x1b[1;32mroot@k8s-m\x1b[0m:\x1b[1;34m~\x1b[0m# "
PODS = """\
NAME                       READY   STATUS    RESTARTS   AGE   IP               NODE     NOMINATED NODE   READINESS GATES
coredns-64897985d-8x6mq    1/1     Running   0          2m    172.16.116.2     k8s-m    <none>           <none>
coredns-64897985d-tq4v9    1/1     Running   0          2m    172.16.116.3     k8s-m    <none>           <none>
"""


class Live:
    """A shell that is nothing but what is shown and typed."""

    def __init__(self) -> None:
        self.typed = b""
        self.size = (0, 0)
        self._shown = PROMPT
        self._callbacks: list[Callable[[bytes], None]] = []

    def on_output(self, callback: Callable[[bytes], None]) -> Callable[[], None]:
        """Replay, then follow."""
        callback(self._shown)
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def show(self, data: bytes) -> None:
        """Output."""
        self._shown += data
        for callback in tuple(self._callbacks):
            callback(data)

    def type(self, data: bytes) -> None:
        """Keys."""
        self.typed += data

    def reply(self, data: bytes) -> None:
        """Answers of the terminal."""

    def resize(self, rows: int, cols: int) -> None:
        """The size."""
        self.size = (rows, cols)


class Going:
    """A command that goes on until it is told to end."""

    def __init__(self, command: model.Command) -> None:
        self.command = command
        self.keys = list(command.keys)
        self.typed: list[str] = []

    def type(self) -> None:
        """The next line."""
        self.typed.append(self.keys.pop(0))


class Session:
    """Runs nothing: a command's output and exit code come from a table."""

    outputs: Mapping[str, tuple[str, int]]

    def __init__(self, lesson: model.Lesson, lang: str) -> None:
        self.lang = lang
        self.lesson = lesson
        self.index = 0
        self.lives: dict[str, Live] = {}
        self.going: dict[str, Going] = {}
        self.ran: list[tuple[str, str]] = []
        self.outputs = {
            "kubectl get pods -n kube-system -l k8s-app=kube-dns -o wide": (PODS, 0),
            "kubectl get svc -n kube-system kube-dns": (
                "NAME       TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)                  AGE\n"
                "kube-dns   ClusterIP   10.96.0.10   <none>        53/UDP,53/TCP,9153/TCP   2m\n",
                0,
            ),
            "curl -s $IP:8080/health": ("OK", 0),
        }
        self.gate: asyncio.Event | None = None
        self.fails: errors.TutorError | None = None
        self.typing = False
        self.lacks = ""
        self.credit = 0.0
        self.absent: set[str] = set()
        self.states = [state.StepState() for _ in lesson.steps]
        self.listeners: list[events.Listener] = []

    @property
    def busy(self) -> bool:
        """As set by the test, or while something goes on."""
        return self.typing or bool(self.going)

    @property
    def standing(self) -> state.StepState:
        """The present step's."""
        return self.states[self.index]

    @property
    def status(self) -> dict[str, state.Status]:
        """All steps'."""
        return {step.id: known.status for step, known in zip(self.lesson.steps, self.states, strict=True)}

    def subscribe(self, listener: events.Listener) -> None:
        """Listen."""
        self.listeners.append(listener)

    def tell(self, event: events.Event) -> None:
        """To everyone."""
        for listener in self.listeners:
            listener(event)

    def set_lang(self, lang: str) -> None:
        """Another language."""
        self.lang = lang

    def go(self, index: int) -> None:
        """Another step."""
        self.index = index
        self.tell(events.StepEntered(index))

    def skip(self) -> bool:
        """Ungraded, and on."""
        self.standing.status = "skipped"
        if self.index + 1 >= len(self.lesson.steps):
            return False
        self.go(self.index + 1)
        return True

    def predict(self, option: str) -> None:
        """Choose."""
        self.standing.prediction = option
        self.tell(events.Predicted(self.index, option, len(self.standing.ran)))

    def hint(self) -> str | None:
        """One more."""
        hints = self.lesson.steps[self.index].hints.get(self.lang, ())
        if not hints:
            return None
        self.standing.hints_shown = min(self.standing.hints_shown + 1, len(hints))
        text = hints[self.standing.hints_shown - 1]
        self.tell(events.HintShown(text, self.standing.hints_shown, len(hints)))
        return text

    async def shell(self, host: str) -> Live:
        """The fake shell of that host."""
        if host in self.absent:
            raise errors.EnvironmentLacks(f"there is no shell in {host}")
        return self.lives.setdefault(host, Live())

    async def run(self, text: str, host: str, *, limit: float = 60.0) -> records.Record:
        """Show the table's answer, then grade."""
        if self.fails:
            raise self.fails
        live = await self.shell(host)
        self.tell(events.CommandStarted(host, text))
        live.show(text.encode() + b"\r\n")
        if self.gate:
            await self.gate.wait()
        return await self._end(live, text, host)

    async def begin(self, command: model.Command) -> None:
        """It goes on at once, or when the test says so; what went on there is ended first."""
        if command.host in self.going:
            await self.stop(command.host)
            if self.gate:
                await self.gate.wait()
        live = await self.shell(command.host)
        self.tell(events.CommandStarted(command.host, command.text))
        live.show(command.text.encode() + b"\r\n")
        self.going[command.host] = Going(command)
        self.tell(events.CommandReady(command.host, command.text))

    async def stop(self, host: str) -> None:
        """It ends as the table says."""
        one = self.going.pop(host)
        await self._end(await self.shell(host), one.command.text, host)

    async def _end(self, live: Live, text: str, host: str) -> records.Record:
        output, code = self.outputs.get(text, ("", 127))
        live.show(output.replace("\n", "\r\n").encode() + PROMPT)
        started = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
        record = records.Record(host, text, output, code, started, 0.1)
        self.ran.append((host, text))
        self.standing.ran.append(record)
        self.tell(events.CommandEnded(record, self.index))
        await self._grade(
            whole=state.complete(self.lesson.steps[self.index], self.standing.ran, self.standing.prediction)
        )
        return record

    async def grade(self) -> tuple[verdict.Result, ...]:
        """As the learner asked."""
        await self._grade(whole=True)
        return self.standing.results

    async def _grade(self, *, whole: bool) -> None:
        step, standing = self.lesson.steps[self.index], self.standing
        self.tell(events.Grading())
        standing.results = tuple(self._check(use.name) for use in step.checks)
        passed = all(result.passed for result in standing.results)
        if whole:
            standing.status = "passed" if passed else "failed"
        self.tell(events.Graded(self.index, standing.results, passed and whole, whole))

    def _check(self, name: str) -> verdict.Result:
        if self.lacks or self.credit:
            return verdict.Result(name, False, "more", "less", lacks=self.lacks, credit=self.credit)
        ran = {record.text for record in self.standing.ran if not record.exit_code}
        if name == "quiz":
            right = self.standing.prediction == "two"
            seen = f"your answer: {self.standing.prediction}"
            return verdict.Result(
                name, right, "two pods", seen, "" if right else "Count the lines of the list."
            )
        if name == "http.ok":
            return verdict.Result(name, False, fault="ValueError: no address")
        listed = any("get pods" in text for text in ran)
        return verdict.Result(name, listed, "a list of pods", "two pods listed" if listed else "nothing ran")

    async def reset(self) -> None:
        """As new."""
        self.standing.forget()
        self.tell(events.Notice("The step is as new."))
        self.tell(events.StepEntered(self.index))
