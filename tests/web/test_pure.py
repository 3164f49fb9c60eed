"""Who is admitted, what is ours, what a visitor's program is told: all that needs no server."""

import asyncio
import os
from pathlib import Path

import pytest

from tutor.base import i18n
from tutor.web import badge, frames, names, pages, served, server, serving, words

PLACE = served.Place(Path("/x/1"), "web-1234-1")
SECRETS = {"HOME": "/root", "KUBECONFIG": "/k", "AWS_SECRET_ACCESS_KEY": "s", "http_proxy": "http://me:pw@p"}


def test_only_the_whole_token_is_known() -> None:
    """Neither a part of it, nor more, nor what is no text."""
    badges = badge.Badges()
    assert badges.knows(badges.token)
    assert not any(map(badges.knows, ("", badges.token[:-1], badges.token + "x", "é\udc80")))
    assert badge.Badges().token != badges.token


def test_a_badge_is_known_by_its_maker_only() -> None:
    """One that was changed, or that another server made, names nobody."""
    badges = badge.Badges()
    issued, other = badges.issue(), badges.issue()
    mine, theirs = badges.holder(issued), badges.holder(other)
    assert mine
    assert theirs
    assert mine != theirs
    forged = f"{theirs}.{issued.partition('.')[2]}"
    for wrong in (forged, mine, "", ".", f"{mine}.", issued + "0", issued.upper(), "é\udc80.x"):
        assert badges.holder(wrong) is None
    assert badge.Badges(badges.token).holder(issued) is None


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
        ("192.168.1.7", True),
        ("localhost:9", True),
        ("LOCALHOST", True),
        ("class.example:443", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example:80", False),
        ("evil.example#127.0.0.1", False),
        ("", False),
        ("[::1", False),
    ],
)
def test_hosts(host: str, ours: bool) -> None:
    """An address cannot be rebound; a name has to be one of ours."""
    assert names.known(host, ["localhost", "Class.example"]) is ours


@pytest.mark.parametrize(
    ("origin", "same"),
    [
        ("http://localhost:8000", True),
        ("https://localhost:8000", True),
        ("http://localhost:8001", False),
        ("http://evil.example", False),
        ("http://localhost:8000.evil.example", False),
        ("null", False),
        ("", False),
        ("file://localhost:8000", False),
    ],
)
def test_origins(origin: str, same: bool) -> None:
    """Only a page that was served here."""
    assert names.same(origin, "localhost:8000") is same


def test_loopback() -> None:
    """What only this machine reaches, in both families."""
    assert all(map(names.is_loopback, ("127.0.0.1", "127.8.8.8", "::1", "localhost")))
    assert not any(map(names.is_loopback, ("0.0.0.0", "::", "192.168.1.7", "host.example", "")))


def test_addresses_in_urls() -> None:
    """Those of IPv6 in brackets."""
    assert [names.in_url(one, 80) for one in ("::1", "10.0.0.1")] == ["[::1]:80", "10.0.0.1:80"]


def test_a_visitor_s_environment_holds_nothing_of_the_server_s_user() -> None:
    """Neither secrets nor home, and exactly the names that are listed."""
    env = served.environment(served.Served((), "t"), PLACE, served.Size(90, 30), SECRETS | {"PATH": "/bin"})
    assert not set(env.values()) & set(SECRETS.values())
    assert env["HOME"] == "/x/1"
    assert env["K8STUTOR_LAB"] == "web-1234-1"
    assert set(env) == {
        *(
            "PATH",
            "HOME",
            "LANG",
            "TERM",
            "COLORTERM",
            "COLUMNS",
            "ROWS",
            "PYTHONPATH",
            "PYTHONUNBUFFERED",
            "K8STUTOR_LAB",
        ),
        *("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TEXTUAL_DRIVER", "TEXTUAL_COLOR_SYSTEM"),
    }


def test_a_console_works_on_what_its_user_has() -> None:
    """Home and settings, yet no secret."""
    env = served.environment(served.Served((), "t", apart=False), PLACE, served.Size(90, 30), SECRETS)
    assert (env["HOME"], env["KUBECONFIG"]) == ("/root", "/k")
    assert "http_proxy" not in env
    assert "K8STUTOR_LAB" not in env


