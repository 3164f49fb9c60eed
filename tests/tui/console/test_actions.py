"""Every action of the console, by its keys: what is sent, and what is shown for it."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.conftest import opened, until
from tests.tui.console import room
from tests.tui.console.conftest import console, done, running, typed
from tutor.base import errors
from tutor.tui.console import ports
from tutor.tui.console.screens import console as main
from tutor.tui.console.screens import learner
from tutor.tui.console.widgets import dense, lines
from tutor.tui.modals import tell
from tutor.tui.widgets import header, keybar
from tutor.tui.widgets.lesson import prose


@pytest.fixture
def known() -> room.Room:
    """Ten learners."""
    return room.Room()


def _main(pilot: Pilot[int]) -> main.ConsoleScreen:
    assert isinstance(pilot.app.screen, main.ConsoleScreen)
    return pilot.app.screen


def _painted(pilot: Pilot[int], table: lines.Lines | dense.Dense) -> str:
    return "\n".join(table.render_line(y).text for y in range(table.size.height))


async def test_a_hand_without_words_says_so(known: room.Room) -> None:
    """In the queue, and on the learner's screen."""
    first = known.raised[0]
    known.raised = [first._replace(text=" ")]
    known.change(known.known[first.learner]._replace(hand=""))
    async with running(known) as pilot:
        await pilot.press("3")
        await until(
            pilot, lambda: "(no words)" in _painted(pilot, _main(pilot).query_one("#queue", lines.Lines))
        )
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, learner.LearnerScreen))
        assert "? (no words)" in str(pilot.app.screen.query_one("#facts", Static).render())


async def test_enter_on_a_group_shows_its_learners_alone(known: room.Room) -> None:
    """esc shows all again."""
    known.groups = [known.groups[0]._replace(learners=["l1", "l2"])]
    async with running(known) as pilot:
        await pilot.press("2", "enter")
        await until(pilot, lambda: {one.id for one in console(pilot).book.shown} == {"l1", "l2"})
        await until(pilot, lambda: _main(pilot).chosen == "roster")
        await pilot.press("escape")
        await until(pilot, lambda: len(console(pilot).book.shown) == 10)


async def test_a_group_is_named_addressed_and_forgotten(known: room.Room) -> None:
    """space, n; g marks it again, m writes to it; u forgets it, g then says that there is none."""
    async with running(known) as pilot:
        await pilot.press("space", "down", "space")
        two = sorted(console(pilot).book.marked)
        assert len(two) == 2
        await pilot.press("n")
        await opened(pilot, "Write")
        await typed(pilot, "table 1")
        await pilot.press("enter")
        await done(pilot, known, "name", "table 1", two)
        await pilot.press("escape")
        assert not console(pilot).book.marked
        await pilot.press("g", "m")
        await opened(pilot, "Write")
        assert "table 1 (2)" in str(pilot.app.screen.query_one(".box").border_title)
        await typed(pilot, "swap seats")
        await pilot.press("enter")
        await until(pilot, lambda: bool(known.done))
        assert known.done[0][:2] == ("say", "swap seats")
        assert sorted(known.done.pop()[2]) == two  # type: ignore[call-overload]
        await pilot.press("g")
        await until(pilot, lambda: not console(pilot).book.marked)
        await pilot.press("g", "u")
        await done(pilot, known, "name", "table 1", [])
        await pilot.press("g")
        await until(pilot, lambda: not console(pilot).book.marked)


async def test_hands_are_taken_and_resolved(known: room.Room) -> None:
    """3, x, r; the queue says who is with them."""
    async with running(known) as pilot:
        first, second = known.raised[0].learner, known.raised[1].learner
        await pilot.press("3", "x")
        await done(pilot, known, "take", first)
        table = _main(pilot).query_one("#queue", lines.Lines)
        await until(pilot, lambda: "me is with them" in _painted(pilot, table))
        await pilot.press("x")
        await done(pilot, known, "take", first)
        await until(pilot, lambda: "me is with them" not in _painted(pilot, table))
        await pilot.press("r")
        await done(pilot, known, "resolve", first)
        await until(pilot, lambda: table.count == 1)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, learner.LearnerScreen))
        assert isinstance(pilot.app.screen, learner.LearnerScreen)
        assert pilot.app.screen.learner == second


