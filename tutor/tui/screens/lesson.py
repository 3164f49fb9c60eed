"""The lesson screen: prose and commands to the left, live terminals and verdicts to the right.

Below 100 columns the two sides are tabs of one place. All work that takes time runs in the app's workers.
"""

from typing import TYPE_CHECKING, ClassVar

from textual import binding, containers, events, screen
from textual.app import ComposeResult

from tutor.course import model
from tutor.tui import commands as declared
from tutor.tui import play, texts, views
from tutor.tui.screens import keybinding
from tutor.tui.widgets import header, keybar
from tutor.tui.widgets.lesson import choices, commands, pane

if TYPE_CHECKING:
    from tutor.session import events as heard
    from tutor.tui.application import TutorApp
    from tutor.tui.widgets import tabs
    from tutor.tui.widgets.terminal import pane as terminal
    from tutor.tui.widgets.terminal import view
    from tutor.tui.widgets.verdict import pane as verdict


class LessonScreen(screen.Screen[None]):
    """Shows one lesson in play, and turns keys into what the learner wants."""

    # Not CSS: a screen's own sheet would have all others parsed again.
    DEFAULT_CSS = """
    LessonScreen { layout: vertical; background: $background; }
    #body { layout: horizontal; height: 1fr; }
    #left { width: 42%; max-width: 80; border-right: vkey $border; }
    #right { width: 1fr; }
    #panes { display: none; }
    LessonScreen.-wide.zoomed #left { display: none; }
    LessonScreen.-narrow #panes { display: block; }
    LessonScreen.-narrow #left { width: 1fr; max-width: 100%; border-right: none; }
    LessonScreen.-narrow #right { display: none; }
    LessonScreen.-narrow.at-terminal #left { display: none; }
    LessonScreen.-narrow.at-terminal #right { display: block; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as textual declares it
    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(declared.LESSON)
    AUTO_FOCUS = "LessonPane"

    app: "TutorApp"
    terminals: "terminal.TerminalPane"
    """The right side's parts, once the screen is complete."""
    verdicts: "verdict.VerdictPane"
    panes: "tabs.Tabs"

    def __init__(self, lesson: play.Play) -> None:
        super().__init__()
        self.play = lesson
        self.declared = declared.LESSON
        self.is_complete = False
        """Whether the right side is there; until then no key does anything."""

    def compose(self) -> ComposeResult:
        """The panes of the design."""
        yield header.Header()
        with containers.Container(id="body"):
            with containers.Vertical(id="left"):
                yield pane.LessonPane()
            yield containers.Vertical(id="right")
        yield keybar.KeyBar()

    async def on_mount(self) -> None:
        """The lesson is there from the first paint on."""
        self.show_keys()
        await self._show_lesson()

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
        shown = views.verdict_views(now.step, found.results, self.lang, complete=found.complete)
        self.verdicts.show(shown, self.lang, waiting=now.grading, passed=found.passed)
        self.show_keys()
        await self._show_lesson()

    async def _show_lesson(self) -> None:
        now = self.play
        self.query_one(header.Header).facts = views.header_facts(
            now.lesson,
            now.index,
            now.statuses,
            self.lang,
            place=self.app.place_label,
            ready=self.app.place is not None,
        )
        view = views.step_view(
            now.lesson, now.index, now.standing, self.lang, marked=now.marked, running=now.running
        )
        await self.query_one(pane.LessonPane).show(view)

    def show_keys(self) -> None:
        """The keys that matter where the keyboard is; the tabs of a narrow screen."""
        if self.is_complete:
            names = [(name, self.say(f"tab.{name}")) for name in ("lesson", "terminal")]
            self.panes.show(names, "terminal" if self.has_class("at-terminal") else "lesson")
        if self.typing:
            bar = keybinding.terminal_keys(self.lang)
        else:
            bar = keybinding.bar(declared.LESSON, self.lang)
        self.query_one(keybar.KeyBar).show(bar)

    @property
    def typing(self) -> bool:
        """Whether a terminal has the keyboard."""
        return self.is_complete and self.focused is not None and self.focused is self.terminals.terminal()

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
                self.app.work(self.ensure_terminal(self.play.host), "open a shell")
            case heard.ShellEnded(host):
                self.app.work(self._shell_ended(host), "drop a terminal")
            case heard.CommandStarted(host):
                self.terminals.mark_busy(host, busy=True)
            case heard.CommandEnded(record):
                self.terminals.mark_busy(record.host, busy=False)
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
        self._show_host(event.host, focus=True)

    def on_terminal_view_host_wanted(self, event: "view.TerminalView.HostWanted") -> None:
        """A key in a terminal asks for its neighbour."""
        self._show_host(self.terminals.neighbour(event.by), focus=True)

    def on_terminal_view_scrolled(self, event: "view.TerminalView.Scrolled") -> None:
        """Tell how far back the learner looks."""
        self.terminals.note(f"↓ {self.say('scrolled', lines=event.lines)}" if event.lines else "")

    def _show_host(self, host: str, *, focus: bool = False) -> None:
        self.terminals.show_host(host)
        self.set_class(True, "at-terminal")
        self.app.work(self._open_and_focus(host, focus=focus), "open a shell")

    async def _open_and_focus(self, host: str, *, focus: bool) -> None:
        await self.ensure_terminal(host)
        found = self.terminals.terminal(host)
        if focus and found:
            found.focus()
        self.show_keys()

    # What the learner does.

    def action_run(self) -> None:
        """Enter: predict, run, or go on, whichever is next."""
        match self.play.intent():
            case "wait":
                self.app.wait_for_place()
            case "predict":
                self.action_predict()
            case "busy":
                self.notify(self.say("busy", host=self.play.running_on), severity="warning", markup=False)
            case "next":
                self.action_next()
            case "grade":
                self.action_check()
            case "run":
                self._run(self.play.step.commands[self.play.marked])

    def _run(self, command: model.Command, text: str | None = None) -> None:
        self.play.running, self.play.running_on = text or command.text, command.host
        self.terminals.show_host(command.host)
        self.set_class(True, "at-terminal")
        self.query_one(commands.Commands).scroll_visible(animate=False)
        self.app.work(self._carry_out(text or command.text, command), "run a command")

    async def _carry_out(self, text: str, command: model.Command) -> None:
        if self.play.session is None:
            return
        try:
            await self.update_view()
            await self.ensure_terminal(command.host)
            await self.play.session.run(text, command.host, limit=command.timeout)
        finally:
            if self.play.running == text:
                self.play.running = None
            self.terminals.mark_busy(command.host, busy=False)
            await self.update_view()

    def action_edit(self) -> None:
        """Change the marked command, then run it."""
        if not self.play.step.commands:
            self.notify(self.say("no.command"), markup=False)
        elif self.play.session is None:
            self.app.wait_for_place()
        elif self.play.running is None:
            self.app.work(self._edit(self.play.step.commands[self.play.marked]), "edit a command")

    async def _edit(self, command: model.Command) -> None:
        from tutor.tui.modals import edit

        text = await self.app.push_screen_wait(edit.Edit(command.text, command.host, self.lang))
        if text:
            self._run(command, text)

    def action_next(self) -> None:
        """The next step, or what comes after the last."""
        if self.play.is_last:
            self.app.after_last(self.play)
        else:
            self._go(self.play.index + 1)

    def action_back(self) -> None:
        """The step before."""
        if self.play.index == 0:
            self.notify(self.say("first"), markup=False)
        else:
            self._go(self.play.index - 1)

    def _go(self, index: int) -> None:
        self.set_class(False, "at-terminal")
        self.play.go(index)
        if self.play.session is None:
            self.query_one(pane.LessonPane).scroll_home(animate=False)
            self.app.work(self.update_view(), "show")
        if not self.typing:
            self.query_one(pane.LessonPane).focus()

    def action_predict(self) -> None:
        """Give the keyboard to the prediction."""
        if self.play.step.prediction:
            self.set_class(False, "at-terminal")
            found = self.query_one(choices.Choices)
            # At once, not by found.focus(): the next key may already be on its way.
            self.set_focus(found)
            found.scroll_visible(animate=False)

    def on_choices_chosen(self, event: choices.Choices.Chosen) -> None:
        """A prediction was made."""
        self._predict(event.option)

    def _predict(self, option: str) -> None:
        if self.play.session is None:
            self.app.wait_for_place()
            return
        self.play.session.predict(option)
        self.set_focus(self.query_one(pane.LessonPane))
        self.query_one(commands.Commands).scroll_visible(animate=False)
        if not self.play.step.commands:
            self.action_check()
        self.app.work(self.update_view(), "show")

    def on_choices_left(self) -> None:
        """Back to reading."""
        self.query_one(pane.LessonPane).focus()

    def on_key(self, event: events.Key) -> None:
        """A number answers the prediction, wherever the keyboard is but in a terminal."""
        number = int(event.character) if event.character and event.character in "123456789" else 0
        if not self.typing and self.query_one(choices.Choices).choose(number):
            event.stop()

    def action_hint(self) -> None:
        """One rung of the ladder more."""
        self.set_class(False, "at-terminal")
        if self.play.session is None:
            self.app.wait_for_place()
        elif self.play.session.hint() is None:
            self.notify(self.say("hint.none"), markup=False)

    def action_check(self) -> None:
        """Verdicts on the step as it stands."""
        if self.play.session is None:
            self.app.wait_for_place()
        else:
            self.set_class(True, "at-terminal")
            self.app.work(self._grade(), "grade")

    async def _grade(self) -> None:
        if self.play.session:
            await self.play.session.grade()

    def action_reset(self) -> None:
        """Undo the step, once confirmed."""
        self.app.work(self._reset(), "reset a step")

    async def _reset(self) -> None:
        if self.play.session and await self.app.confirm("reset"):
            await self.play.session.reset()

    def action_skip(self) -> None:
        """Leave the step, once confirmed."""
        self.app.work(self._skip(), "skip a step")

    async def _skip(self) -> None:
        if self.play.session is None or not await self.app.confirm("skip"):
            return
        self.set_class(False, "at-terminal")
        if not self.play.session.skip():
            self.app.after_last(self.play)
        await self.update_view()

    def action_pane(self) -> None:
        """The other side of a narrow screen; on a wide one the terminals alone, or both sides."""
        if self.has_class("-narrow"):
            self._show_pane("lesson" if self.has_class("at-terminal") else "terminal")
        else:
            self.toggle_class("zoomed")

    def on_tabs_chosen(self, event: "tabs.Tabs.Chosen") -> None:
        """A tab of a narrow screen was clicked."""
        self._show_pane(event.tab)

    def _show_pane(self, name: str) -> None:
        self.set_class(name == "terminal", "at-terminal")
        if name == "lesson":
            self.query_one(pane.LessonPane).focus()
        self.show_keys()

    def action_terminal(self) -> None:
        """Give the keyboard to the terminal, or take it back."""
        if self.typing:
            self._show_pane("lesson")
        elif self.play.session is None:
            self.app.wait_for_place()
        else:
            self._show_host(self.terminals.host or self.play.host, focus=True)

    def action_next_host(self) -> None:
        """Show the next host."""
        self._show_host(self.terminals.neighbour(1))

    def action_previous_host(self) -> None:
        """Show the previous host."""
        self._show_host(self.terminals.neighbour(-1))

    def action_next_command(self) -> None:
        """Mark the next command."""
        self._mark(self.play.marked + 1)

    def action_previous_command(self) -> None:
        """Mark the previous command."""
        self._mark(self.play.marked - 1)

    def _mark(self, index: int) -> None:
        self.play.mark(index)
        self.terminals.show_host(self.play.host)
        self.app.work(self.update_view(), "show")

    def on_commands_clicked(self, event: commands.Commands.Clicked) -> None:
        """A click marks a command; a second one runs it."""
        self._mark(event.index)
        if event.run:
            self.action_run()

    def on_key_bar_pressed(self, event: keybar.KeyBar.Pressed) -> None:
        """A click on the key bar is its key."""
        self.app.work(self.run_action(event.name), "press a key of the bar")

    def action_menu(self) -> None:
        """The course's lessons."""
        self.app.show_menu()

    def action_language(self) -> None:
        """The other language."""
        self.app.switch_language()

    def action_palette(self) -> None:
        """Find a command by its name."""
        self.app.action_command_palette()

    def action_help(self) -> None:
        """The keys."""
        self.app.show_help(declared.LESSON)

    def action_leave(self) -> None:
        """Leave the tutor, once asked about the lab."""
        self.app.leave()
