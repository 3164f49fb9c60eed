"""The tutor in a class: the same screens, and the class beside them."""

import time
from typing import TYPE_CHECKING, Any, ClassVar

from textual import binding, events, screen

from tutor.course import model
from tutor.tui import application, browser
from tutor.tui.classroom import commands, consent, foreign, frames, line, own, part, texts, widget, windows
from tutor.tui.classroom import screen as lessons
from tutor.tui.screens import keybinding
from tutor.tui.widgets import keybar
from tutor.workshop import orders, reports

if TYPE_CHECKING:
    from tutor.tui.classroom import board, ports
    from tutor.tui.widgets.terminal import view

TICK = 0.5
"""Seconds between two looks at the clock, and at whether the learner can follow."""


class ClassApp(application.TutorApp, inherit_bindings=False):
    """Nothing of the class takes the keyboard or the screen from the learner, but for following the instructor."""

    CSS = """
    ToastRack { margin-bottom: 2; }
    """
    # Above the line of the class: what is said in passing covers neither who watches nor the key that ends it.
    BINDINGS: ClassVar[list[binding.BindingType]] = keybinding.bindings(commands.ANYWHERE)

    def __init__(self, behind: "ports.Engine", lang: str) -> None:
        super().__init__(behind, lang)
        self._behind = behind
        self.part: part.Part | None = None
        """The learner's part in the class, once it is open."""
        self._followed: orders.Follow | None = None
        self._held: line.Held = ""
        self._answering = False
        self._frame: reports.Frame | None = None
        self._over: board.Timed | None = None
        self._pressed_at = time.monotonic()

    # Life.

    def get_default_screen(self) -> screen.Screen[Any]:
        """The lesson with the class's keys."""
        return lessons.ClassScreen(self._resume(), self.size.width)

    def _painted(self) -> None:
        super()._painted()
        self.work(self._attend(), "take part in the class")

    async def _attend(self) -> None:
        of = await self._behind.attend(self._pulse)
        self.part = part.Part(of, self)
        self.part.welcome()
        self.set_interval(TICK, self._look)
        self.set_interval(frames.SECONDS, self._film)
        self.show_class()
        raise await of.failed

    def _pulse(self) -> reports.Pulse:
        idle = time.monotonic() - self._pressed_at
        if (shown := self.lesson_screen) is None:
            return reports.Pulse("", "", idle)
        return reports.Pulse(shown.play.lesson.id, shown.play.step.id, round(idle, 1))

    async def on_event(self, event: events.Event) -> None:
        """Note when the learner last did something."""
        if isinstance(event, events.Key | events.MouseDown | events.Paste):
            self._pressed_at = time.monotonic()
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The class's own keys belong to the terminal while they mean nothing."""
        if action == "consent":
            return bool(self.part and self.part.consent.asked and not self._answering)
        if action == "end_watch":
            return bool(self.part and self.part.consent.watched)
        return super().check_action(action, parameters)

    def _look(self) -> None:
        self._follow()
        if self.part is None:
            return
        self.part.look()
        self._tell_place(self.part)
        left, timer = self.part.board.seconds_left(), self.part.board.timer
        if left is not None and -line.OVER_SECONDS < left <= 0 and timer != self._over:
            self._over = timer
            label = foreign.line(timer.label, 60) if timer else ""
            self.say(texts.text(self.lang, "timer.up", label=label).strip(" :"), important=True)
        self.show_class()

    def _tell_place(self, now: part.Part) -> None:
        """Who only reads has no session, and without one the class would take them to be where they began."""
        shown = self.lesson_screen
        if shown is not None and shown.play.session is None and shown.is_complete and not self._opening:
            now.of.reads(shown.play.lesson.id, shown.play.step.id)

    # What the class moves: see `part.Stage`.

    def say(self, text: str, *, important: bool = False, seconds: float = part.SAID_SECONDS) -> None:
        """Tell the learner something, without taking the keyboard."""
        self.notify(text, severity="warning" if important else "information", timeout=seconds, markup=False)

    def pressed(self, key: str) -> str:
        """As it is, or after the key that leads out of a terminal: there it would go to the shell."""
        if self.lesson_screen is None or not self.lesson_screen.typing:
            return key
        out = browser.shown("ctrl+t", web=self.is_web)
        return texts.text(self.lang, "pressed.terminal", out=out, press=key)

    def show_class(self) -> None:
        """The line of the class, above the keys of every screen."""
        if self.part is None:
            return
        now = self.part
        self.locked = now.board.locked
        if now.of.state != "online":
            self._frame = None  # who is back sees the terminal anew
        pieces = line.pieces(now.of, now.board, now.consent, self.lang, held=self._held)
        for one in self.screen_stack:
            for bar in one.query(keybar.KeyBar):
                if not one.query(widget.ClassLine):
                    one.mount(widget.ClassLine(), before=bar)
                one.query_one(widget.ClassLine).show(pieces)

    def in_own_words(self, order: own.Order) -> own.Order:
        """As the learner's own course says it in their language."""
        return own.words(order, self.engine.course(), self.lang)

    def end_class(self) -> None:
        """The line stays as it is: its file is closed while the lab still stops."""
        self.part = None

    def type_keys(self, host: str, text: str) -> None:
        """What the instructor types goes into the terminal that the learner sees, and into no other."""
        front = self._front()
        if front is not None and front[0] == host:
            front[1].type(text.replace("\n", "\r").encode(errors="replace"))

    def _front(self) -> "tuple[str, view.TerminalView] | None":
        """The terminal before the learner's eyes, and its host; None behind another screen, a window, or a tab."""
        shown = self.lesson_screen
        if shown is None or shown is not self.screen or not shown.is_complete:
            return None
        found = shown.terminals.terminal()
        return (shown.terminals.host, found) if found is not None and found.is_in_view else None

    def film_anew(self) -> None:
        """Whoever has just come to watch has seen nothing yet."""
        self._frame = None

    def _film(self) -> None:
        """Show the terminal in front to those who watch, while the learner consents and when it has changed."""
        if self.part is None or not self.part.consent.watched:
            self._frame = None
            return
        frame = frames.BEHIND
        if front := self._front():
            host, found = front
            frame = frames.made(host, found.rows(), found.size.width, found.cursor)
        if frame != self._frame:
            self._frame = frame
            self.part.of.show(frame)

    # Following the instructor.

    def _follow(self) -> None:
        """Go where the instructor is, once for each place, and not while anything of the learner's is under way."""
        lead = self.part.board.leading if self.part else None
        self._held = self._under_way() if lead is not None and lead is not self._followed else ""
        if lead is None:
            self._followed = None
        elif lead is not self._followed and not self._held:
            self._followed = lead
            self.work(self._go_with(lead), "follow the instructor")

    def _under_way(self) -> line.Held:
        """What of the learner's own is not to be broken off."""
        shown = self.lesson_screen
        if self._opening or self._preparing or shown is None or not shown.is_complete:
            return "lesson"
        if shown is not self.screen:
            return "window"
        now = shown.play
        busy = now.running is not None or (now.session is not None and now.session.busy)
        return "command" if busy else ""

    async def _go_with(self, lead: orders.Follow) -> None:
        shown, found = self.lesson_screen, self.engine.course().lesson(lead.lesson)
        if shown is None or found is None:
            return
        if found.id != shown.play.lesson.id:
            await super()._open_lesson(found, lead.step)
            return
        ids = [step.id for step in shown.play.lesson.steps]
        if lead.step in ids and shown.play.step.id != lead.step:
            shown.go_to(ids.index(lead.step))

    async def _open_lesson(self, found: model.Lesson, step: str = "") -> None:
        """A lesson that the instructor has not opened yet is not entered; who is in one stays there."""
        shown = self.lesson_screen
        if found.id in self.locked and not (shown and shown.play.lesson.id == found.id):
            self.say(texts.text(self.lang, "locked", title=model.said(found.title, self.lang)))
        else:
            await super()._open_lesson(found, step)

    # What the learner does.

    def _taking_part(self) -> "part.Part | None":
        """Their part in the class; that it is still to come is told."""
        if self.part is None:
            self.say(texts.text(self.lang, "wait"))
        return self.part

    def ask_for_help(self) -> None:
        """Raise the hand, with words or without; lower one that is up."""
        if (now := self._taking_part()) is None:
            return
        if now.board.hand == "down":
            self.work(self._ask_for_help(now), "ask for help")
        else:
            now.lower_hand()

    async def _ask_for_help(self, now: part.Part) -> None:
        words = await self.push_screen_wait(windows.RaiseHand(self.lang))
        if words is not None:
            now.raise_hand(words)

    def show_messages(self) -> None:
        """What the instructor has said."""
        if now := self._taking_part():
            said = [one._replace(said=self.in_own_words(one.said)) for one in now.board.messages]
            self.push_screen(windows.of_messages(said, self.lang))
            now.read()

    def show_poll(self) -> None:
        """Answer the question to the class, or see how it was answered."""
        if (now := self._taking_part()) is None:
            return
        asked, result = now.board.poll, now.board.result
        if asked is None:
            self.say(texts.text(self.lang, "poll.none"))
        elif result is not None:
            self.push_screen(windows.of_result(self.in_own_words(asked), result, now.board.answer, self.lang))
        else:
            self.work(self._answer_poll(now, asked), "answer a question")

    async def _answer_poll(self, now: part.Part, asked: orders.Poll) -> None:
        chosen = await self.push_screen_wait(
            windows.of_poll(self.in_own_words(asked), now.board.answer, self.lang)
        )
        if chosen and now.board.open_poll is asked:
            now.choose(asked.options[int(chosen) - 1].id)

    def show_return_code(self) -> None:
        """In a window, of which a watching instructor sees nothing: what they see is a terminal."""
        if now := self._taking_part():
            self.clear_notifications()  # it says the same
            trouble = None if now.of.state == "online" else now.of.error
            self.push_screen(windows.of_return(now.of.title, now.of.returning, self.lang, trouble))

    def toggle_follow(self) -> None:
        """Leave the instructor's way, or come back to it."""
        if now := self._taking_part():
            if now.board.follow is None:
                self.say(texts.text(self.lang, "follow.none"))
            now.toggle_follow()
            self._follow()

    def action_consent(self) -> None:
        """Decide on what the instructor asks for."""
        if self.part and self.part.consent.asked and not self._answering:
            self.work(self._consent(self.part, self.part.consent.asked), "answer the instructor")

    async def _consent(self, now: part.Part, asked: consent.Question) -> None:
        self._answering = True
        try:
            answer = await self.push_screen_wait(windows.of_consent(asked, self.lang))
        finally:
            self._answering = False
        if answer:
            self.clear_notifications()  # the question, and what a helper need not read: the return code
            now.answer(asked, given=answer == "yes")

    def action_end_watch(self) -> None:
        """Nobody sees the terminal from now on."""
        if self.part:
            self.part.end_watch()
