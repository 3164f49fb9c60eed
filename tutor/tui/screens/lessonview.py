"""What the lesson screen shows: prose and commands to the left, live terminals and verdicts to the right.

Below 100 columns the two sides are tabs of one place.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import containers, screen
from textual.app import ComposeResult

from tutor.base import errors
from tutor.course import model
from tutor.tui import commands as declared
from tutor.tui import play, texts, views
from tutor.tui.screens import keybinding
from tutor.tui.widgets import header, keybar
from tutor.tui.widgets.lesson import pane

if TYPE_CHECKING:
    from tutor.session import events as heard
    from tutor.tui.application import TutorApp
    from tutor.tui.widgets import tabs
    from tutor.tui.widgets.terminal import pane as terminal
    from tutor.tui.widgets.terminal import view, waiting
    from tutor.tui.widgets.verdict import pane as verdict


class LessonView(screen.Screen[None]):
    """Shows one lesson in play, and follows its session."""

    # Not CSS: a screen's own sheet would have all others parsed again.
    DEFAULT_CSS = """
    LessonView { layout: vertical; background: $background; }
    #body { layout: horizontal; height: 1fr; }
    #left { width: 42%; max-width: 80; border-right: vkey $border; }
    #right { width: 1fr; }
    #panes { display: none; }
    LessonView.-wide.zoomed #left { display: none; }
    LessonView.-narrow #panes { display: block; }
    LessonView.-narrow #left { width: 1fr; max-width: 100%; border-right: none; }
    LessonView.-narrow #right { display: none; }
    LessonView.-narrow.at-terminal #left { display: none; }
    LessonView.-narrow.at-terminal #right { display: block; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as textual declares it
    # Focus comes with the rest of the screen: it would have everything styled twice before the first paint.
    AUTO_FOCUS = ""

    app: "TutorApp"
    terminals: "terminal.TerminalPane"
    """The right side's parts, once the screen is complete."""
    verdicts: "verdict.VerdictPane"
    panes: "tabs.Tabs"

    def __init__(self, lesson: play.Play, width: int) -> None:
        # Known beforehand, so that the first size does not change the class and with it all styles.
        super().__init__(classes=[name for least, name in self.HORIZONTAL_BREAKPOINTS if width >= least][-1])
        self.play = lesson
        self.declared: Sequence[declared.Command] = declared.LESSON
        self.is_complete = False
        """Whether the right side is there; until then no key does anything."""

    def compose(self) -> ComposeResult:
        """The panes of the design; the lesson is there from the first paint on."""
        yield header.Header(self._facts())
        with containers.Container(id="body"):
            with containers.Vertical(id="left"):
                yield pane.LessonPane(self._step())
            yield containers.Vertical(id="right")
        yield keybar.KeyBar(keybinding.bar(self.declared, self.lang, web=self.app.is_web))

    async def complete(self) -> None:
        """Put the right side in its place. It has nothing to show yet when the first paint is due."""
        if not self.is_complete:
            # Not needed by the first paint, so loaded after it.
            from tutor.tui.widgets import tabs
            from tutor.tui.widgets.terminal import pane as terminal
            from tutor.tui.widgets.verdict import pane as verdict

            self.terminals, self.verdicts = terminal.TerminalPane(), verdict.VerdictPane()
            self.panes = tabs.Tabs(id="panes")
            await self.mount(self.panes, before="#body")
            await self.query_one("#right").mount(self.terminals, self.verdicts)
            self.is_complete = True
            self.terminals.show_hosts(self.play.lesson.hosts, self.play.host)
            await self.update_view()
            self.query_one(pane.LessonPane).focus()
            self.app.work(self.terminals.preload(), "load the terminals")

    async def start(self, other: play.Play) -> None:
        """Go over to another lesson. What the former one's session says from now on is not heard."""
        self.play.session = None
        await self.forget_terminals()
        self.play = other
        self.set_class(False, "at-terminal")
        self.terminals.show_hosts(other.lesson.hosts, other.host)
        self.query_one(pane.LessonPane).scroll_home(animate=False)
        await self.update_view()

    async def renew(self, lesson: model.Lesson) -> None:
        """Show the lesson as its author has just saved it, at the same step and with the same terminals."""
        self.play.renew(lesson)
        if self.is_complete:
            shown = self.terminals.host
            self.terminals.show_hosts(lesson.hosts, shown if shown in lesson.hosts else self.play.host)
            await self.update_view()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - textual's
        """No key does anything on a screen that is still being built."""
        return self.is_complete

    @property
    def lang(self) -> str:
        """The learner's language."""
        return self.play.lang

    def say(self, key: str, **args: object) -> str:
        """A text in the learner's language."""
        return texts.text(self.lang, key, **args)

    # What is shown.

    async def update_view(self) -> None:
        """Show how everything stands now."""
        now, found = self.play, self.play.verdicts
        shown = views.verdict_views(
            now.step, found.results, self.lang, complete=found.complete, looks=now.looks
        )
        predicted = views.outcome(now.step.prediction, now.standing, self.lang)
        self.verdicts.show(shown, self.lang, waiting=now.grading, passed=found.passed, predicted=predicted)
        self.show_keys()
        await self._show_lesson()

    async def _show_lesson(self) -> None:
        self.query_one(header.Header).facts = self._facts()
        await self.query_one(pane.LessonPane).show(self._step())

    def _facts(self) -> header.Facts:
        now, app = self.play, self.app
        return views.header_facts(
            now.lesson,
            now.index,
            now.statuses,
            self.lang,
            place=app.place_label,
            ready=app.place is not None,
        )

    def _step(self) -> pane.View:
        now = self.play
        return views.step_view(
            now.lesson, now.index, now.standing, self.lang, marked=now.marked, running=now.under_way
        )

    def show_keys(self) -> None:
        """The keys that matter where the keyboard is; the tabs of a narrow screen."""
        if self.is_complete:
            names = [(name, self.say(f"tab.{name}")) for name in ("lesson", "terminal")]
            self.panes.show(names, "terminal" if self.has_class("at-terminal") else "lesson")
        if self.typing:
            bar = keybinding.terminal_keys(self.lang, web=self.app.is_web)
        else:
            meant = self.play.intent()
            words = {} if meant == "wait" else {"run": "check" if meant == "grade" else meant}
            bar = keybinding.bar(self.declared, self.lang, words=words, web=self.app.is_web)
        self.query_one(keybar.KeyBar).show(bar)

    @property
    def typing(self) -> bool:
        """Whether a terminal has the keyboard, or the place of one that is not there yet."""
        if not self.is_complete or self.focused is None:
            return False
        return self.focused in (self.terminals.terminal(), self.terminals.waiting)

    def on_descendant_focus(self) -> None:
        """Other keys matter now."""
        self.show_keys()

    def on_descendant_blur(self) -> None:
        """Other keys matter now."""
        self.show_keys()

    def on_resize(self) -> None:
        """The tabs of a narrow screen come and go."""
        self.call_after_refresh(self.show_keys)

    def heard(self, event: "heard.Event") -> None:
        """Follow the session; the play has taken the event in already."""
        from tutor.session import events as heard

        match event:
            case heard.StepEntered():
                self.terminals.show_host(self.play.host)
                self.query_one(pane.LessonPane).scroll_home(animate=False)
                # A pod may only come to be by this step's own commands.
                if not self.play.host.startswith("pod/"):
                    self.app.work(self.ensure_terminal(self.play.host), "open a shell")
            case heard.ShellEnded(host):
                self.app.work(self._shell_ended(host), "drop a terminal")
            case heard.PlaceLost():
                self.app.lose_place()
            case heard.CommandStarted(host):
                self.terminals.mark_busy(host, busy=True)
            case heard.CommandEnded(record):
                self.terminals.mark_busy(record.host, busy=False)
            case heard.NotGraded(error) | heard.NotKept(error):
                self.app.fail(error)
            case heard.HintShown():
                self.call_after_refresh(self.query_one(pane.LessonPane).scroll_end, animate=False)
            case heard.Notice(text):
                self.notify(text, markup=False)
        self.app.work(self.update_view(), "show")

    # Terminals.

    async def ensure_terminal(self, host: str) -> None:
        """A terminal on `host`, opened if there is none. Raises TutorError."""
        if self.play.session is None or not host or self.terminals.terminal(host):
            return
        self.terminals.tell(self.app.message(self.say("shell.opening", host=host)))
        live = await self.play.session.shell(host)
        if not self.terminals.terminal(host):
            await self.terminals.attach(host, live)

    async def _shell_ended(self, host: str) -> None:
        if self.typing and self.terminals.host == host:
            self.query_one(pane.LessonPane).focus()
        await self.terminals.detach(host)
        self.terminals.tell(self.app.message(self.say("shell.ended")))

    async def forget_terminals(self) -> None:
        """Drop all terminals: their session is over."""
        for host in self.play.lesson.hosts:
            await self.terminals.detach(host)

    def on_terminal_pane_host_chosen(self, event: "terminal.TerminalPane.HostChosen") -> None:
        """A host's tab was clicked."""
        self.show_host(event.host, focus=True)

    def on_terminal_view_host_wanted(self, event: "view.TerminalView.HostWanted") -> None:
        """A key in a terminal asks for its neighbour."""
        self.show_host(self.terminals.neighbour(event.by), focus=True)

    def on_waiting_host_wanted(self, event: "waiting.Waiting.HostWanted") -> None:
        """So does one where a terminal is still to come."""
        self.show_host(self.terminals.neighbour(event.by), focus=True)

    def on_terminal_view_scrolled(self, event: "view.TerminalView.Scrolled") -> None:
        """Tell how far back the learner looks."""
        self.terminals.note(f"↓ {self.say('scrolled', lines=event.lines)}" if event.lines else "")

    def show_host(self, host: str, *, focus: bool = False) -> None:
        """Bring the terminal of `host` to the front, opened if need be; `focus` gives it the keyboard."""
        self.terminals.show_host(host)
        self.set_class(True, "at-terminal")
        if focus and not self.terminals.terminal(host):
            self.set_focus(
                self.terminals.waiting
            )  # what is typed until the shell is there is not for the lesson
        self.app.work(self._open_and_focus(host, focus=focus), "open a shell")

    async def _open_and_focus(self, host: str, *, focus: bool) -> None:
        try:
            await self.ensure_terminal(host)
        except errors.EnvironmentLacks:
            self.terminals.tell(self.app.message(self.say("shell.absent", host=host)))
            raise
        found = self.terminals.terminal(host)
        if focus and found and self.terminals.host == host:
            self.set_focus(found)
        self.show_keys()
