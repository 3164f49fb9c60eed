"""The join code for the projector: as large as the window allows, as text and as a QR code."""

from typing import TYPE_CHECKING, ClassVar

from textual import binding, containers, content, screen
from textual.app import ComposeResult
from textual.widgets import Static

from tutor.base import wording
from tutor.tui.console import clean, keys, ports, qr, signs
from tutor.tui.console import commands as declared
from tutor.tui.screens import keybinding
from tutor.tui.widgets import header, keybar

if TYPE_CHECKING:
    from tutor.tui.console.application import ConsoleApp

WORDS = 5
"""Lines that the words take where they stand under the code."""


class JoinScreen(screen.Screen[None]):
    """Code, command line, QR code."""

    DEFAULT_CSS = """
    JoinScreen { layout: vertical; background: $background; }
    JoinScreen #middle { height: 1fr; align: center middle; }
    JoinScreen #qr { width: auto; height: auto; color: #ffffff; background: #000000; }
    JoinScreen #words { width: 100%; height: auto; text-align: center; margin: 0; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(declared.JOIN)
    AUTO_FOCUS = ""

    app: "ConsoleApp"

    def compose(self) -> ComposeResult:
        """All of it in the middle."""
        yield header.Header()
        with containers.Vertical(id="middle"):
            with containers.Center():
                yield Static(id="qr", markup=False)
            yield Static(id="words", markup=False)
        yield keybar.KeyBar()

    def on_mount(self) -> None:
        """As large as it goes."""
        self.update_view()

    def on_resize(self) -> None:
        """Another size, another code."""
        self.update_view()

    def update_view(self) -> None:
        """The code as it is now."""
        room, lang = self.app.room, self.app.lang
        self.query_one(header.Header).facts = header.Facts(
            clean.line(room.title, 60), self.app.place_line(), ready=room.link().connected
        )
        self.query_one(keybar.KeyBar).show(keys.bar(declared.JOIN, lang))
        invitation = room.invitation()
        picture = self.query_one("#qr", Static)
        picture.display = False
        if invitation is None:
            self.query_one("#words", Static).update(self.app.say("join.none"))
            return
        small = False
        left = invitation.expires - room.now() if invitation.expires else 1
        if left > 0:
            small = self._picture(picture, invitation.code)
        self.query_one("#words", Static).update(self._words(invitation, left, small=small))

    def _picture(self, place: Static, code: str) -> bool:
        """Draw the largest that fits; whether a larger window would show a larger one."""
        found, room = qr.modules(code), self.size
        height = room.height - 2 - WORDS
        for large in (True, False):
            cols, lines = qr.size(found, large=large)
            if cols <= room.width and lines <= height:
                drawn = qr.large(found) if large else qr.small(found)
                place.update(content.Content("\n".join(drawn)))
                place.display = True
                return not large
        return True

    def _words(self, invitation: ports.Invitation, left: float, *, small: bool) -> content.Content:
        if left <= 0:
            return content.Content.styled(self.app.say("join.over"), "bold $error")
        parts: list[tuple[str, str]] = [
            (f"\n{self.app.say('join.type')}  ", "$foreground 75%"),
            (invitation.command, "bold $accent"),
        ]
        if trouble := self._trouble():
            return content.Content.assemble(*parts, (f"\n{trouble}", "bold $warning"))
        if invitation.expires:
            parts.append((f"\n{self.app.say('join.expires', time=signs.clock(left))}", "$foreground 60%"))
        if small:
            parts.append((f"  {self.app.say('join.small')}", "$foreground 60%"))
        return content.Content.assemble(*parts)

    def _trouble(self) -> str:
        """Why there is no connection, in the place of less: the top of the screen is too narrow for all of it."""
        link = self.app.room.link()
        said = [] if link.connected else [link.trouble, link.behind]
        return "\n".join(wording.said(one, self.app.lang) for one in said if one)

    def action_language(self) -> None:
        """The other language."""
        self.app.switch_language()

    def action_close(self) -> None:
        """Back to the console."""
        if self.is_active:  # a second key may be on its way already
            self.dismiss()

    def on_key_bar_pressed(self, event: keybar.KeyBar.Pressed) -> None:
        """A click on the key bar is its key."""
        self.app.work(self.run_action(event.name), "press a key of the bar")
