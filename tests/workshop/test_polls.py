"""Histograms: of what was asked, and of what was predicted without being asked."""

from tests.workshop import telling
from tutor.course import model
from tutor.workshop import orders, polls, reports, roster

OPTIONS = (model.Option("a", {"en": "A"}), model.Option("b", {"en": "B"}))
POLL = orders.Poll("p", "Which?", (orders.Option("a", "A"), orders.Option("b", "B")))


def class_of(**told: tuple[object, ...]) -> roster.Roster:
    """Learners and what they report."""
    found = roster.Roster()
    for who, bodies in told.items():
        for n, body in enumerate(bodies, 1):
            found.fold(who, telling.message(body, n, n))
    return found


def test_the_newest_answer_counts() -> None:
    """One for each learner; what is no option counts nowhere."""
    found = class_of(
        ann=(reports.Answered("p", "a"), reports.Answered("p", "b")),
        bob=(reports.Answered("p", "b"),),
        eve=(reports.Answered("p", "z"), reports.Answered("q", "a")),
    )
    tally = polls.tally(POLL, found)
    assert (dict(tally.counts), tally.asked, tally.answered) == ({"a": 0, "b": 2}, 3, 2)


def test_predictions_answer_without_being_asked() -> None:
    """Among all who have come to the step; an answer to the poll on it takes their place."""
    found = class_of(
        ann=(reports.Entered("07", "one"), reports.Predicted("07", "one", "a", 0)),
        bob=(reports.Entered("07", "one"),),
        eve=(reports.Predicted("07", "one", "a", 0), reports.Answered("p", "b")),
        joe=(reports.Entered("07", "two"),),
    )
    tally = polls.predictions(("07", "one"), OPTIONS, found)
    assert (dict(tally.counts), tally.asked) == ({"a": 2, "b": 0}, 3)
    about = orders.Poll("p", "Which?", POLL.options, "07", "one")
    assert dict(polls.tally(about, found).counts) == {"a": 1, "b": 1}
