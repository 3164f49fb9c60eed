"""The lesson screen: what keys do to the session, and what is shown of it."""

import asyncio

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui import fakes
from tests.tui.conftest import running, until
from tutor.base import errors
from tutor.checkapi import verdict as results
from tutor.course import model
from tutor.session import events
from tutor.tui import application, views
from tutor.tui.modals import ask, edit, tell
from tutor.tui.screens import lesson
from tutor.tui.widgets import header, keybar
from tutor.tui.widgets.lesson import choices, pane
from tutor.tui.widgets.verdict import pane as verdict

FIRST = "kubectl get pods -n kube-system -l k8s-app=kube-dns -o wide"
SECOND = "kubectl get svc -n kube-system kube-dns"


def shown(pilot: Pilot[int]) -> lesson.LessonScreen:
    """The lesson screen."""
    assert isinstance(pilot.app, application.TutorApp)
    found = pilot.app.lesson_screen
    assert found
    return found


def session(engine: fakes.Engine) -> fakes.Session:
    """The session under way."""
    assert engine.session
    return engine.session


def bar(pilot: Pilot[int]) -> str:
    """The key bar's words."""
    return str(shown(pilot).query_one(keybar.KeyBar).render())


def verdicts(pilot: Pilot[int]) -> str:
    """The verdict pane's words."""
    return str(shown(pilot).query_one(verdict.VerdictPane).query_one(Static).render())


async def test_enter_leads_through_a_step(engine: fakes.Engine) -> None:
    """Predict, run, run, go on: Enter alone does it, and the verdicts say why."""
    async with running(engine) as pilot:
        await pilot.press("enter")
        assert isinstance(pilot.app.focused, choices.Choices)
        await pilot.press("down", "enter")
        assert session(engine).standing.prediction == "two"
        await pilot.press("enter")
        await until(pilot, lambda: session(engine).ran == [("k8s-m", FIRST)])
        assert "two pods listed" in verdicts(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: session(engine).status["pods"] == "passed")
        assert "Step passed" in verdicts(pilot)
        assert shown(pilot).query_one(header.Header).facts.statuses == ("passed", "todo", "todo")
        await pilot.press("enter")
        await until(pilot, lambda: session(engine).index == 1)


async def test_enter_leads_through_what_goes_on_beside(engine: fakes.Engine) -> None:
    """Start it, type its lines, run the next command, end it: Enter alone, and the key bar says what it means."""
    shell = model.Command("kubectl exec -it web -- sh", "k8s-w1", ready="#", keys=("hostname", "exit"))
    look = model.Command("kubectl get svc -n kube-system kube-dns", "k8s-m")
    first = engine.whole.lessons[0]
    step = first.steps[0]._replace(commands=(shell, look), solution=(shell, look), prediction=None)
    engine.replace(first._replace(steps=(step, *first.steps[1:])))
    async with running(engine) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: "k8s-w1" in session(engine).going)
        assert "type the next line" in bar(pilot)
        await pilot.press("enter", "enter")
        assert session(engine).going["k8s-w1"].typed == ["hostname", "exit"]
        await pilot.press("enter")
        await until(pilot, lambda: session(engine).ran == [(look.host, look.text)])
        assert "stop (Ctrl-C)" in bar(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: session(engine).ran[-1] == (shell.host, shell.text))
        assert session(engine).going == {}


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
        await until(pilot, lambda: "k8s-w1" in session(engine).going)
        await pilot.press("enter")
        await until(pilot, lambda: session(engine).ran == [("k8s-m", "dig web")])
        session(engine).gate = gate = asyncio.Event()
        await pilot.press("enter")
        await until(pilot, lambda: session(engine).ran[-1] == ("k8s-w1", capture.text))
        assert "running" in bar(pilot)
        await pilot.press("enter")
        assert len(session(engine).ran) == 2
        gate.set()
        await until(pilot, lambda: "k8s-w1" in session(engine).going)
        await pilot.press("enter")
        await until(pilot, lambda: session(engine).ran[-1] == ("k8s-m", "dig web."))
        assert "stop (Ctrl-C)" in bar(pilot)


async def test_a_step_that_cannot_be_graded_here_says_what_it_needs(engine: fakes.Engine) -> None:
    """Neither passed nor failed: what is missing is named."""
    async with running(engine) as pilot:
        session(engine).lacks = "Calico"
        await pilot.press("g")
        await until(pilot, lambda: "not graded here" in verdicts(pilot))
        assert "does not have what this step needs: Calico" in " ".join(verdicts(pilot).split())


async def test_a_grading_that_failed_beside_is_told(engine: fakes.Engine) -> None:
    """In words where it is an error that a user may see."""
    async with running(engine) as pilot:
        session(engine).tell(events.Grading())
        session(engine).tell(events.NotGraded(errors.LabError("the lab has ended")))
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        assert not shown(pilot).play.grading


