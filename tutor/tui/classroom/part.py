"""The learner's part in a class, apart from any widget: what comes in, what goes out, what the screen is to do."""

from typing import Protocol

from tutor.base import errors, wording
from tutor.tui.classroom import board, consent, foreign, outage, own, ports, texts
from tutor.workshop import incoming, orders, reports, wire

READ, HAND, RETURN = "read", "hand", "return"
"""Settings that are kept with the membership."""
SAID_SECONDS = 8.0
WELCOME_SECONDS = 20.0
"""As long as it takes to write a code down; a click puts it away."""
WHY_SECONDS = 20.0


class Stage(Protocol):
    """The application, as far as the class moves it."""

    lang: str

    def say(self, text: str, *, important: bool = False, seconds: float = SAID_SECONDS) -> None:
        """Tell the learner something for a while, without taking the keyboard."""
        ...

    def show_class(self) -> None:
        """Something of the class has changed."""
        ...

    def pressed(self, key: str) -> str:
        """How the learner presses a key of the lesson's from where the keyboard is."""
        ...

    def type_keys(self, host: str, text: str) -> None:
        """Type into the terminal of that host, if it is the one in front."""
        ...

    def in_own_words(self, order: own.Order) -> own.Order:
        """What is the lessons' own, in the learner's language."""
        ...

    def film_anew(self) -> None:
        """Show the terminal in front though it has not changed."""
        ...

    def end_class(self) -> None:
        """The class is being left: nothing is asked of it or told to it from now on."""
        ...

    def fail(self, error: Exception) -> None:
        """Show what went wrong."""
        ...


