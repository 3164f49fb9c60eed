"""What every application of the tutor's can do: work that takes time, errors told in words, questions asked."""

from collections.abc import Coroutine, Sequence
from typing import Any

from textual import app, driver

from tutor.base import errors
from tutor.tui import commands, hangup, texts


class WorkingApp(app.App[int], inherit_bindings=False):
    """Never shows a traceback: what a user may see becomes a message, any other fault ends the application."""

    CSS = """
    Toast { background: $panel; color: $foreground; border-left: outer $primary; }
    """
    # Textual would take the palette's key from terminals too; screens declare it instead.
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang

    def get_driver_class(self) -> type[driver.Driver]:
        """One that outlives its terminal."""
        return hangup.lasting(super().get_driver_class())

    def work(self, coroutine: Coroutine[Any, Any, object], name: str) -> None:
        """Run something that takes time; an error that a user may see is shown, any other ends the app."""
        self.run_worker(self._guarded(coroutine), name=name, group=name, exit_on_error=False)

    async def _guarded(self, coroutine: Coroutine[Any, Any, object]) -> None:
        try:
            await coroutine
        except Exception as error:
            self.fail(error)

    def fail(self, error: Exception) -> None:
        """Show an error that a user may see; end the application at any other."""
        if isinstance(error, errors.TutorError):
            self.show_error(error)
        else:
            self._handle_exception(error)

    @property
    def fault(self) -> BaseException | None:
        """What has gone wrong beyond repair; told once the screen is gone."""
        return self._exception

    def _fatal_error(self) -> None:
        """Textual would print a traceback with all locals here: just leave, and let the caller report the fault."""
        self._close_messages_no_wait()

    def action_command_palette(self) -> None:
        """Find a command by its name; in the learner's language, which Textual's own does not speak."""
        from tutor.tui.modals import palette

        self.push_screen(palette.of(self.lang))

    def show_help(self, declared: Sequence[commands.Command]) -> None:
        """The keys."""
        from tutor.tui.modals import tell

        self.push_screen(tell.of_help(declared, self.lang, web=self.is_web))

    def show_error(self, error: errors.TutorError) -> None:
        """What happened, why, and what to do."""
        from tutor.tui.modals import tell

        self.push_screen(tell.of_error(error, self.lang))

    async def confirm(self, key: str, **args: object) -> bool:
        """Ask yes or no; the texts are `confirm.KEY`."""
        answers = [("yes", "yes", "y"), ("no", "no", "n")]
        return await self.ask(f"confirm.{key}.title", f"confirm.{key}", answers, **args) == "yes"

    async def ask(
        self, title: str, body: str, answers: Sequence[tuple[str, str, str]], **args: object
    ) -> str | None:
        """Ask; an answer is (id, key of its text, its key)."""
        from tutor.tui.modals import ask

        known = [ask.Answer(name, texts.text(self.lang, key), letter) for name, key, letter in answers]
        return await self.push_screen_wait(
            ask.Ask(texts.text(self.lang, title), texts.text(self.lang, body, **args), known)
        )
