"""The application: it owns the screens, the engine behind them, and all work that takes time."""

import asyncio
import contextlib
import gc
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from textual import app, content, screen

from tutor.base import aio, errors, wording
from tutor.course import model
from tutor.tui import browser, play, texts, theme, working
from tutor.tui.screens import lesson

if TYPE_CHECKING:
    from tutor.tui import ports

TICK = 0.1
"""Seconds between two looks of the clock while the lab starts."""


class TutorApp(working.WorkingApp):
    """Paints the learner's lesson first, then opens the place where it runs."""

    TITLE = "k8stutor"

    def __init__(self, behind: "ports.Engine", lang: str) -> None:
        super().__init__(lang)
        self.engine = behind
        self.place: ports.Place | None = None
        self.locked: frozenset[str] = frozenset()
        """Ids of lessons that the learner is not to open."""
        self._opening = self._preparing = self._open_failed = False
        self._chosen: ports.Cluster | None = None
        self.register_theme(theme.THEME)
        # Set before anything is styled: the watcher would have every sheet parsed a second time.
        self.set_reactive(app.App.theme, theme.NAME)
        self.stylesheet.set_variables(self.get_css_variables())

    # Life.

    def get_default_screen(self) -> screen.Screen[Any]:
        """Where the learner left, as the very first screen: a blank one before it would be painted for nothing."""
        return lesson.LessonScreen(self._resume(), self.size.width)

    def on_mount(self) -> None:
        """Open the place once the lesson is painted."""
        self.screen.call_after_refresh(self._painted)

    def _painted(self) -> None:
        """The lesson can be read: go on with the rest."""
        gc.enable()
        gc.freeze()
        self.work(self._choose_place(), "choose a place")
        broken, root = self.engine.course().broken, self.engine.watched()
        if broken or root:
            from tutor.tui import reloading

            reloading.tell(self, [one.error() for one in broken])
            if root:
                self.work(reloading.follow(self, root), "follow the course's files")

    def _resume(self) -> play.Play:
        course = self.engine.course()
        (lesson_id, step_id), statuses = self.engine.known()
        found = course.lesson(lesson_id) or course.lessons[0]
        ids = [step.id for step in found.steps]
        return play.Play(found, ids.index(step_id) if step_id in ids else 0, self.lang, statuses)

    @property
    def lesson_screen(self) -> "lesson.LessonScreen | None":
        """The lesson, wherever it is in the stack."""
        return next((one for one in self.screen_stack if isinstance(one, lesson.LessonScreen)), None)

    # The place.

    @property
    def place_label(self) -> str:
        """Where lessons run, for the header."""
        if self.place:
            return self.place.label
        return texts.text(self.lang, "place.starting" if self._opening else "place.none")

    def message(self, text: str, more: str = "") -> content.Content:
        """A text for where a terminal will be."""
        parts: list[tuple[str, str]] = [(text, "bold")]
        return content.Content.assemble(*parts, *([(f"\n\n{more}", "$foreground 70%")] if more else []))

    def wait_for_place(self) -> None:
        """A key needs the place: say that it comes, or offer to open it."""
        if self._opening or self._preparing:
            key = "place.wait" if self._opening else "place.prepared"
            self.notify(texts.text(self.lang, key), markup=False)
        elif self.place:
            self.work(self.begin(), "begin the lesson")
        elif self._open_failed:
            self.work(self._open(self._chosen), "open the place")
        else:
            self.work(self._choose_place(), "choose a place")

    def lose_place(self) -> None:
        """The place is gone; the next key that needs one opens another of its kind."""
        self.place, self._open_failed = None, True
        if shown := self.lesson_screen:
            shown.play.detach()
            self.work(shown.forget_terminals(), "drop the terminals")
        self._tell_terminals(self.message(texts.text(self.lang, "place.failed")))

    async def _choose_place(self) -> None:
        if shown := self.lesson_screen:
            await shown.complete()
        if self._opening or self.place:
            return
        if self.engine.wanted():
            await self._open(None)
            return
        from tutor.tui import asking

        clusters = await self.engine.clusters()
        answer = await asking.place(self, clusters)
        if answer == "lab":
            await self._open(None)
        elif answer and answer.startswith("cluster:"):
            chosen = clusters[int(answer.removeprefix("cluster:"))]
            if await self.confirm("cluster", name=chosen.name, server=chosen.server):
                await self._open(chosen)
        else:
            self._tell_terminals(self.message(texts.text(self.lang, "place.failed")))

    async def _open(self, chosen: "ports.Cluster | None") -> None:
        self._opening, self._open_failed, self._chosen = True, True, chosen
        try:
            async with self._telling("place.cluster.starting" if chosen else "place.lab.starting") as said:
                self.place = await self.engine.open(chosen, said.append)
            self._open_failed = False
        finally:
            self._opening = False
            await self._update()
        await self.begin()

    @contextlib.asynccontextmanager
    async def _telling(self, key: str) -> AsyncIterator[list[str]]:
        """Show how long the block has taken, and the lines that it puts into the list; and that it failed."""
        said: list[str] = []
        try:
            async with aio.tasks() as tasks:
                tasks.start(self._tick(key, said), name=f"clock of {key}")
                yield said
        except errors.TutorError:
            self._tell_terminals(self.message(texts.text(self.lang, "place.failed")))
            raise

    async def _tick(self, key: str, said: Sequence[str]) -> None:
        """Show what is done and for how long."""
        began = time.monotonic()
        await self._update()
        while True:
            seconds = texts.text(self.lang, "place.seconds", seconds=time.monotonic() - began)
            done = [wording.said(line, self.lang) for line in said[-8:]]
            more = "\n".join([*done, "", texts.text(self.lang, "place.read")]).strip()
            self._tell_terminals(self.message(f"{texts.text(self.lang, key)} · {seconds}", more))
            await asyncio.sleep(TICK)

    def _tell_terminals(self, text: content.Content) -> None:
        if shown := self.lesson_screen:
            shown.terminals.tell(text)

    async def begin(self, at: str = "") -> None:
        """Begin a session on the lesson that is shown, unless one is on its way. Raises TutorError.

        The place is made as the step of the id `at` begins, else the one where the learner left.
        """
        shown = self.lesson_screen
        if shown is None or self.place is None or self._preparing:
            return
        self._preparing = True
        try:
            async with self._telling("place.preparing") as said:
                session = await self.engine.begin(shown.play.lesson, self.lang, said.append, at)
        finally:
            self._preparing = False
        shown.play.attach(session, shown.heard)

    async def _update(self) -> None:
        if shown := self.lesson_screen:
            await shown.update_view()

    # Other screens.

    def show_menu(self) -> None:
        """The course's lessons."""
        self.work(self._menu(), "show the menu")

    async def _menu(self) -> None:
        from tutor.tui.screens import menu

        shown = self.lesson_screen
        current = shown.play.lesson.id if shown else ""
        chosen = await self.push_screen_wait(
            menu.MenuScreen(self.engine.course(), self.engine.known()[1], current, self.lang)
        )
        found = self.engine.course().lesson(chosen) if chosen else None
        if found and (shown is None or chosen != current):
            await self._open_lesson(found)

    async def _open_lesson(self, found: model.Lesson, step: str = "") -> None:
        """At the step of that id, else at the first that was not passed."""
        shown = self.lesson_screen
        if shown is None or self._still_preparing():
            return
        known = self.engine.known()[1]
        left = (n for n, one in enumerate(found.steps) if known.get((found.id, one.id)) != "passed")
        at = next((n for n, one in enumerate(found.steps) if one.id == step), next(left, 0))
        await shown.start(play.Play(found, at, self.lang, known))
        await self.begin(found.steps[at].id)

    def _still_preparing(self) -> bool:
        """Whether a lesson's start is being made, which is told: two at a time would spoil each other's."""
        if self._preparing:
            self.wait_for_place()
        return self._preparing

    async def change_form(self) -> None:
        """Let the learner choose how this lesson goes, and begin it that way."""
        from tutor.tui import asking

        shown = self.lesson_screen
        if shown is None:
            return
        lesson = shown.play.lesson
        chosen = await asking.form(self, lesson)
        if chosen and chosen != lesson.form and not self._still_preparing():
            self.engine.choose_form(chosen)
            if found := self.engine.course().lesson(lesson.id):
                await self._open_lesson(found)

    def after_last(self, done: play.Play) -> None:
        """The learner goes on from a lesson's last step."""
        steps = enumerate(done.lesson.steps, start=1)
        left = [str(number) for number, step in steps if done.statuses.get(step.id) != "passed"]
        key = "lesson.open" if left else "lesson.done"
        self.notify(texts.text(self.lang, key, steps=", ".join(left)), markup=False)
        self.show_menu()

    # Language, palette, leaving.

    def switch_language(self) -> None:
        """The other language, everywhere and at once."""
        self.lang = "ko" if self.lang == "en" else "en"
        self.work(self._localise(), "switch the language")

    async def _localise(self) -> None:
        if shown := self.lesson_screen:
            shown.play.set_lang(self.lang)
            await shown.update_view()
        localise = getattr(self.screen, "localise", None)
        if localise:
            localise(self.lang)

    def get_system_commands(self, screen: screen.Screen[Any]) -> Iterable[app.SystemCommand]:
        """The palette: what the screen has declared."""
        for command in getattr(screen, "declared", ()):
            if command.palette:
                shown = browser.shown(command.shown, web=self.is_web)
                title = f"{texts.text(self.lang, f'key.{command.name}')}  ({shown})"
                yield app.SystemCommand(
                    title,
                    texts.text(self.lang, f"do.{command.name}"),
                    getattr(screen, f"action_{command.name}"),
                )

    def leave(self) -> None:
        """Leave, once asked."""
        self.work(self._leave(), "leave")

    async def _leave(self) -> None:
        is_lab = self.place is not None and self.place.kind == "lab"
        answers = [("keep", "leave.just", "y")]
        if is_lab:
            answers = [("keep", "leave.keep", "k"), ("stop", "leave.stop", "x")]
        answers.append(("stay", "leave.stay", "n"))
        answer = await self.ask("leave.title", "leave.lab" if is_lab else "leave.plain", answers)
        if answer not in ("keep", "stop"):
            return
        self.notify(texts.text(self.lang, "leave.closing"), markup=False)
        try:
            if shown := self.lesson_screen:
                await shown.forget_terminals()
            await self.engine.close(stop_lab=answer == "stop")
        finally:
            self.exit(errors.GOOD)

    async def on_unmount(self) -> None:
        """However the application ends, session and place end with it."""
        await self.engine.close(stop_lab=False)
