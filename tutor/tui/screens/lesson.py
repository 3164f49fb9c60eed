"""The lesson screen: what the learner does, by key, palette or mouse. What takes time runs in the app's workers."""

from typing import TYPE_CHECKING, ClassVar

from textual import binding, events

from tutor.course import model
from tutor.tui import commands as declared
from tutor.tui.screens import keybinding, lessonview
from tutor.tui.widgets import keybar
from tutor.tui.widgets.lesson import choices, commands, pane

if TYPE_CHECKING:
    from tutor.tui import ports
    from tutor.tui.widgets import tabs


class LessonScreen(lessonview.LessonView):
    """Turns keys into what the learner wants."""

    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(declared.LESSON)

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
            case "type":
                self._type()
            case "stop":
                self.app.work(self._stop(), "end what goes on")
            case "run":
                self._run(self.play.step.commands[self.play.marked])

    def _type(self) -> None:
        """The next line of a command that asks for lines."""
        if one := self.play.awaiting_keys():
            self.terminals.show_host(one.command.host)
            self.set_class(True, "at-terminal")
            one.type()
            self.show_keys()

    async def _stop(self) -> None:
        """End all that goes on beside, oldest first."""
        if self.play.running is not None:
            return  # another press of the key is at it
        for host, one in list(self.play.going.items()):
            if self.play.session:
                self.terminals.show_host(host)
                await self._end(self.play.session, one.command)

    async def _end(self, session: "ports.Session", command: model.Command) -> None:
        """It may take a moment to show what it is waited for."""
        self.play.running, self.play.running_on = command.text, command.host
        self.play.starting = False
        try:
            await session.stop(command.host)
        finally:
            self.play.running = None
            await self.update_view()

    def _run(self, command: model.Command, text: str | None = None) -> None:
        self.play.running, self.play.running_on = text or command.text, command.host
        self.play.starting = command.beside
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
            if command.beside:
                await self.play.session.begin(command._replace(text=text))
            else:
                await self.play.session.run(text, command.host, limit=command.timeout)
        finally:
            if self.play.running == text:
                self.play.running = None
            self.terminals.mark_busy(command.host, busy=command.host in self.play.going)
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
            self.go_to(self.play.index + 1)

    def action_back(self) -> None:
        """The step before."""
        if self.play.index == 0:
            self.notify(self.say("first"), markup=False)
        else:
            self.go_to(self.play.index - 1)

    def go_to(self, index: int) -> None:
        """Stand at another step."""
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
        asked = self.play.session
        # The place, and the session with it, may end while the question stands open.
        if asked and await self.app.confirm("reset") and self.play.session is asked:
            await asked.reset()

    def action_skip(self) -> None:
        """Leave the step, once confirmed."""
        self.app.work(self._skip(), "skip a step")

    async def _skip(self) -> None:
        asked = self.play.session
        if asked is None or not await self.app.confirm("skip") or self.play.session is not asked:
            return
        self.set_class(False, "at-terminal")
        if not asked.skip():
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
            self.show_host(self.terminals.host or self.play.host, focus=True)

    def action_next_host(self) -> None:
        """Show the next host; by a click while a terminal has the keyboard, it goes along."""
        self.show_host(self.terminals.neighbour(1), focus=self.typing)

    def action_previous_host(self) -> None:
        """Show the previous host."""
        self.show_host(self.terminals.neighbour(-1))

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

    def action_form(self) -> None:
        """Another form of the lesson."""
        if self.play.lesson.forms:
            self.app.work(self.app.change_form(), "change the form")
        else:
            self.notify(self.say("form.one"), markup=False)

    def action_language(self) -> None:
        """The other language."""
        self.app.switch_language()

    def action_palette(self) -> None:
        """Find a command by its name."""
        self.app.action_command_palette()

    def action_help(self) -> None:
        """The keys."""
        self.app.show_help(self.declared)

    def action_leave(self) -> None:
        """Leave the tutor, once asked about the lab."""
        self.app.leave()
