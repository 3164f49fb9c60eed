"""What a learner is asked before lessons can go on: where they run, and in which form.

Each question gives the id of what was chosen, None or "" where nothing was.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tutor.course import model
from tutor.tui import texts
from tutor.tui.modals import ask

if TYPE_CHECKING:
    from tutor.tui import ports
    from tutor.tui.application import TutorApp


async def place(app: "TutorApp", clusters: "Sequence[ports.Cluster]") -> str | None:
    """Where lessons shall run: "lab", "cluster:N" for one of these, "read" for nowhere."""
    answers = [ask.Answer("lab", texts.text(app.lang, "welcome.lab"), "1")]
    answers += [
        ask.Answer(
            f"cluster:{number}",
            texts.text(app.lang, "welcome.cluster", name=one.name, server=one.server),
            str(number + 2),
        )
        for number, one in enumerate(clusters)
    ]
    answers.append(ask.Answer("read", texts.text(app.lang, "welcome.read"), "r"))
    body = texts.text(app.lang, "welcome.some" if clusters else "welcome.none")
    return await app.push_screen_wait(ask.Ask(texts.text(app.lang, "welcome.title"), body, answers))


async def form(app: "TutorApp", lesson: model.Lesson) -> str | None:
    """In which of its forms the lesson shall go."""
    answers = [
        ask.Answer(name, model.said(title, app.lang), str(number))
        for number, (name, title) in enumerate(lesson.forms.items(), start=1)
    ]
    answers.append(ask.Answer("", texts.text(app.lang, "form.keep"), "n"))
    title, body = texts.text(app.lang, "form.title"), texts.text(app.lang, "form.body")
    return await app.push_screen_wait(ask.Ask(title, body, answers))
