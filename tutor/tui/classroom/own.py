"""What an instructor took from the lessons, in the learner's own language: from the learner's own course. Pure."""

import dataclasses
from typing import TypeVar

from tutor.course import model
from tutor.tui.classroom import foreign
from tutor.workshop import orders

Order = TypeVar("Order")


def words(order: Order, course: model.Course, lang: str) -> Order:
    """A poll that is a step's prediction, or a hint that is the lesson's, in `lang`; all else as it was said."""
    if isinstance(order, orders.Poll):
        return _poll(order, course, lang)  # type: ignore[return-value]
    if isinstance(order, orders.Say):
        return _hint(order, course, lang)  # type: ignore[return-value]
    return order


def _poll(asked: orders.Poll, course: model.Course, lang: str) -> orders.Poll:
    """The course's, where it offers the same options; they stay in the order that was asked."""
    step = course.step(asked.lesson, asked.step)
    if step is None or step.prediction is None:
        return asked
    own = {option.id: " ".join(model.said(option.text, lang).split()) for option in step.prediction.options}
    question = model.said(step.prediction.question, lang)
    ids = [option.id for option in asked.options]
    if sorted(ids) != sorted(own) or not question or not all(own.values()):
        return asked
    options = tuple(orders.Option(one, own[one]) for one in ids)
    return dataclasses.replace(asked, question=question, options=options)


def _hint(said: orders.Say, course: model.Course, lang: str) -> orders.Say:
    """The step's hint of the same number, where the words are the lesson's in any language."""
    step = course.step(said.lesson, said.step)
    own = step.hints.get(lang, ()) if step else ()
    wanted = _plain(said.text)
    for known in step.hints.values() if step else ():
        for number, hint in enumerate(known[: len(own)]):
            if _plain(hint) == wanted:
                return dataclasses.replace(said, text=own[number])
    return said


def _plain(text: str) -> str:
    return " ".join(foreign.words(text).split())
