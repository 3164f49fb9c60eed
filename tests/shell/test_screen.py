"""The VT screen and the bytes of keys."""

import pytest

from tutor.shell import cells, keys, screen


def test_paint_gives_runs_of_style() -> None:
    """Colours and attributes come out as runs that fill the row."""
    it = screen.Screen(2, 20)
    it.feed(b"\x1b[1;31mred\x1b[0m plain \x1b[44mblue\x1b[K")
    it.paint()
    assert it.row(0) == (
        cells.Run("red", cells.Style(fg=1, bold=True)),
        cells.Run(" plain ", cells.PLAIN),
        cells.Run("blue      ", cells.Style(bg=4)),
    )


def test_colours_may_be_indexed_or_direct() -> None:
    """The 256 colours stay indices; direct colours keep their components."""
    it = screen.Screen(1, 2)
    it.feed(b"\x1b[38;5;200ma\x1b[48;2;1;2;3mb")
    it.paint()
    assert it.row(0) == (
        cells.Run("a", cells.Style(fg=200)),
        cells.Run("b", cells.Style(fg=200, bg=(1, 2, 3))),
    )


def test_korean_takes_two_cells_a_letter() -> None:
    """A wide letter fills two cells, the second of which adds nothing to the text."""
    it = screen.Screen(1, 10)
    it.feed("한글x".encode())
    it.paint()
    assert it.row(0) == (cells.Run("한글x     ", cells.PLAIN),)
    assert it.cursor == screen.Cursor(5, 0, visible=True)


def test_a_letter_keeps_its_marks() -> None:
    """Combining marks stay with their letter."""
    it = screen.Screen(1, 4)
    it.feed("e\u0301x".encode())
    assert it.text() == "e\u0301x"


def test_only_changed_rows_are_painted_anew() -> None:
    """A second paint names the rows touched since the first."""
    it = screen.Screen(4, 10)
    it.feed(b"one\r\ntwo\r\nthree")
    assert it.paint() == [0, 1, 2, 3]
    assert it.paint() == []
    it.feed(b"!")
    assert it.paint() == [2]


def test_scrolling_back_and_forth() -> None:
    """The scrollback is shown on request, and new output does not move it."""
    it = screen.Screen(3, 10)
    it.feed(b"\r\n".join(b"%d" % n for n in range(20)))
    it.scroll(-5)
    assert (it.scrolled, it.text()) == (5, "12\n13\n14")
    assert not it.cursor.visible
    it.feed(b"\r\n20")
    assert it.text() == "12\n13\n14"
    it.scroll_to_end()
    assert (it.scrolled, it.text()) == (0, "18\n19\n20")


def test_resizing_wraps_lines_anew() -> None:
    """A long line is wrapped to the new width."""
    it = screen.Screen(3, 10)
    it.feed(b"abcdefgh")
    it.resize(3, 4)
    assert it.text() == "abcd\nefgh"


def test_modes_follow_the_program() -> None:
    """What a program asks for is seen at once."""
    it = screen.Screen(2, 10)
    assert it.modes == screen.Modes(False, False, False, False)
    it.feed(b"\x1b[?2004h\x1b[?1h\x1b[?1049h\x1b[?1002h")
    assert it.modes == screen.Modes(True, True, True, True)


def test_the_terminal_answers_programs() -> None:
    """A request for the cursor's place is answered."""
    replies: list[bytes] = []
    it = screen.Screen(3, 10, on_reply=replies.append)
    it.feed(b"\r\nab\x1b[6n")
    assert replies == [b"\x1b[2;3R"]


@pytest.mark.parametrize(
    ("name", "character", "sent"),
    [
        ("a", "a", b"a"),
        ("upper_a", "A", b"A"),
        ("space", " ", b" "),
        ("한", "한", "한".encode()),
        ("enter", "\r", b"\r"),
        ("backspace", None, b"\x7f"),
        ("ctrl+c", None, b"\x03"),
        ("ctrl+space", None, b"\x00"),
        ("ctrl+backslash", None, b"\x1c"),
        ("alt+b", None, b"\x1bb"),
        ("up", None, b"\x1b[A"),
        ("ctrl+left", None, b"\x1b[1;5D"),
        ("shift+tab", None, b"\x1b[Z"),
        ("f5", None, b"\x1b[15~"),
        ("delete", None, b"\x1b[3~"),
        ("ctrl+shift+unknown", None, b""),
    ],
)
def test_keys_become_the_bytes_programs_expect(name: str, character: str | None, sent: bytes) -> None:
    """Letters, controls and named keys, as xterm sends them."""
    assert keys.Encoder(screen.Screen(2, 10)).key(name, character) == sent


def test_arrows_follow_the_application_mode() -> None:
    """A pager asks for application cursor keys and gets them."""
    it = screen.Screen(2, 10)
    encoder = keys.Encoder(it)
    it.feed(b"\x1b[?1h")
    assert encoder.key("up") == b"\x1bOA"


def test_a_paste_cannot_break_out_of_its_bracket() -> None:
    """Escapes in pasted text are dropped; brackets are used where asked for."""
    it = screen.Screen(2, 10)
    encoder = keys.Encoder(it)
    assert encoder.paste("a\r\nb") == b"a\rb"
    it.feed(b"\x1b[?2004h")
    assert encoder.paste("a\x1b[201~\nb") == b"\x1b[200~a[201~\nb\x1b[201~"


def test_the_mouse_is_sent_only_where_asked_for() -> None:
    """No program, no bytes; with SGR reports, cells count from one."""
    it = screen.Screen(5, 10)
    encoder = keys.Encoder(it)
    assert encoder.mouse("press", 1, 3, 4) == b""
    it.feed(b"\x1b[?1000h\x1b[?1006h")
    assert encoder.mouse("press", 1, 3, 4) == b"\x1b[<0;4;5M"
    assert encoder.mouse("press", 4, 3, 4) == b"\x1b[<64;4;5M"