def test_words_stay_words() -> None:
    """What would be a shell's command is one argument."""
    evil = "X; touch /tmp/x $(id)"
    assert served.argv(served.Served(("workshop", "join", evil), "t"), "ko")[-5:] == [
        *("--lang", "ko", "workshop", "join", evil)
    ]


@pytest.mark.parametrize(
    ("asked", "given"),
    [((80, 24), (80, 24)), ((0, 0), (20, 5)), ((10**9, 10**9), (500, 200)), (("9", None), (20, 5))],
)
def test_sizes_are_kept_within_reason(asked: tuple[object, object], given: tuple[int, int]) -> None:
    """A browser may ask for anything."""
    assert served.size(*asked) == given


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        ["stdin"],
        ["stdin", 5],
        ["stdin", ["x"]],
        ["resize", {"width": 5}],
        ["quit"],
        ["deliver_chunk_request", {"key": "x", "size": 5}],
        {"stdin": "x"},
        ["ping", "5"],
    ],
)
def test_a_message_that_is_none_of_the_page_s_gives_no_packet(message: object) -> None:
    """Only keys, sizes and focus go to the program."""
    assert server.packet_of(message) is None


def test_packets_of_a_page() -> None:
    """As Textual's web driver reads them."""
    assert server.packet_of(["stdin", "한"]) == b"D\0\0\0\x03\xed\x95\x9c"
    assert server.packet_of(["focus"]) == b'M\0\0\0\x11{"type": "focus"}'
    sized = server.packet_of(["resize", {"width": 10**6, "height": 1.5}])
    assert sized is not None
    assert sized[5:] == b'{"type": "resize", "width": 500, "height": 5}'


def _stream(octets: bytes) -> asyncio.StreamReader:
    stream = asyncio.StreamReader()
    stream.feed_data(octets)
    stream.feed_eof()
    return stream


async def test_packets_begin_after_the_line_that_says_so() -> None:
    """What a program printed before is passed over."""
    stream = _stream(b"hello\n" + frames.READY + frames.data("x"))
    assert await frames.ready(stream)
    assert await frames.read(stream) == (frames.DATA, b"x")
    assert not await frames.ready(_stream(b"no screens here"))


async def test_what_is_no_packet_is_refused() -> None:
    """Before its size is believed."""
    with pytest.raises(frames.BrokenError):
        await frames.read(_stream(b"D\xff\xff\xff\xff"))
    with pytest.raises(frames.BrokenError):
        await frames.ready(_stream(b"x" * 200_000))


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("de, en-GB;q=0.9, ko;q=0.1", "en"),
        ("de", "ko"),
        ("", "ko"),
        (";;,,", "ko"),
    ],
)
def test_the_language_that_a_browser_prefers(accepted: str, lang: str) -> None:
    """The first that we have."""
    assert words.preferred(accepted, "ko") == lang


def test_room_by_memory() -> None:
    """One visitor at least, and consoles need less."""
    tutor, console = served.Served((), "t"), served.Served((), "t", apart=False)
    memory = "MemTotal: 9 kB\nMemAvailable:    3145728 kB\n"
    assert serving.room(tutor, memory) == 10
    assert serving.room(console, memory) == 20
    assert serving.room(tutor, "MemAvailable: 9 kB\n") == serving.room(tutor, "") == 1
    assert serving.room(tutor) >= 1


def test_every_text_is_in_every_language() -> None:
    """And has the same places."""
    for key, texts in words.TEXTS.items():
        assert set(texts) == set(i18n.LANGUAGES), key
        assert len({text.count("{") for text in texts.values()}) == 1, key


def test_nothing_on_a_page_comes_from_elsewhere_or_is_code() -> None:
    """A class needs no Internet; what is filled in is text."""
    shown = pages.terminal("ko", "<script>x", "ws://h/ws") + pages.notice("en", "full", most=3, minutes="<b>")
    shown += "".join((pages.OWN / name).read_text() for name in os.listdir(pages.OWN) if name[-3:] != ".js")
    assert "https:" not in shown
    assert "http:" not in shown
    assert "<script>x" not in shown
    assert "<b>" not in shown
    assert all(file.is_file() for file in pages.files().values())
