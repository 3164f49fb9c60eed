"""The application: where it starts, which place it opens, how it is left."""

import asyncio
from collections.abc import Callable

import pytest
from textual.widgets import Input, OptionList, Static

from tests.tui import fakecourse, fakes, fakesession, looking
from tests.tui.conftest import running, until
from tutor.base import errors
from tutor.course import model
from tutor.tui import application, ports
from tutor.tui.modals import ask, tell
from tutor.tui.screens import menu


def message(app: application.TutorApp) -> str:
    """What stands where a terminal will be."""
    found = app.lesson_screen
    if found is None or not found.is_complete:
        return ""
    return str(found.terminals.query_one("#message", Static).render())


async def test_it_starts_where_the_learner_left(engine: fakes.Engine) -> None:
    """Lesson and step are those of the progress file."""
    engine.was = ("02-services", "end")
    async with running(engine) as pilot:
        assert looking.shown(pilot).play.lesson.id == "02-services"
        assert looking.shown(pilot).play.step.id == "end"
        assert looking.session(engine).index == 1


async def test_the_lesson_can_be_read_while_the_lab_starts(engine: fakes.Engine) -> None:
    """Steps turn before there is a session, and the session begins where the learner reads."""
    engine.gate = asyncio.Event()
    async with running(engine) as pilot:
        await until(pilot, lambda: len(engine.opened) == 1)
        await pilot.press("n", "enter")
        assert engine.session is None
        engine.gate.set()
        await until(pilot, lambda: engine.session is not None)
        await until(pilot, lambda: looking.session(engine).index == 1)


async def test_without_a_kubeconfig_the_lab_is_offered() -> None:
    """Enter starts it."""
    engine = fakes.Engine(wanted=None)
    async with running(engine) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("enter")
        await until(pilot, lambda: engine.session is not None)
        assert engine.opened == [None]


async def test_a_key_pressed_twice_answers_once() -> None:
    """The second one was on its way when the first had closed the window; it takes no other screen along."""
    engine = fakes.Engine(wanted=None)
    async with running(engine) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        asked = pilot.app.screen
        assert isinstance(asked, ask.Ask)
        asked.dismiss("lab")
        asked.dismiss("lab")
        await until(pilot, lambda: engine.session is not None)
        assert engine.opened == [None]


async def test_a_fault_ends_session_and_place(engine: fakes.Engine) -> None:
    """Nothing is left to be collected at a time of nobody's choosing."""

    async def fail() -> None:
        async with running(engine) as pilot:
            await until(pilot, lambda: engine.session is not None)
            assert isinstance(pilot.app, application.TutorApp)
            pilot.app.fail(ValueError("a fault of ours"))
            await until(pilot, lambda: bool(engine.closed))

    with pytest.raises(ValueError, match="of ours"):
        await fail()
    assert engine.closed == [False]


async def test_a_cluster_must_be_confirmed_by_name_and_server() -> None:
    """Choosing it asks once more; no means nothing is opened."""
    engine = fakes.Engine(wanted=None)
    prod = ports.Cluster("prod", "https://10.1.1.1:6443")
    engine.kubeconfig = [prod]
    async with running(engine) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        first = pilot.app.screen
        options = first.query_one(OptionList)
        assert "prod" in str(options.get_option_at_index(1).prompt)
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask) and pilot.app.screen is not first)
        await pilot.press("n")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ask.Ask))
        assert engine.opened == []
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        second = pilot.app.screen
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask) and pilot.app.screen is not second)
        await pilot.press("y")
        await until(pilot, lambda: engine.session is not None)
        assert engine.opened == [prod]


async def test_a_lab_that_does_not_start_says_why_and_can_be_tried_again(engine: fakes.Engine) -> None:
    """The error is shown; Enter tries anew."""
    engine.fails = errors.EnvironmentLacks(
        "namespaces are forbidden", todo="sysctl kernel.unprivileged_userns_clone=1"
    )
    async with running(engine) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        engine.fails = None
        await pilot.press("escape", "enter")
        await until(pilot, lambda: engine.session is not None)
        assert engine.opened == [None, None]


async def test_leaving_asks_whether_the_lab_goes_on(engine: fakes.Engine) -> None:
    """Stay keeps all; stop stops it."""
    async with running(engine) as pilot:
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("n")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ask.Ask))
        assert engine.closed == []
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, ask.Ask))
        await pilot.press("x")
        await until(pilot, lambda: engine.closed == [True])
    assert pilot.app.return_value == errors.GOOD


async def test_another_lesson_begins_another_session(engine: fakes.Engine) -> None:
    """The menu opens a lesson at its first step that is not passed; the lab stays."""
    engine.statuses = {("02-services", "health"): "passed"}
    async with running(engine) as pilot:
        first = looking.session(engine)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, menu.MenuScreen))
        await pilot.press("down", "enter")
        await until(pilot, lambda: engine.session is not first)
        assert looking.session(engine).lesson.id == "02-services"
        assert engine.begun_at == ["", "end"]  # whose beginning the lab is brought to
        assert looking.shown(pilot).play.step.id == "end"
        assert engine.opened == [None]


