"""The lesson screen: what keys do to the session."""

import asyncio

import pytest
from textual.widgets import Static

from tests.tui import fakecourse, fakes, looking
from tests.tui.conftest import running, until
from tutor.base import errors
from tutor.course import model
from tutor.tui import views
from tutor.tui.modals import ask, edit, tell
from tutor.tui.screens import lesson
from tutor.tui.widgets import header
from tutor.tui.widgets.lesson import choices, pane

FIRST = "kubectl get pods -n kube-system -l k8s-app=kube-dns -o wide"


async def test_enter_leads_through_a_step(engine: fakes.Engine) -> None:
    """Predict, run, run, go on: Enter alone does it, and the verdicts say why."""
    async with running(engine) as pilot:
        await pilot.press("enter")
        assert isinstance(pilot.app.focused, choices.Choices)
        await pilot.press("down", "enter")
        assert looking.session(engine).standing.prediction == "two"
        await pilot.press("enter")
        await until(pilot, lambda: looking.session(engine).ran == [("k8s-m", FIRST)])
        assert "two pods listed" in looking.verdicts(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: looking.session(engine).status["pods"] == "passed")
        assert "as you predicted: two" in looking.verdicts(pilot)
        assert "Step passed" in looking.verdicts(pilot)
        assert looking.shown(pilot).query_one(header.Header).facts.statuses == ("passed", "todo", "todo")
        await pilot.press("enter")
        await until(pilot, lambda: looking.session(engine).index == 1)


async def test_a_wrong_prediction_is_set_right_where_the_learner_looks(engine: fakes.Engine) -> None:
    """Where the terminal has the whole screen too; not before the step is passed."""
    first = engine.whole.lessons[0]
    plain = first.steps[0]._replace(checks=first.steps[0].checks[:1])
    engine.replace(first._replace(steps=(plain, *first.steps[1:])))
    async with running(engine, size=(80, 24)) as pilot:
        await pilot.press("3", "enter")
        await until(pilot, lambda: looking.session(engine).ran == [("k8s-m", FIRST)])
        assert "predicted" not in looking.verdicts(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "not as you predicted, but: two" in looking.verdicts(pilot))


async def test_enter_leads_through_what_goes_on_beside(engine: fakes.Engine) -> None:
    """Start it, type its lines, run the next command, end it: Enter alone, and the key bar says what it means."""
    shell = model.Command("kubectl exec -it web -- sh", "k8s-w1", ready="#", keys=("hostname", "exit"))
    look = model.Command("kubectl get svc -n kube-system kube-dns", "k8s-m")
    first = engine.whole.lessons[0]
    step = first.steps[0]._replace(commands=(shell, look), solution=(shell, look), prediction=None)
    engine.replace(first._replace(steps=(step, *first.steps[1:])))
    async with running(engine) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "k8s-w1" in looking.session(engine).going)
        assert "type the next line" in looking.bar(pilot)
        await pilot.press("enter", "enter")
        assert looking.session(engine).going["k8s-w1"].typed == ["hostname", "exit"]
        await pilot.press("enter")
        await until(pilot, lambda: looking.session(engine).ran == [(look.host, look.text)])
        assert "stop (Ctrl-C)" in looking.bar(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: looking.session(engine).ran[-1] == (shell.host, shell.text))
        assert looking.session(engine).going == {}


async def test_the_end_of_the_first_is_not_that_of_the_second(engine: fakes.Engine) -> None:
    """The same capture once more: until it listens, Enter does nothing, whatever ends meanwhile."""
    capture = model.Command("tcpdump -nn port 53", "k8s-w1", ready="listening")
    first, second = (model.Command(f"dig {name}", "k8s-m") for name in ("web", "web."))
    commands = (capture, first, capture, second)
    lesson = engine.whole.lessons[0]
    step = lesson.steps[0]._replace(commands=commands, solution=commands, prediction=None)
    engine.replace(lesson._replace(steps=(step, *lesson.steps[1:])))
    async with running(engine) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "k8s-w1" in looking.session(engine).going)
        await pilot.press("enter")
        await until(pilot, lambda: looking.session(engine).ran == [("k8s-m", "dig web")])
        looking.session(engine).gate = gate = asyncio.Event()
        await pilot.press("enter")
        await until(pilot, lambda: looking.session(engine).ran[-1] == ("k8s-w1", capture.text))
        assert "running" in looking.bar(pilot)
        await pilot.press("enter")
        assert len(looking.session(engine).ran) == 2
        gate.set()
        await until(pilot, lambda: "k8s-w1" in looking.session(engine).going)
        await pilot.press("enter")
        await until(pilot, lambda: looking.session(engine).ran[-1] == ("k8s-m", "dig web."))
        assert "stop (Ctrl-C)" in looking.bar(pilot)


