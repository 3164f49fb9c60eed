"""The palette: a command found by a word of its name, in the learner's language."""

from typing import TYPE_CHECKING

from textual import command, system_commands

from tutor.tui import texts

if TYPE_CHECKING:
    from tutor.tui import working


def _nothing() -> None:
    """Chosen where no command has the words asked for."""


class Commands(system_commands.SystemCommandsProvider):
    """What the screen declares; where nothing matches it says so itself, since Textual would in English."""

    async def search(self, query: str) -> command.Hits:
        """Hits, best last; at least one."""
        found = False
        async for hit in super().search(query):
            found = True
            yield hit
        if not found:
            app: working.WorkingApp = self.app  # type: ignore[assignment]  # Textual types it by its own base
            yield command.Hit(0, texts.text(app.lang, "palette.none"), _nothing)


def of(lang: str) -> command.CommandPalette:
    """The palette of the screen in front, asking in `lang`."""
    return command.CommandPalette(
        [Commands], placeholder=texts.text(lang, "palette.ask"), id="--command-palette"
    )
