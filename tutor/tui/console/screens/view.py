"""What the views behind the console's tabs share."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical

from tutor.tui.console import commands

if TYPE_CHECKING:
    from tutor.tui.console.application import ConsoleApp


class View(Vertical):
    """One tab's content; its keys work while it is shown."""

    DEFAULT_CSS = """
    View { height: 1fr; background: $background; display: none; }
    View .empty { margin: 2 4; color: $foreground 80%; height: auto; }
    """
    declared: ClassVar[tuple[commands.Command, ...]] = ()

    app: "ConsoleApp"

    def update_view(self) -> None:
        """Show how things are now."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Give the keyboard to what takes it here."""
        raise NotImplementedError

    def words(self) -> Mapping[str, str]:
        """Names of commands that mean something else now, for the key bar."""
        return {}

    def say(self, key: str, **args: object) -> str:
        """A text in the instructor's language."""
        return self.app.say(key, **args)
