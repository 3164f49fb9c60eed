"""What the screens show of a lesson in play."""

import datetime

from tutor.course import model
from tutor.shell import records
from tutor.tui import views

LOOK = model.Command("dig web", "k8s-m")
CHANGE = model.Command("kubectl delete pod web", "k8s-m")
TYPED = (LOOK.host, LOOK.text)
STEP = model.Step("twice", {}, {}, commands=(LOOK, CHANGE, LOOK))


def ran(*commands: tuple[model.Command, int]) -> list[records.Record]:
    """The records of these commands, with their exit codes."""
    at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return [records.Record(command.host, command.text, "", code, at, 0.1) for command, code in commands]


def test_a_command_that_is_listed_twice_is_run_twice() -> None:
    """Looking before and after a change is two commands, whatever their words."""
    assert views.unrun(STEP, ran((LOOK, 0))) == 1
    assert views.states(STEP, ran((LOOK, 0), (CHANGE, 0))) == ("ran", "ran", "todo")
    assert views.unrun(STEP, ran((LOOK, 0), (CHANGE, 0), (LOOK, 0))) is None


def test_the_occurrence_under_way_is_marked() -> None:
    """And no other one."""
    assert views.states(STEP, [], {TYPED}) == ("running", "todo", "todo")
    assert views.states(STEP, ran((LOOK, 0), (CHANGE, 0)), {TYPED}) == ("ran", "ran", "running")


def test_a_command_that_is_run_again_shows_how_it_ended_last() -> None:
    """A typo that was mended leaves no mark."""
    step = STEP._replace(commands=(LOOK,))
    assert views.states(step, ran((LOOK, 1))) == ("failed",)
    assert views.states(step, ran((LOOK, 1), (LOOK, 0))) == ("ran",)
    assert views.states(step, ran((LOOK, 0)), {TYPED}) == ("running",)


def test_the_same_words_on_another_host_are_another_command() -> None:
    """While the first goes on, the second is still to be run."""
    step = STEP._replace(commands=(LOOK, LOOK._replace(host="k8s-w1")))
    assert views.states(step, [], {TYPED}) == ("running", "todo")


def test_what_was_ended_has_not_failed() -> None:
    """A capture that got its Ctrl-C."""
    step = STEP._replace(commands=(LOOK._replace(ready="begin"),))
    assert views.states(step, ran((LOOK, 130))) == ("ran",)
