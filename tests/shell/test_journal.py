"""The parser of a shell's marks."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tutor.shell import journal

NONCE = "5ec3e7"


def mark(kind: str, rest: str = "", nonce: str = NONCE) -> bytes:
    """One mark as the integration scripts write it."""
    return f"\x1b]133;{kind};k={nonce}{rest}\x07".encode()


ONE_COMMAND = (
    mark("A")
    + b"$ "
    + mark("B")
    + b"ls\r\n"
    + mark("C", ";cmdline_url=ls%0A%EA%B0%80")
    + b"a\x1b[0m b\r\n"
    + mark("D", ";exit=2")
)


def joined(events: list[journal.Event]) -> list[journal.Event]:
    """Neighbouring outputs as one, since how output is cut up means nothing."""
    result: list[journal.Event] = []
    for event in events:
        if isinstance(event, journal.Output) and result and isinstance(result[-1], journal.Output):
            result[-1] = journal.Output(result[-1].data + event.data)
        else:
            result.append(event)
    return result


def test_a_command_yields_prompt_text_output_and_exit_code() -> None:
    """Every mark becomes an event, in order, with the output between them."""
    assert journal.Journal(NONCE).feed(ONE_COMMAND) == [
        journal.PromptStart(),
        journal.Output(b"$ "),
        journal.PromptEnd(),
        journal.Output(b"ls\r\n"),
        journal.CommandStart("ls\n가"),
        journal.Output(b"a\x1b[0m b\r\n"),
        journal.CommandEnd(2),
    ]


@given(st.lists(st.integers(0, len(ONE_COMMAND) * 3), max_size=12))
def test_the_stream_may_be_cut_anywhere(cuts: list[int]) -> None:
    """However the bytes arrive, the events are those of the whole."""
    stream = ONE_COMMAND * 3
    whole = journal.Journal(NONCE).feed(stream)
    parser = journal.Journal(NONCE)
    bounds = [0, *sorted(cuts), len(stream)]
    pieces = [stream[a:b] for a, b in itertools.pairwise(bounds)]
    assert joined([event for piece in pieces for event in parser.feed(piece)]) == joined(whole)


@given(
    st.lists(st.sampled_from([b"\x1b", b"]133;", b"D;k=", b"5ec3e", b";exit=0\x07", b"\x07", b"x", b"\xff"]))
)
def test_output_without_the_secret_forges_nothing(parts: list[bytes]) -> None:
    """Whatever passes through without the nonce comes out as output, byte by byte."""
    stream = b"".join(parts)
    parser = journal.Journal(NONCE)
    events = parser.feed(stream) + parser.feed(b"!" * 64)
    assert joined(events) == [journal.Output(stream + b"!" * 64)]


def test_a_mark_of_another_shell_is_output() -> None:
    """A mark with a wrong nonce is passed through to the screen."""
    forged = mark("D", ";exit=0", nonce="5ec3e8")
    assert journal.Journal(NONCE).feed(forged) == [journal.Output(forged)]


def test_a_malformed_mark_is_output() -> None:
    """A mark with the nonce but without sense is not believed."""
    for broken in (mark("D", ";exit=x"), mark("D", ";exit=9999"), mark("C", "nothing"), mark("A", ";more")):
        assert journal.Journal(NONCE).feed(broken) == [journal.Output(broken)]


def test_an_endless_mark_is_let_go() -> None:
    """A mark that never ends is held back to a limit only."""
    parser = journal.Journal(NONCE)
    flood = b"\x1b]133;C;k=" + NONCE.encode() + b";cmdline_url=" + b"a" * journal.LONGEST
    assert parser.feed(flood) == [journal.Output(flood)]


def test_a_started_escape_is_held_back() -> None:
    """Bytes that may still become a mark wait for what follows; nothing else does."""
    parser = journal.Journal(NONCE)
    assert parser.feed(b"abc\x1b]13") == [journal.Output(b"abc")]
    assert joined(parser.feed(b"7;x")) == [journal.Output(b"\x1b]137;x")]