async def test_what_a_check_sees_while_it_waits_is_no_verdict(engine: fakes.Engine) -> None:
    """Neither a cross nor a nudge; the verdict takes its place, and a grading that failed takes it away."""
    async with running(engine) as pilot:
        one = session(engine)
        waiting = results.Result("kubectl.shown", False, "2 pods", "1 pod so far", "Wait for it.")
        one.tell(events.Grading())
        one.tell(events.Looked(one.index, (waiting,)))
        await until(pilot, lambda: "1 pod so far" in verdicts(pilot))
        assert "waiting" in verdicts(pilot)
        assert not [word for word in ("not yet", "Wait for it.", "2 pods", "✘") if word in verdicts(pilot)]
        one.tell(events.Graded(one.index, (waiting,), False, True))
        await until(pilot, lambda: "Wait for it." in verdicts(pilot))
        one.tell(events.Looked(one.index, (waiting,)))
        one.tell(events.NotGraded(errors.LabError("the lab has ended")))
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        assert not shown(pilot).play.verdicts.results


async def test_partial_credit_is_shown(engine: fakes.Engine) -> None:
    """How much is right stands beside what is not yet."""
    async with running(engine) as pilot:
        session(engine).credit = 2 / 3
        await pilot.press("g")
        await until(pilot, lambda: "67 % right" in verdicts(pilot))


async def test_another_form_of_a_lesson(engine: fakes.Engine) -> None:
    """The key f offers the forms; the lesson begins anew in the one that is chosen, and says which it is."""
    names = {"metallb-crd": fakes.both("resources", "리소스"), "metallb-configmap": fakes.both("map", "맵")}
    first = engine.whole.lessons[0]
    only = first.steps[0]._replace(id="only", form="metallb-configmap")
    engine.replace(first._replace(forms=names, steps=(only, *first.steps)))
    async with running(engine) as pilot:
        assert shown(pilot).play.step.id == "pods"
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("2")
        await until(pilot, lambda: shown(pilot).play.lesson.form == "metallb-configmap")
        await until(pilot, lambda: shown(pilot).play.step.id == "only")
        assert (
            "map · f changes it" in views.step_view(shown(pilot).play.lesson, 0, None, "en", marked=0).place
        )


async def test_what_is_typed_where_no_shell_is_yet_is_not_for_the_lesson(engine: fakes.Engine) -> None:
    """A tab whose pod is still to come takes the keys, and does nothing with them."""
    async with running(engine) as pilot:
        session(engine).absent.add("k8s-w1")
        await pilot.press("ctrl+t", "ctrl+pagedown")
        await until(pilot, lambda: "no shell on k8s-w1" in str(shown(pilot).terminals.waiting.render()))
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        await pilot.press("escape")
        await until(pilot, lambda: shown(pilot) is pilot.app.screen)
        before = (session(engine).index, shown(pilot).lang)
        await pilot.press("n", "l", "s", "enter")
        assert (session(engine).index, shown(pilot).lang) == before
        assert session(engine).ran == []
        await pilot.press("ctrl+t", "n")
        await until(pilot, lambda: session(engine).index == 1)


async def test_a_number_answers_the_prediction(engine: fakes.Engine) -> None:
    """Digits choose at once, from wherever the keyboard is but a terminal."""
    async with running(engine) as pilot:
        await pilot.press("3")
        assert session(engine).standing.prediction == "nodes"
        await pilot.press("9")
        assert session(engine).standing.prediction == "nodes"


async def test_a_wrong_answer_says_what_was_expected_and_seen(engine: fakes.Engine) -> None:
    """A failed check shows expectation, observation and a next thing to try, with a sign and a word."""
    async with running(engine) as pilot:
        await pilot.press("1", "enter")
        await until(pilot, lambda: len(session(engine).ran) == 1)
        assert "○ There are two of them  to do" in verdicts(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: session(engine).status["pods"] == "failed")
        said = verdicts(pilot)
        assert "✘ There are two of them  not yet" in said
        assert "expected  two pods" in said
        assert "seen      your answer: one" in said
        assert "try       Count the lines of the list." in said


async def test_a_check_at_fault_is_not_the_learners(engine: fakes.Engine) -> None:
    """A check that failed by itself says so."""
    async with running(engine) as pilot:
        await pilot.press("n", "enter")
        await until(pilot, lambda: bool(session(engine).states[1].results))
        assert "not graded" in verdicts(pilot)
        assert "no fault of yours" in verdicts(pilot)


async def test_output_appears_in_the_terminal_of_its_host(engine: fakes.Engine) -> None:
    """A command runs in the terminal of its host, which comes to the front."""
    async with running(engine) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: shown(pilot).terminals.terminal("k8s-w1") is not None)
        await pilot.press("enter")
        await until(pilot, lambda: session(engine).ran == [("k8s-w1", "curl -s $IP:8080/health")])
        assert shown(pilot).terminals.host == "k8s-w1"
        terminal = shown(pilot).terminals.terminal("k8s-w1")
        assert terminal
        assert "curl -s $IP:8080/health\nOK" in terminal.screen_text