async def test_another_form_of_a_lesson(engine: fakes.Engine) -> None:
    """The key f offers the forms; the lesson begins anew in the one that is chosen, and says which it is."""
    names = {
        "metallb-crd": fakecourse.both("resources", "리소스"),
        "metallb-configmap": fakecourse.both("map", "맵"),
    }
    first = engine.whole.lessons[0]
    only = first.steps[0]._replace(id="only", form="metallb-configmap")
    engine.replace(first._replace(forms=names, steps=(only, *first.steps)))
    async with running(engine) as pilot:
        assert looking.shown(pilot).play.step.id == "pods"
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("2")
        await until(pilot, lambda: looking.shown(pilot).play.lesson.form == "metallb-configmap")
        await until(pilot, lambda: looking.shown(pilot).play.step.id == "only")
        assert (
            "map · f changes it"
            in views.step_view(looking.shown(pilot).play.lesson, 0, None, "en", marked=0).place
        )


async def test_a_number_answers_the_prediction(engine: fakes.Engine) -> None:
    """Digits choose at once, from wherever the keyboard is but a terminal."""
    async with running(engine) as pilot:
        await pilot.press("3")
        assert looking.session(engine).standing.prediction == "nodes"
        await pilot.press("9")
        assert looking.session(engine).standing.prediction == "nodes"


async def test_an_edited_command_runs_as_edited(engine: fakes.Engine) -> None:
    """`e` opens the command, Enter runs what became of it."""
    async with running(engine) as pilot:
        await pilot.press("2", "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, edit.Edit))
        await pilot.press(*" -v", "enter")
        await until(pilot, lambda: looking.session(engine).ran == [("k8s-m", f"{FIRST} -v")])


async def test_escape_gives_up_an_edit(engine: fakes.Engine) -> None:
    """Nothing runs."""
    async with running(engine) as pilot:
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, edit.Edit))
        await pilot.press("x", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, lesson.LessonScreen))
        assert looking.session(engine).ran == []


async def test_hints_come_one_by_one(engine: fakes.Engine) -> None:
    """Each press tells more; the last stays."""
    async with running(engine) as pilot:
        await pilot.press("h")
        hints = looking.shown(pilot).query_one("#hints", Static)
        await until(pilot, lambda: "Hint 1 of 2" in str(hints.render()))
        await pilot.press("h", "h")
        await until(pilot, lambda: "Hint 2 of 2" in str(hints.render()))


async def test_skip_and_reset_ask_first(engine: fakes.Engine) -> None:
    """No keeps everything; yes skips."""
    async with running(engine) as pilot:
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(pilot.app.screen, lesson.LessonScreen))
        assert looking.session(engine).index == 0
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("y")
        await until(pilot, lambda: looking.session(engine).index == 1)
        assert looking.session(engine).status["pods"] == "skipped"


@pytest.mark.parametrize("key", ["r", "s"])
async def test_a_place_may_end_while_a_question_stands(engine: fakes.Engine, key: str) -> None:
    """The answer comes too late, which is no fault: the step is as it was."""
    async with running(engine) as pilot:
        await pilot.press(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        screen = next(one for one in pilot.app.screen_stack if isinstance(one, lesson.LessonScreen))
        screen.play.detach()
        await pilot.press("y")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ask.Ask))
        await until(pilot, lambda: screen.play.session is None)
        assert pilot.app.return_code is None
        assert screen.play.index == 0


async def test_the_language_switches_live(engine: fakes.Engine) -> None:
    """Prose, keys and verdicts change at once, and the session knows."""
    async with running(engine) as pilot:
        await pilot.press("l")
        await until(pilot, lambda: looking.session(engine).lang == "ko")
        title = looking.shown(pilot).query_one(pane.LessonPane).query_one(".title", Static)
        assert "여기서 DNS에 답하는 것은?" in str(title.render())
        assert "할 일" in looking.verdicts(pilot)


async def test_a_second_run_waits_for_the_first(engine: fakes.Engine) -> None:
    """While a command runs, Enter only says so."""
    async with running(engine) as pilot:
        gate = looking.session(engine).gate = asyncio.Event()
        await pilot.press("2", "enter", "enter", "enter")
        assert looking.session(engine).ran == []
        gate.set()
        await until(pilot, lambda: len(looking.session(engine).ran) == 1)


async def test_an_error_is_told_not_thrown(engine: fakes.Engine) -> None:
    """A TutorError becomes a message of what, why and what to do; the learner can go on."""
    async with running(engine) as pilot:
        looking.session(engine).fails = errors.LabError(
            "no route to k8s-m", why="the lab is gone", todo="start it again"
        )
        await pilot.press("2", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        said = str(pilot.app.screen.query(Static).first().render())
        assert "no route to k8s-m" in said
        assert "the lab is gone" in said
        assert "start it again" in said
        looking.session(engine).fails = None
        await pilot.press("escape", "enter")
        await until(pilot, lambda: len(looking.session(engine).ran) == 1)
