"""The lesson screen with the class's keys."""

from typing import TYPE_CHECKING, ClassVar

from textual import binding

from tutor.tui import commands as declared
from tutor.tui import play
from tutor.tui.classroom import commands
from tutor.tui.screens import keybinding, lesson

if TYPE_CHECKING:
    from tutor.tui.classroom.application import ClassApp


class ClassScreen(lesson.LessonScreen):
    """As without a class; what concerns the class is the application's."""

    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(
        [one for one in commands.LESSON if one not in (*declared.LESSON, *commands.ANYWHERE)]
    )

    app: "ClassApp"

    def __init__(self, shown: play.Play, width: int) -> None:
        super().__init__(shown, width)
        self.declared = commands.LESSON

    def action_hand(self) -> None:
        """Ask for help, or no more."""
        self.app.ask_for_help()

    def action_messages(self) -> None:
        """What the instructor has said."""
        self.app.show_messages()

    def action_poll(self) -> None:
        """The question to the class."""
        self.app.show_poll()

    def action_own_way(self) -> None:
        """Leave the instructor, or come back."""
        self.app.toggle_follow()

    def action_return_code(self) -> None:
        """What to go on with on another machine."""
        self.app.show_return_code()

    def action_consent(self) -> None:
        """From the palette or the help: as the key."""
        self.app.action_consent()

    def action_end_watch(self) -> None:
        """The same."""
        self.app.action_end_watch()