class Part:
    """Follows a class, and acts in it for the learner."""

    def __init__(self, of: ports.Class, stage: Stage) -> None:
        self.of = of
        self.board = board.Board()
        self.consent = consent.Consent()
        self._stage = stage
        self._outage = outage.Outage()
        self._is_refused = False
        self.board.read_until = of.setting(READ)
        if of.setting(HAND):  # the tutor ended before it could be lowered
            self._tell(reports.Hand(False))
            of.set_setting(HAND, "")
        of.listen(self._heard)

    def _say(self, key: str, *, important: bool = False, pressed: str = "", **args: object) -> None:
        """`pressed` is the key that the words name."""
        if pressed:
            args["press"] = self._stage.pressed(pressed)
        self._stage.say(texts.text(self._stage.lang, key, **args), important=important)

    def _tell(self, *told: reports.Report) -> None:
        for one in told:
            self.of.tell(one)

    def welcome(self) -> None:
        """Tell the return code once: what the command line prints of it is covered by the screen, and a browser shows
        no command line."""
        if self.of.setting(RETURN) or not self.of.returning:
            return
        self.of.set_setting(RETURN, "told")
        title = foreign.line(self.of.title, 60)
        words = {"title": title, "returning": self.of.returning, "press": self._stage.pressed("i")}
        said = texts.text(self._stage.lang, "return.first", **words)
        self._stage.say(said, seconds=WELCOME_SECONDS)

    # What comes in.

    def _heard(self, event: incoming.Event) -> None:
        match event:
            case incoming.Ordered(message, live):
                self._ordered(foreign.order(message), live=live)
            case incoming.Watching(desk):
                self.consent.renew(desk)
                self._stage.film_anew()
            case incoming.Typed(keys, desk):
                if self.consent.may_type(desk):
                    self._stage.type_keys(keys.host, keys.text)
            case incoming.Synced():
                self.board.ahead = event.ahead
            case incoming.NotKept(error):
                self._stage.fail(error)
            case incoming.Changed() if self.of.state in ("offline", "refused"):
                self.consent.unask()  # nobody waits for its answer any more
                if self.of.state == "refused" and not self._is_refused:
                    self._is_refused = True  # for good: each further report would tell it once more
                    self._refused(self.of.error)
            case incoming.Leaving():
                self._leave()
        self._tell_why()
        self._stage.show_class()

    def _tell_why(self) -> None:
        """Why there is no connection: the line says only that there is none."""
        if error := self._outage.due(self.of.state, self.of.error):
            lang = self._stage.lang
            said = {"what": wording.said(error.what, lang), "todo": wording.said(error.todo, lang)}
            why = texts.text(lang, "offline.why", **said, press=self._stage.pressed("i"))
            self._stage.say(why, important=True, seconds=WHY_SECONDS)

    def _refused(self, error: errors.TutorError | None) -> None:
        self.consent.stopped()
        self._heed()
        if error is not None:
            self._stage.fail(error)

    def _ordered(self, message: wire.Message, *, live: bool) -> None:
        order, desk = message.body, message.envelope.source
        if isinstance(order, orders.Ask):
            told = self.consent.ask(order, desk, live=live)
            self._stage.film_anew()
            self._tell(*told)
            if live and not told:
                self._say(f"asked.{order.kind}", important=True, by=foreign.line(order.by, 40))
            return
        if isinstance(order, orders.EndWatch):
            self._end_of(desk, "ended")
            return
        before, helper = self.board.hand, self.board.helper
        self.board.hear(order, message.envelope.at)
        if before != "down" and self.board.hand == "down":  # the roster goes by what the learner tells
            self._put_down()
        if live and (self.board.hand, self.board.helper) != (before, helper):
            self._announce_help()
        elif live:
            self._announce(order)

    def look(self) -> None:
        """Do what time brings: the end of a watch of those who are not there any more, a word on a long outage."""
        self._tell_why()
        for desk in self.consent.lapsed():
            self._end_of(desk, "lapsed")

    def _end_of(self, desk: str, how: reports.Answer) -> None:
        if watcher := self.consent.watchers.get(desk):
            self._say(f"watch.{how}", by=foreign.line(watcher.by, 40))
        self._tell(*self.consent.end_of(desk, how))
        self._heed()

    def _announce_help(self) -> None:
        """What became of the learner's hand."""
        key = {"taken": "hand.taken", "waiting": "hand.back", "down": "hand.resolved"}[self.board.hand]
        self._say(key, by=foreign.line(self.board.helper, 40))

    def _announce(self, order: orders.Order) -> None:
        """What the learner should not have to look for."""
        match self._stage.in_own_words(order):
            case orders.Say(text, sender, lesson):
                self._say("said.hint" if lesson else "said", sender=foreign.line(sender, 40), text=text[:600])
            case orders.Poll(_, question):
                self._say("poll.asked", pressed="o", question=foreign.line(question))
            case orders.PollShown() if self.board.result is order:
                self._say("poll.over", pressed="o")
            case orders.Timer() if self.board.timer:
                self._say("timer.set", label=foreign.line(self.board.timer.label, 60))
            case orders.Follow(on):
                if not self.board.left_follow:
                    self._say("follow.on" if on else "follow.off", pressed="w")

    # What the learner does.

    def raise_hand(self, text: str) -> None:
        """Ask for help, in words or without."""
        self.of.set_setting(HAND, "up")
        self.board.raised = self.of.tell(self.board.raise_hand(text.strip()))
        self._say("hand.up")
        self._stage.show_class()

    def lower_hand(self) -> None:
        """Need none any more."""
        self._put_down()
        self._say("hand.down")
        self._stage.show_class()

    def _put_down(self) -> None:
        self.of.set_setting(HAND, "")
        self._tell(self.board.lower_hand())

    def choose(self, option: str) -> None:
        """Answer the open poll."""
        self._tell(*self.board.choose(option))
        self._stage.show_class()

    def read(self) -> None:
        """All messages were read."""
        self.of.set_setting(READ, self.board.read())
        self._stage.show_class()

    def toggle_follow(self) -> None:
        """Leave the instructor's way, or come back to it."""
        follows = self.board.toggle_follow()
        if follows is not None:
            self._say("follow.back" if follows else "follow.left")
        self._stage.show_class()

    def answer(self, asked: consent.Question, *, given: bool) -> None:
        """Say yes or no to being watched, or typed for."""
        told = self.consent.answer(asked, given=given)
        if not told:
            self._say("asked.gone")
        self._tell(*told)
        self._heed()
        self._stage.film_anew()
        self._stage.show_class()

    def end_watch(self) -> None:
        """Be watched no more, at once, nor by those who have only asked so far."""
        told = [*self.consent.end(), *self.consent.refuse()]
        self._heed()
        self._tell(*told)
        if told:
            self._say("watch.over")
        self._stage.show_class()

    def _heed(self) -> None:
        """Hear those who watch, and show them the terminal, no longer than somebody is allowed to."""
        self.of.hear_watchers(wanted=self.consent.watched)
        if not self.consent.watched:
            self.of.show(None)

    def _leave(self) -> None:
        """The tutor is closed: what was allowed and what was asked ends with it."""
        told = self.consent.end()
        self.consent.unask()
        self._heed()
        self._tell(*told)
        if self.board.hand != "down":
            self._tell(self.board.lower_hand())
        self.of.set_setting(HAND, "")
        self._stage.end_class()