async def test_the_cursor_stays_with_its_hand_and_its_group(known: room.Room) -> None:
    """Whatever comes before them: what a key does, it does to whom the cursor was put on."""
    hand = known.raised[1]
    async with running(known) as pilot:
        await pilot.press("3", "down")
        await until(pilot, lambda: _main(pilot).query_one("#queue", lines.Lines).at == 1)
        known.raised = [ports.Hand("l9", "first", 1.0, hand.at), *known.raised]
        known.told.put_nowait(frozenset())
        await until(pilot, lambda: _main(pilot).query_one("#queue", lines.Lines).count == 3)
        await pilot.press("x")
        await done(pilot, known, "take", hand.learner)
        known.groups = [
            known.groups[0]._replace(id=name, learners=[f"l{at}"]) for at, name in enumerate("ab")
        ]
        await pilot.press("2", "down")
        await until(pilot, lambda: _main(pilot).query_one("#groups", lines.Lines).at == 1)
        known.groups = [known.groups[1], known.groups[0]]
        console(pilot).update_views()
        await pilot.press("enter")
        await until(pilot, lambda: [one.id for one in console(pilot).book.shown] == ["l1"])


async def test_notes_of_the_lesson_and_of_others(known: room.Room) -> None:
    """6 shows those of the lesson where most are; arrows turn the pages; h leads back."""
    async with running(known) as pilot:
        await pilot.press("6")
        await until(pilot, lambda: "no trainer's notes" in _prose(pilot))
        await pilot.press("left")
        await until(pilot, lambda: "Trainer's notes: CoreDNS" in _prose(pilot))
        await pilot.press("l")
        await until(pilot, lambda: "강의 노트: CoreDNS" in _prose(pilot))
        await pilot.press("h")
        await until(pilot, lambda: "강의 노트가 없습니다" in _prose(pilot))


def _prose(pilot: Pilot[int]) -> str:
    shown = pilot.app.screen.query_one(prose.Prose)
    return "\n".join(str(one.render()) for one in shown.query(Static))


async def test_the_language_changes_everywhere_at_once(known: room.Room) -> None:
    """On the console, on a learner's screen, on the projector's."""
    async with running(known) as pilot:
        await pilot.press("l")
        await until(pilot, lambda: "도움말" in str(pilot.app.screen.query_one(keybar.KeyBar).render()))
        await pilot.press("enter", "l")
        await until(pilot, lambda: "back" in str(pilot.app.screen.query_one(keybar.KeyBar).render()))
        await pilot.press("escape", "c", "l")
        await pilot.pause()
        await until(pilot, lambda: "돌아가기" in str(pilot.app.screen.query_one(keybar.KeyBar).render()))


@pytest.mark.parametrize(
    ("size", "letters", "code"),
    [((80, 24), (65, 14), (33, 17)), ((120, 40), (114, 23), (66, 33)), ((160, 48), (119, 23), (66, 33))],
)
async def test_the_code_is_as_large_as_the_window_allows(
    known: room.Room, size: tuple[int, int], letters: tuple[int, int], code: tuple[int, int]
) -> None:
    """c shows its letters, space the QR code alone; an expired one is not shown; any other of its keys leads back."""
    async with running(known, size=size) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: _large(pilot, "#letters") == letters)
        assert _large(pilot, "#qr") == ((33, 17) if size[0] == 160 else (0, 0))
        await pilot.press("space")
        await until(pilot, lambda: _large(pilot, "#qr") == code)
        assert _large(pilot, "#letters") == (0, 0)
        await pilot.press("space")
        await until(pilot, lambda: _large(pilot, "#letters") == letters)
        known.clock += 12 * 3600
        console(pilot).update_views()
        await until(pilot, lambda: _large(pilot, "#letters") == (0, 0))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, main.ConsoleScreen))


async def test_a_hosts_name_stands_in_front_of_the_large_letters(known: room.Room) -> None:
    """In letters of the usual size; the command has it as well, with what to type where the tutor is installed."""
    code = "class.example.com/7K3QX-9M2RT-4WZ8B-H6D1N"
    known.invited = ports.Invitation(code, f"./k8stutor workshop join {code}", room.NOW + 60)
    async with running(known, size=(80, 24)) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: _large(pilot, "#letters") == (65, 9))
        assert str(pilot.app.screen.query_one("#name", Static).render()) == "class.example.com/"
        words = str(pilot.app.screen.query_one("#words", Static).render())
        assert f"./k8stutor workshop join {code}" in words
        assert "k8stutor, without ./" in words
        await pilot.press("space")  # longer, so that there is no room for words besides
        await until(pilot, lambda: _large(pilot, "#qr") == (37, 19))
        assert not pilot.app.screen.query_one("#words").display
        await pilot.resize_terminal(60, 18)
        await until(
            pilot, lambda: "larger window" in str(pilot.app.screen.query_one("#words", Static).render())
        )


