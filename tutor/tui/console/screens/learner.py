"""One learner in full: what they did, what was graded, and, if they agree, their terminal live."""

from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import binding, containers, screen
from textual.app import ComposeResult
from textual.widgets import Static

from tutor.tui import browser
from tutor.tui.console import commands as declared
from tutor.tui.console import keys, ports, profile, texts
from tutor.tui.console.widgets import watched
from tutor.tui.screens import keybinding
from tutor.tui.widgets import header, keybar

if TYPE_CHECKING:
    from tutor.tui.console.application import ConsoleApp


NAME = 24
"""Letters of a name in a notice."""
SIDEWAYS = 6
"""Where room is short, the place of the key that shows the rest of a wide terminal."""


class LearnerScreen(screen.Screen[None]):
    """To the left the steps, to the right verdicts and commands; a watched terminal takes their place."""

    DEFAULT_CSS = """
    LearnerScreen { layout: vertical; background: $background; }
    LearnerScreen #facts { height: auto; padding: 0 1; background: $surface; }
    LearnerScreen #consent { height: 1; display: none; background: $surface; }
    LearnerScreen #body { layout: horizontal; height: 1fr; }
    LearnerScreen #steps { width: 45%; height: 1fr; padding: 0 1; border-right: vkey $border; }
    LearnerScreen #did { width: 1fr; height: 1fr; padding: 0 1; }
    LearnerScreen #steps, LearnerScreen #did { scrollbar-size-vertical: 1; }
    LearnerScreen #verdicts { margin: 0 0 1 0; }
    LearnerScreen Watched { display: none; }
    LearnerScreen.watching #consent { display: block; }
    LearnerScreen.frames #body { display: none; }
    LearnerScreen.frames Watched { display: block; }
    """
    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(declared.LEARNER)
    AUTO_FOCUS = "#did"

    app: "ConsoleApp"

    def __init__(self, learner: str) -> None:
        super().__init__()
        self.learner = learner
        self.asked = False
        """Whether this screen has asked to watch, so that leaving it ends that."""

    def compose(self) -> ComposeResult:
        """Facts over two columns, or over the terminal."""
        yield header.Header()
        yield Static(id="facts", markup=False)
        yield Static(id="consent", markup=False)
        with containers.Container(id="body"):
            with containers.VerticalScroll(id="steps"):
                yield Static(id="records", markup=False)
            with containers.VerticalScroll(id="did"):
                yield Static(id="verdicts", markup=False)
                yield Static(id="commands", markup=False)
        yield watched.Watched()
        yield keybar.KeyBar()

    def on_mount(self) -> None:
        """As they are now."""
        self.update_view()

    @property
    def terminal(self) -> watched.Watched:
        """Where their terminal is shown."""
        return self.query_one(watched.Watched)

    def update_view(self) -> None:
        """How they stand now."""
        app, lang = self.app, self.app.lang
        found = app.room.detail(self.learner, self.app.lang)
        name, connected = app.book.name(self.learner), app.room.link().connected
        self.query_one(header.Header).facts = header.Facts(name, app.place_line(), ready=connected)
        if found is None:
            self._put("facts", app.say("one.gone"))
            return
        self._put("facts", profile.facts(found, app.places, app.room.now(), lang))
        self._put("records", profile.steps(found, app.places, lang))
        self._put("verdicts", profile.verdicts(found, lang))
        self._put("commands", profile.commands(found, lang))
        self._show_consent(found)
        self._put("consent", profile.consent(found, self.terminal.host, self.terminal.front, lang))
        typing = self.focused is self.terminal and self.terminal.typing
        over, beyond = bool(self.terminal.over), self.terminal.beyond
        bar = key_bar(lang, typing=typing, over=over, beyond=beyond, web=app.is_web)
        self.query_one(keybar.KeyBar).show(bar)

    def _put(self, name: str, words: "profile.Content | str") -> None:
        """Show other words there, if they are others: a new layout costs."""
        place = self.query_one(f"#{name}", Static)
        made = profile.Content(words) if isinstance(words, str) else words
        if place.content != made:
            place.update(made)

    def _show_consent(self, found: ports.Detail) -> None:
        given = found.watch == "given"
        how = "lapsed" if "lapsed" in (found.watch, found.type) else "ended"
        over = self.app.say(f"typing.{how}", name=self.app.book.name(self.learner)[:NAME])
        self.terminal.let_type(allowed=given and found.type == "given", over=over)
        if not given:
            self.terminal.forget()
        self.set_class(found.watch != "none", "watching")
        self.terminal.say(self.app.say("watch.behind" if self.terminal.behind else "watch.waiting"))
        framed = given or bool(self.terminal.over)
        self.set_class(framed, "frames")
        if not framed and (self.focused is None or not self.focused.display):
            self.set_focus(self.query_one("#did"))  # which takes the arrows

    def _do(self, work: Coroutine[Any, Any, object], name: str) -> None:
        self.app.work(work, name)

    def action_watch(self) -> None:
        """Ask to watch, and show what comes once they agree; who has not said yes may be asked again."""
        found = self.app.room.detail(self.learner, self.app.lang)
        if found and (not self.asked or found.watch != "given"):
            self.asked = True
            self.run_worker(self._watch(), name="watch", exclusive=True, exit_on_error=False)

    async def _watch(self) -> None:
        try:
            async for frame in self.app.room.watch(self.learner):
                if self.terminal.show_frame(frame):
                    self.update_view()
        except Exception as error:
            self.asked = False
            self.app.fail(error)

    def action_type(self) -> None:
        """Ask to type; once they agree, take the keyboard there."""
        found = self.app.room.detail(self.learner, self.app.lang)
        if found is None or found.watch != "given":
            self.app.tell("watch.first")
        elif found.type == "given":
            self.set_focus(self.terminal)
            self.update_view()
        else:
            self._do(self.app.room.ask(self.learner, "type"), "ask to type")

    def on_watched_typed(self, event: watched.Watched.Typed) -> None:
        """Keys go to the learner's terminal."""
        self._do(self.app.room.keys(self.learner, event.host, event.text), "type")

    def on_watched_left(self) -> None:
        """A key leads out of typing."""
        self.action_console()

    def action_console(self) -> None:
        """The instructor's own keys again."""
        self.set_focus(None)
        self.update_view()

    def action_go_on(self) -> None:
        """They have read that typing has ended."""
        self.terminal.go_on()

    def on_click(self) -> None:
        """A click anywhere says the same; the bar's keys are as they were when the button went down."""
        self.terminal.go_on()

    def action_end(self) -> None:
        """Look no more."""
        if self.asked:
            self.asked = False
            self.workers.cancel_node(self)
            self.terminal.forget()
            self._do(self._end(), "end watching")

    async def _end(self) -> None:
        await self.app.room.end_watch(self.learner)
        self.app.tell("watch.over")
        self.app.update_views()

    def action_host(self) -> None:
        """Their next terminal."""
        self.terminal.next_host()
        self.update_view()

    def action_pan_left(self) -> None:
        """What is further to the left in it."""
        self._pan(-1)

    def action_pan_right(self) -> None:
        """What is further to the right in it."""
        self._pan(1)

    def _pan(self, by: int) -> None:
        self.terminal.go_sideways(by)
        self.update_view()

    def action_message(self) -> None:
        """A message to them."""
        self._do(self.app.compose_message([self.learner]), "write a message")

    def action_hint(self) -> None:
        """A hint on the step where they are."""
        if one := self.app.book.get(self.learner):
            self._do(self.app.compose_message([self.learner], one.at), "write a hint")

    def action_take(self) -> None:
        """Be the one who helps."""
        if self._asks():
            self._do(self.app.room.take(self.learner), "take a hand")

    def action_resolve(self) -> None:
        """They are helped."""
        if self._asks():
            self._do(self.app.room.resolve(self.learner), "resolve a hand")

    def _asks(self) -> bool:
        """Whether their hand is up; that it is not is told."""
        one = self.app.book.get(self.learner)
        if one is not None and one.hand is not None:
            return True
        self.app.tell("one.silent")
        return False

    def action_language(self) -> None:
        """The other language."""
        self.app.switch_language()

    def action_help(self) -> None:
        """The keys."""
        self.app.show_help(declared.LEARNER)

    def action_close(self) -> None:
        """Back to the class; what was watched is watched no more."""
        if self.is_active:  # a second key may be on its way already
            self.action_end()
            self.dismiss()

    def on_key_bar_pressed(self, event: keybar.KeyBar.Pressed) -> None:
        """A click on the key bar is its key."""
        self._do(self.run_action(event.name), "press a key of the bar")


def key_bar(
    lang: str, *, typing: bool, over: bool, beyond: tuple[bool, bool], web: bool = False
) -> Sequence[keybar.Key]:
    """The screen's keys; while the terminal has the keyboard, or had it when typing ended, only the way back.

    `beyond` says whether there is more of the terminal to the left, and to the right.
    """
    if over:
        return [keybar.Key("↵", texts.text(lang, "key.go_on"), "go_on", 1)]
    if typing:
        return [keybar.Key(browser.shown("ctrl+t", web=web), texts.text(lang, "key.console"), "console", 1)]
    *most, last = keys.bar(declared.LEARNER, lang)
    return [*most, *_sideways(lang, *beyond), last]


def _sideways(lang: str, left: bool, right: bool) -> list[keybar.Key]:
    """One key for both ways, so that no other has to go for them."""
    if not (left or right):
        return []
    shown = f"shift+{'←' if left else ''}{'→' if right else ''}"
    return [
        keybar.Key(shown, texts.text(lang, "key.sideways"), "pan_right" if right else "pan_left", SIDEWAYS)
    ]
