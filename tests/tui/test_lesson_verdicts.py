"""The lesson screen: what it says of a grading."""

import pytest

from tests.tui import fakes, looking
from tests.tui.conftest import running, until
from tutor.base import errors
from tutor.checkapi import verdict as results
from tutor.session import events
from tutor.tui.modals import tell


async def test_a_step_that_cannot_be_graded_here_says_what_it_needs(engine: fakes.Engine) -> None:
    """Neither passed nor failed: what is missing is named."""
    async with running(engine) as pilot:
        looking.session(engine).lacks = "Calico"
        await pilot.press("g")
        await until(pilot, lambda: "not graded here" in looking.verdicts(pilot))
        assert "does not have what this step needs: Calico" in " ".join(looking.verdicts(pilot).split())


async def test_a_grading_that_failed_beside_is_told(engine: fakes.Engine) -> None:
    """In words where it is an error that a user may see."""
    async with running(engine) as pilot:
        looking.session(engine).tell(events.Grading())
        looking.session(engine).tell(events.NotGraded(errors.LabError("the lab has ended")))
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        assert not looking.shown(pilot).play.grading


async def test_what_a_check_sees_while_it_waits_is_no_verdict(engine: fakes.Engine) -> None:
    """Neither a cross nor a nudge; the verdict takes its place."""
    async with running(engine) as pilot:
        one = looking.session(engine)
        look = results.Result("kubectl.shown", False, "2 pods", "1 pod so far", "Wait for it.")
        one.tell(events.Grading())
        one.tell(events.Looked(one.index, (look, None), frozenset({0})))
        await until(pilot, lambda: "1 pod so far" in looking.verdicts(pilot))
        said = looking.verdicts(pilot)
        assert "waiting" in said
        assert not [word for word in ("not yet", "Wait for it.", "2 pods", "✘") if word in said]
        one.tell(events.Graded(one.index, (look, look), False, True))
        await until(pilot, lambda: "Wait for it." in looking.verdicts(pilot))
        assert "waiting" not in looking.verdicts(pilot)


async def test_what_will_not_look_again_has_its_verdict(engine: fakes.Engine) -> None:
    """While others wait: passed, wrong, or at fault."""
    async with running(engine) as pilot:
        one = looking.session(engine)
        look = results.Result("kubectl.shown", False, "2 pods", "1 pod so far")
        wrong = results.Result("quiz", False, "two", "three", "Count again.")
        one.tell(events.Looked(one.index, (look, wrong), frozenset({0})))
        await until(pilot, lambda: "Count again." in looking.verdicts(pilot))
        fault = results.Result("quiz", False, fault="ValueError: no number")
        one.tell(events.Looked(one.index, (look, fault), frozenset({0})))
        await until(pilot, lambda: "no number" in looking.verdicts(pilot))


@pytest.mark.parametrize("how", ["given up", "detached"])
async def test_nothing_waits_for_ever(engine: fakes.Engine, how: str) -> None:
    """A grading that brings no verdict gives back what was known before."""
    async with running(engine) as pilot:
        one, play = looking.session(engine), looking.shown(pilot).play
        passed = results.Result("kubectl.shown", True, "2 pods", "2 pods, as before")
        look = results.Result("kubectl.shown", False, "2 pods", "1 pod so far")
        one.tell(events.Graded(one.index, (passed, passed), True, True))
        one.tell(events.Grading())
        one.tell(events.Looked(one.index, (look, None), frozenset({0})))
        await until(pilot, lambda: "1 pod so far" in looking.verdicts(pilot))
        if how == "given up":
            one.tell(events.GivenUp(one.index))
            await until(pilot, lambda: "2 pods, as before" in looking.verdicts(pilot))
        else:
            play.detach()
        assert (play.looks, play.grading) == (None, False)


async def test_partial_credit_is_shown(engine: fakes.Engine) -> None:
    """How much is right stands beside what is not yet."""
    async with running(engine) as pilot:
        looking.session(engine).credit = 2 / 3
        await pilot.press("g")
        await until(pilot, lambda: "67 % right" in looking.verdicts(pilot))


async def test_a_wrong_answer_says_what_was_expected_and_seen(engine: fakes.Engine) -> None:
    """A failed check shows expectation, observation and a next thing to try, with a sign and a word."""
    async with running(engine) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: len(looking.session(engine).ran) == 1)
        assert "○ There are two of them  to do" in looking.verdicts(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: looking.session(engine).status["pods"] == "failed")
        said = looking.verdicts(pilot)
        assert "✘ There are two of them  not yet" in said
        assert "expected  two pods" in said
        assert "seen      your answer: one" in said
        assert "try       Count the lines of the list." in said


async def test_a_check_at_fault_is_not_the_learners(engine: fakes.Engine) -> None:
    """A check that failed by itself says so."""
    async with running(engine) as pilot:
        await pilot.press("n", "enter")
        await until(pilot, lambda: bool(looking.session(engine).states[1].results))
        assert "not graded" in looking.verdicts(pilot)
        assert "no fault of yours" in looking.verdicts(pilot)


async def test_a_step_without_commands_is_done_by_enter(engine: fakes.Engine) -> None:
    """It is graded, then Enter goes on; after the last step comes the menu."""
    async with running(engine) as pilot:
        await pilot.press("n", "n", "enter")
        await until(pilot, lambda: looking.session(engine).status["end"] == "passed")
        await pilot.press("enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "MenuScreen")