def _large(pilot: Pilot[int], part: str) -> tuple[int, int]:
    """Columns and lines of a part of the projector's screen; none where it is not shown."""
    found = pilot.app.screen.query_one(part)
    return (found.size.width, found.size.height) if found.display else (0, 0)


async def test_a_lost_connection_is_told_at_the_top(known: room.Room) -> None:
    """And an action that fails says what happened and what to do."""
    async with running(known) as pilot:
        known.linked = ports.Link(connected=False)
        known.told.put_nowait(frozenset())
        facts = pilot.app.screen.query_one(header.Header)
        await until(pilot, lambda: "NO CONNECTION" in facts.facts.place)
        assert not facts.facts.ready
        known.fails = errors.EnvironmentLacks("the server is not reachable", todo="look at the cable")
        await pilot.press("5", "f")
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))


TROUBLE = ports.Link(
    False,
    trouble="the server at 192.168.1.7:7422 takes no more connections",
    behind="it has a limit, for itself or for the class's account",
)


@pytest.mark.parametrize(
    ("lang", "what", "why"),
    [
        ("en", TROUBLE.trouble, "it has a limit"),
        ("ko", "192.168.1.7:7422 서버가 연결을 더 받지 않습니다", "연결 수 제한에 도달했습니다"),
    ],
)
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_why_a_connection_is_lost_is_told(
    known: room.Room, size: tuple[int, int], lang: str, what: str, why: str
) -> None:
    """At the top where there is room; with the code always, in the instructor's language, until there is one again."""
    async with running(known, lang=lang, size=size) as pilot:
        known.linked = TROUBLE
        console(pilot).update_views()
        top = pilot.app.screen.query_one(header.Header)
        lost = "NO CONNECTION" if lang == "en" else "연결 끊김"
        await until(pilot, lambda: lost in str(top.render()))
        if size == (120, 40):
            assert what in str(top.render())
        await pilot.press("c")
        await until(pilot, lambda: bool(pilot.app.screen.query("#words")))
        words = pilot.app.screen.query_one("#words", Static)
        assert what in str(words.render())
        assert why in str(words.render())
        assert pilot.app.screen.query_one("#letters").display
        known.linked = ports.Link(connected=True)
        console(pilot).update_views()
        assert what not in str(words.render())


async def test_the_mouse_does_what_keys_do(known: room.Room) -> None:
    """Tabs, rows and the key bar can be clicked."""
    async with running(known) as pilot:
        await pilot.click("#tabs", offset=(12, 0))
        await until(pilot, lambda: _main(pilot).chosen == "stuck")
        await pilot.click("#tabs", offset=(3, 0))
        await pilot.click("#rows", offset=(10, 2))
        await until(pilot, lambda: console(pilot).book.place == 2)
        await pilot.click("#rows", offset=(10, 2))
        await until(pilot, lambda: isinstance(pilot.app.screen, learner.LearnerScreen))
        await pilot.press("escape")
        await pilot.click(keybar.KeyBar, offset=(2, 0))
        await until(pilot, lambda: isinstance(pilot.app.screen, learner.LearnerScreen))


async def test_help_palette_and_leaving(known: room.Room) -> None:
    """Every declared command has its words; leaving is asked."""
    async with running(known) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        await pilot.press("escape")
        titles = [one.title for one in pilot.app.get_system_commands(pilot.app.screen)]
        assert "timer  (t)" in titles
        await pilot.press("q", "n")
        await until(pilot, lambda: isinstance(pilot.app.screen, main.ConsoleScreen))
        await pilot.press("q", "y")
        await until(pilot, lambda: pilot.app.return_code is not None)
        assert pilot.app.return_code == errors.GOOD


async def test_hostile_names_and_words_are_drawn_harmlessly(known: room.Room) -> None:
    """No escape, no markup and no line break of a learner's reaches the screen."""
    evil = "\x1b]0;x\x07[red]Eve[/]\n\u202e"
    first = next(iter(known.known.values()))
    known.known = {"l0": first._replace(id="l0", name=evil, state="asking", hand=evil)}
    known.groups = [ports.Group("g", (evil, evil), evil, evil, evil, ["l0"], room.NOW)]
    known.raised = [ports.Hand("l0", evil, room.NOW, (evil, evil), evil)]
    known.details["l0"] = ports.Detail(
        known.known["l0"],
        evil,
        0,
        (ports.Ran(0, evil, evil, 0, 1),),
        (ports.Verdict(evil, False, evil, evil),),
    )
    async with running(known) as pilot:
        for keys in ("1", "2", "3", "enter"):
            await pilot.press(keys)
            await pilot.pause()
            written = pilot.app.export_screenshot()
            assert "\x1b" not in written
            assert "Eve" in written
            assert "\u202e" not in written