async def test_the_palette_holds_what_the_screen_declares(engine: fakes.Engine) -> None:
    """One declaration feeds keys, bar, help and palette."""
    async with running(engine) as pilot:
        assert isinstance(pilot.app, application.TutorApp)
        titles = [command.title for command in pilot.app.get_system_commands(pilot.app.screen)]
        assert "hint  (h)" in titles
        assert len(titles) == len(set(titles))


async def test_help_lists_every_key(engine: fakes.Engine) -> None:
    """The help says what the bar has no room for."""
    async with running(engine) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, tell.Tell))


async def test_the_palette_opens_from_the_lesson(engine: fakes.Engine) -> None:
    """ctrl+p finds commands by name; Enter carries one out."""
    async with running(engine) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "CommandPalette")
        await pilot.press(*"hint")
        await until(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count == 1)
        await pilot.press("enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "LessonScreen")
        await until(pilot, lambda: looking.session(engine).standing.hints_shown == 1)


async def test_the_palette_speaks_the_learners_language(engine: fakes.Engine) -> None:
    """What it asks for, and that nothing has these words; Enter on that does no harm."""
    async with running(engine, lang="ko") as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "CommandPalette")
        assert pilot.app.screen.query_one(Input).placeholder == "하려는 일을 나타내는 단어…"
        await pilot.press(*"zzz")
        found = pilot.app.screen.query_one(OptionList)
        await until(pilot, lambda: found.option_count == 1)
        assert "이 단어가 들어간 명령이 없습니다" in str(found.get_option_at_index(0).prompt)
        await pilot.press("enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "LessonScreen")


async def test_what_a_lesson_builds_on_is_made_with_progress(engine: fakes.Engine) -> None:
    """The terminal's place tells what is being made; Enter says to wait, and opens nothing a second time."""
    engine.preparing = asyncio.Event()
    app = application.TutorApp(engine, "en")
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "Preparing 1/3: the pool" in message(app))
        await pilot.press("enter")
        assert len(engine.opened) == 1
        engine.preparing.set()
        await until(pilot, lambda: engine.session is not None and bool(engine.session.lives))


async def test_another_lesson_waits_until_this_one_is_made(engine: fakes.Engine) -> None:
    """Two that are made in one lab at a time would spoil each other's."""
    engine.preparing = asyncio.Event()
    app = application.TutorApp(engine, "en")
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "Preparing 1/3: the pool" in message(app))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, menu.MenuScreen))
        await pilot.press("down", "enter")
        await until(pilot, lambda: not isinstance(app.screen, menu.MenuScreen))
        engine.preparing.set()
        await until(pilot, lambda: engine.session is not None and bool(engine.session.lives))
        assert looking.session(engine).lesson.id == looking.shown(pilot).play.lesson.id == "01-coredns"


async def test_a_lesson_that_could_not_be_made_is_tried_again(
    engine: fakes.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place is there, so that Enter asks for no other one."""

    async def begin(*_: object) -> fakesession.Session:
        raise errors.LabError("the lesson's start could not be made: the pool")

    app = application.TutorApp(engine, "en")
    with monkeypatch.context() as patched:
        patched.setattr(engine, "begin", begin)
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, tell.Tell))
            await pilot.press("escape")
            assert "tries again" in message(app)
            patched.undo()
            await pilot.press("enter")
            await until(pilot, lambda: engine.session is not None and bool(engine.session.lives))
            assert engine.opened == [None]


async def test_the_form_that_the_place_has_is_shown(
    engine: fakes.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cluster's MetalLB is not what the screen began with: steps and session are of the same form."""
    names = {
        "metallb-crd": fakecourse.both("resources", "리소스"),
        "metallb-configmap": fakecourse.both("map", "맵"),
    }
    first = engine.whole.lessons[0]
    pools = [first.steps[0]._replace(id=form, form=form) for form in names]
    engine.replace(first._replace(forms=names, steps=(*pools, *first.steps[1:])))
    known = engine.begin

    async def begin(
        lesson: model.Lesson, lang: str, report: Callable[[str], None], at: str = ""
    ) -> fakesession.Session:
        found = engine.whole.in_form("metallb-configmap").lesson(lesson.id)
        assert found
        return await known(found, lang, report)

    monkeypatch.setattr(engine, "begin", begin)
    async with running(engine) as pilot:
        assert looking.shown(pilot).play.lesson.form == "metallb-configmap"
        assert looking.shown(pilot).play.step.id == "metallb-configmap"


def test_a_menu_that_is_being_made_takes_another_language() -> None:
    """Two keys in a row, menu and language: the second may come before the menu has its parts."""
    made = menu.MenuScreen(fakecourse.course(), {}, "", "en")
    made.localise("ko")
    assert not made.query("*")
