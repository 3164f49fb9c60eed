"""The join code for the projector: its letters as large as the window allows, and the same as a QR code."""

from typing import TYPE_CHECKING, ClassVar

from textual import binding, containers, content, screen
from textual.app import ComposeResult
from textual.widgets import Static

from tutor.base import wording
from tutor.tui.console import clean, keys, ports, poster, signs
from tutor.tui.console import commands as declared
from tutor.tui.screens import keybinding
from tutor.tui.widgets import header, keybar

if TYPE_CHECKING:
    from tutor.tui.console.application import ConsoleApp

AROUND = 2
"""Lines of the header and of the keys."""
WORDS = 5
"""Lines that the words may take where they stand under the code."""


class JoinScreen(screen.Screen[None]):
    """Code, QR code, and how to use them."""

    DEFAULT_CSS = """
    JoinScreen { layout: vertical; background: $background; }
    JoinScreen #middle { height: 1fr; align: center middle; }
    JoinScreen #poster { width: auto; height: auto; layout: vertical; }
    JoinScreen #poster.beside { layout: horizontal; }
    JoinScreen #letters { width: auto; height: auto; color: $foreground; }
    JoinScreen #qr { width: auto; height: auto; color: #ffffff; background: #000000; }
    JoinScreen #name, JoinScreen #words { width: 100%; height: auto; text-align: center; margin: 0; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(declared.JOIN)
    AUTO_FOCUS = ""

    app: "ConsoleApp"

    def __init__(self) -> None:
        super().__init__()
        self._picture = False
        """Whether the QR code alone was asked for."""
        self._drawn: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """All of it in the middle."""
        yield header.Header()
        with containers.Vertical(id="middle"):
            yield Static(id="name", markup=False)
            with containers.Center(), containers.Container(id="poster"):
                yield Static(id="letters", markup=False)
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
        words = {"qr": "letters"} if self._picture else {}
        self.query_one(keybar.KeyBar).show(keys.bar(declared.JOIN, lang, words))
        invitation = room.invitation()
        if invitation is None:
            self._show(poster.Poster(), "", content.Content(self.app.say("join.none")))
        elif (left := invitation.expires - room.now() if invitation.expires else 1) <= 0:
            over = content.Content.styled(self.app.say("join.over"), "bold $error")
            self._show(poster.Poster(), "", over)
        elif self._picture:
            self._show_picture(invitation, left)
        else:
            self._show_letters(invitation, left)

    def _show_letters(self, invitation: ports.Invitation, left: float) -> None:
        name, cols = poster.parted(invitation.code)[0], self.size.width
        above = -(-len(name) // max(cols, 1))
        shown = poster.poster(invitation.code, cols, self.size.height - AROUND - WORDS - above)
        self._show(shown, name if shown.letters else "", self._words(invitation, left))

    def _show_picture(self, invitation: ports.Invitation, left: float) -> None:
        """With the words below where both fit, else without: whoever takes a picture does not read them."""
        cols, lines = self.size.width, self.size.height - AROUND
        words = self._words(invitation, left)
        if not (shown := poster.picture(invitation.code, cols, lines - WORDS)).code:
            shown = poster.picture(invitation.code, cols, lines)
            words = content.Content("" if shown.code else self.app.say("join.small"))
        self._show(shown, "", words)

    def _show(self, shown: poster.Poster, name: str, words: content.Content) -> None:
        """Draw it, with the host's name above its letters, and words below."""
        self.query_one("#words", Static).update(words)
        self.query_one("#words").display = bool(words)
        if (shown, name) == self._drawn:
            return
        self._drawn = shown, name
        self.query_one("#poster").set_class(shown.beside, "beside")
        above, left = shown.between
        self.query_one("#qr").styles.margin = (above, 0, 0, left)
        for part, found in (("#name", name), ("#letters", shown.letters), ("#qr", shown.code)):
            drawn = self.query_one(part, Static)
            drawn.display = bool(found)
            text = found if isinstance(found, str) else "\n".join(found)
            drawn.update(content.Content.styled(text, "bold" if part == "#name" else ""))

    def _words(self, invitation: ports.Invitation, left: float) -> content.Content:
        parts: list[tuple[str, str]] = [
            (f"\n{self.app.say('join.type')}\n", "$foreground 75%"),
            (invitation.command, "bold $accent"),
        ]
        if trouble := self._trouble():
            return content.Content.assemble(*parts, (f"\n{trouble}", "bold $warning"))
        parts.append((f"\n{self.app.say('join.installed')}", "$foreground 75%"))
        if invitation.expires:
            parts.append((f" · {self.app.say('join.expires', time=signs.clock(left))}", "$foreground 60%"))
        return content.Content.assemble(*parts)

    def _trouble(self) -> str:
        """Why there is no connection, in the place of less: the top of the screen is too narrow for all of it."""
        link = self.app.room.link()
        said = [] if link.connected else [link.trouble, link.behind]
        return "\n".join(wording.said(one, self.app.lang) for one in said if one)

    def action_qr(self) -> None:
        """The QR code alone, or the letters again."""
        self._picture = not self._picture
        self.update_view()

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
