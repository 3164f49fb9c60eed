"""The lesson screen: its terminals, and which of them has the keyboard."""

from tests.tui import fakes, looking
from tests.tui.conftest import running, until
from tutor.tui.modals import tell


async def test_what_is_typed_where_no_shell_is_yet_is_not_for_the_lesson(engine: fakes.Engine) -> None:
    """A tab whose pod is still to come takes the keys, and does nothing with them."""
    async with running(engine) as pilot:
        looking.session(engine).absent.add("k8s-w1")
        await pilot.press("ctrl+t", "ctrl+pagedown")
        await until(
            pilot, lambda: "no shell on k8s-w1" in str(looking.shown(pilot).terminals.waiting.render())
        )
        await until(pilot, lambda: isinstance(pilot.app.screen, tell.Tell))
        await pilot.press("escape")
        await until(pilot, lambda: looking.shown(pilot) is pilot.app.screen)
        before = (looking.session(engine).index, looking.shown(pilot).lang)
        await pilot.press("n", "l", "s", "enter")
        assert (looking.session(engine).index, looking.shown(pilot).lang) == before
        assert looking.session(engine).ran == []
        await pilot.press("ctrl+t", "n")
        await until(pilot, lambda: looking.session(engine).index == 1)


async def test_output_appears_in_the_terminal_of_its_host(engine: fakes.Engine) -> None:
    """A command runs in the terminal of its host, which comes to the front."""
    async with running(engine) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: looking.shown(pilot).terminals.terminal("k8s-w1") is not None)
        await pilot.press("enter")
        await until(pilot, lambda: looking.session(engine).ran == [("k8s-w1", "curl -s $IP:8080/health")])
        assert looking.shown(pilot).terminals.host == "k8s-w1"
        terminal = looking.shown(pilot).terminals.terminal("k8s-w1")
        assert terminal
        assert "curl -s $IP:8080/health\nOK" in terminal.screen_text


async def test_the_terminal_takes_every_key_until_ctrl_t(engine: fakes.Engine) -> None:
    """Letters that are keys elsewhere, Ctrl-C and Korean go to the shell."""
    async with running(engine) as pilot:
        await pilot.press("ctrl+t")
        await until(pilot, lambda: looking.shown(pilot).typing)
        await pilot.press("n", "q", "ctrl+c", "ctrl+p", "up", "한", "enter")
        assert looking.session(engine).lives["k8s-m"].typed == b"nq\x03\x10\x1b[A\xed\x95\x9c\r"
        assert looking.session(engine).index == 0
        await pilot.press("ctrl+t", "n")
        await until(pilot, lambda: looking.session(engine).index == 1)


async def test_the_shell_learns_the_size_of_its_terminal(engine: fakes.Engine) -> None:
    """Rows and columns are those of the widget."""
    async with running(engine) as pilot:
        live = looking.session(engine).lives["k8s-m"]
        found = looking.shown(pilot).terminals.terminal()
        assert found
        await until(pilot, lambda: live.size == (found.size.height, found.size.width) != (0, 0))
        await pilot.resize_terminal(140, 50)
        await until(pilot, lambda: live.size == (found.size.height, found.size.width))


async def test_panes_are_tabs_where_it_is_narrow(engine: fakes.Engine) -> None:
    """At 80 columns one side is shown at a time; a run brings the terminal, a step the lesson."""
    async with running(engine, size=(80, 24)) as pilot:
        left, right = looking.shown(pilot).query_one("#left"), looking.shown(pilot).query_one("#right")
        assert left.region.width == 80
        assert not right.region
        await pilot.press("2", "enter")
        await until(pilot, lambda: len(looking.session(engine).ran) == 1)
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
        await until(pilot, lambda: "k8s-w1" in looking.session(engine).lives)
        assert looking.shown(pilot).terminals.host == "k8s-w1"
        await pilot.click("#hosts", offset=(19, 0))
        await until(pilot, lambda: "k8s-rtr" in looking.session(engine).lives)
        assert looking.shown(pilot).terminals.host == "k8s-rtr"