async def test_an_edited_command_runs_as_edited(engine: fakes.Engine) -> None:
    """`e` opens the command, Enter runs what became of it."""
    async with running(engine) as pilot:
        await pilot.press("2", "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, edit.Edit))
        await pilot.press(*" -v", "enter")
        await until(pilot, lambda: session(engine).ran == [("k8s-m", f"{FIRST} -v")])


async def test_escape_gives_up_an_edit(engine: fakes.Engine) -> None:
    """Nothing runs."""
    async with running(engine) as pilot:
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, edit.Edit))
        await pilot.press("x", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, lesson.LessonScreen))
        assert session(engine).ran == []


async def test_the_terminal_takes_every_key_until_ctrl_t(engine: fakes.Engine) -> None:
    """Letters that are keys elsewhere, Ctrl-C and Korean go to the shell."""
    async with running(engine) as pilot:
        await pilot.press("ctrl+t")
        await until(pilot, lambda: shown(pilot).typing)
        await pilot.press("n", "q", "ctrl+c", "ctrl+p", "up", "한", "enter")
        assert session(engine).lives["k8s-m"].typed == b"nq\x03\x10\x1b[A\xed\x95\x9c\r"
        assert session(engine).index == 0
        await pilot.press("ctrl+t", "n")
        await until(pilot, lambda: session(engine).index == 1)


async def test_the_shell_learns_the_size_of_its_terminal(engine: fakes.Engine) -> None:
    """Rows and columns are those of the widget."""
    async with running(engine) as pilot:
        live = session(engine).lives["k8s-m"]
        found = shown(pilot).terminals.terminal()
        assert found
        await until(pilot, lambda: live.size == (found.size.height, found.size.width) != (0, 0))
        await pilot.resize_terminal(140, 50)
        await until(pilot, lambda: live.size == (found.size.height, found.size.width))


async def test_hints_come_one_by_one(engine: fakes.Engine) -> None:
    """Each press tells more; the last stays."""
    async with running(engine) as pilot:
        await pilot.press("h")
        hints = shown(pilot).query_one("#hints", Static)
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
        assert session(engine).index == 0
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("y")
        await until(pilot, lambda: session(engine).index == 1)
        assert session(engine).status["pods"] == "skipped"


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


async def test_a_step_without_commands_is_done_by_enter(engine: fakes.Engine) -> None:
    """It is graded, then Enter goes on; after the last step comes the menu."""
    async with running(engine) as pilot:
        await pilot.press("n", "n", "enter")
        await until(pilot, lambda: session(engine).status["end"] == "passed")
        await pilot.press("enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "MenuScreen")


async def test_the_language_switches_live(engine: fakes.Engine) -> None:
    """Prose, keys and verdicts change at once, and the session knows."""
    async with running(engine) as pilot:
        await pilot.press("l")
        await until(pilot, lambda: session(engine).lang == "ko")
        title = shown(pilot).query_one(pane.LessonPane).query_one(".title", Static)
        assert "여기서 DNS에 답하는 것은?" in str(title.render())
        assert "할 일" in verdicts(pilot)


async def test_a_second_run_waits_for_the_first(engine: fakes.Engine) -> None:
    """While a command runs, Enter only says so."""
    async with running(engine) as pilot:
        gate = session(engine).gate = asyncio.Event()
        await pilot.press("2", "enter", "enter", "enter")
        assert session(engine).ran == []
        gate.set()
        await until(pilot, lambda: len(session(engine).ran) == 1)


async def test_an_error_is_told_not_thrown(engine: fakes.Engine) -> None:
    """A TutorError becomes a message of what, why and what to do; the learner can go on."""
    async with running(engine) as pilot:
        session(engine).fails = errors.LabError(
            "no route to k8s-m", why="the lab is gone", todo="start it again"
        )
        await pilot.press("2", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        said = str(pilot.app.screen.query(Static).first().render())
        assert "no route to k8s-m" in said
        assert "the lab is gone" in said
        assert "start it again" in said
        session(engine).fails = None
        await pilot.press("escape", "enter")
        await until(pilot, lambda: len(session(engine).ran) == 1)


async def test_panes_are_tabs_where_it_is_narrow(engine: fakes.Engine) -> None:
    """At 80 columns one side is shown at a time; a run brings the terminal, a step the lesson."""
    async with running(engine, size=(80, 24)) as pilot:
        left, right = shown(pilot).query_one("#left"), shown(pilot).query_one("#right")
        assert left.region.width == 80
        assert not right.region
        await pilot.press("2", "enter")
        await until(pilot, lambda: len(session(engine).ran) == 1)
        assert right.region.width == 80
        assert not left.region
        await pilot.press("v")
        await until(pilot, lambda: left.region.width == 80)
        await pilot.press("n")
        await until(pilot, lambda: left.region.width == 80)


async def test_hosts_change_by_key_and_by_mouse(engine: fakes.Engine) -> None:
    """Right shows the next host and opens its shell; a click on a tab does the same."""
    async with running(engine) as pilot:
        await pilot.press("right")
        await until(pilot, lambda: "k8s-w1" in session(engine).lives)
        assert shown(pilot).terminals.host == "k8s-w1"
        await pilot.click("#hosts", offset=(19, 0))
        await until(pilot, lambda: "k8s-rtr" in session(engine).lives)
        assert shown(pilot).terminals.host == "k8s-rtr"
