"""The real server over HTTP: who comes in, and what each visitor has of their own."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from tests.web import serving_fake
from tutor.web import pages, served, visit


async def test_the_token_opens_the_door_and_leaves_the_address() -> None:
    """The cookie is for this server's pages only, out of reach for scripts and other sites; the page goes on without
    the token."""
    async with serving_fake.running() as server, serving_fake.Visitor(server) as visitor:
        assert (await visitor.get("/"))[0] == 403
        assert await visitor.enter() == "/"
        (cookie,) = visitor.client.cookie_jar
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        assert cookie.key.endswith(server.origin.rpartition(":")[2])
        assert (await visitor.get("/"))[0] == 200
        assert await visitor.enter() == "/"
        assert list(visitor.client.cookie_jar) == [cookie]  # who comes again stays who they are


@pytest.mark.parametrize(
    "path", ["/", "/?token=", "/?token=x", "/ws", "/ending", "/static/page.js", "/static/x", "/x"]
)
async def test_without_a_badge_every_door_is_shut(path: str) -> None:
    """Whatever there is behind it; the page says what to do, and is never kept by anyone."""
    async with serving_fake.running() as server, serving_fake.Visitor(server) as visitor:
        async with visitor.client.get(server.origin + path) as answer:
            assert answer.status == 403
            assert "Open the whole address" in await answer.text()
            assert {name: answer.headers[name] for name in pages.HEADERS} == dict(pages.HEADERS)
            assert "Set-Cookie" not in answer.headers
        status, text = await visitor.get(path, **{"Accept-Language": "ko"})
        assert (status, "토큰" in text) == (403, True)
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            async with visitor.page():
                pass


async def test_another_s_name_or_page_is_refused() -> None:
    """Even with the badge: DNS rebinding, and a websocket from another site's page."""
    async with serving_fake.running() as server, serving_fake.Visitor(server) as visitor:
        await visitor.enter()
        for path in ("/", "/ending", "/static/page.js"):
            assert (await visitor.get(path, Host="evil.example"))[0] == 421
            assert (await visitor.get(path, Origin="http://evil.example"))[0] == 403
            assert (await visitor.get(path, Origin="null"))[0] == 403
        for headers in (
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Host": "evil.example"},
            {"Origin": ""},
        ):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                async with visitor.page(**headers):
                    pass
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await visitor.client.ws_connect(server.origin + "/ws")  # without any Origin


@pytest.mark.parametrize("name", ["..%2fpages.py", "%2e%2e/server.py", "page.js/..", "terminal.html", "%00"])
async def test_only_the_files_of_the_page_are_served(name: str) -> None:
    """By their names; nothing is looked up on the disk."""
    async with serving_fake.running() as server, serving_fake.Visitor(server) as visitor:
        await visitor.enter()
        assert (await visitor.get(f"/static/{name}"))[0] == 404
        for file in pages.files():
            async with visitor.client.get(f"{server.origin}/static/{file}") as answer:
                assert answer.status == 200
                assert len(await answer.read()) == pages.files()[file].stat().st_size
                assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


async def test_each_visitor_has_a_home_and_a_lab() -> None:
    """And nothing of the other's; keys go to one's own program."""
    async with (
        serving_fake.running("a word; touch /x") as server,
        serving_fake.Visitor(server) as one,
        serving_fake.Visitor(server) as other,
    ):
        await one.enter()
        await other.enter()
        async with one.page() as ours, other.page("?width=x&height=99999") as theirs:
            assert await ours.drawn() == "began 90x30 --lang en a word; touch /x"
            assert (await theirs.drawn()).startswith("began 20x200 ")
            mine, yours = await ours.environment(), await theirs.environment()
            await ours.key("한")
            assert await ours.drawn() == "key 한"
        for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "K8STUTOR_LAB"):
            assert mine[name] != yours[name]
        assert Path(mine["HOME"]).stat().st_mode & 0o777 == 0o700
        assert {mine["K8STUTOR_LAB"][-2:], yours["K8STUTOR_LAB"][-2:]} == {"-1", "-2"}
    assert sorted(server.labs) == sorted([mine["K8STUTOR_LAB"], yours["K8STUTOR_LAB"]])
    assert serving_fake.folders() == []


async def test_a_page_that_comes_back_finds_the_program_as_it_was() -> None:
    """With the whole picture in the size of the new page; the program has not even noticed."""
    async with serving_fake.running() as server, serving_fake.Visitor(server) as visitor:
        await visitor.enter()
        async with visitor.page() as first:
            home = (await _began(first))["HOME"]
            running = serving_fake.pids(home)
        async with visitor.page("?width=100&height=40") as second:
            assert await second.drawn() == 'meta {"type": "attach", "width": 100, "height": 40}'
            assert (await second.environment())["HOME"] == home
        assert serving_fake.pids(home) == running


async def test_a_second_page_takes_over() -> None:
    """The first says so, and does not take it back by itself."""
    async with serving_fake.running() as server, serving_fake.Visitor(server) as visitor:
        await visitor.enter()
        async with visitor.page() as first:
            await _began(first)
            async with visitor.page() as second:
                assert await first.closed() is visit.Close.TAKEN
                assert "attach" in await second.drawn()


async def test_who_leaves_can_come_in_again() -> None:
    """To the same home, by a new program."""
    async with serving_fake.running() as server, serving_fake.Visitor(server) as visitor:
        await visitor.enter()
        async with visitor.page() as page:
            home = (await _began(page))["HOME"]
            before = serving_fake.pids(home)
            await page.key("q")
            assert await page.closed() is visit.Close.ENDED
        assert await visitor.get("/ending") == (200, '{"code": 0, "words": ""}')
        await serving_fake.until_dead(*before)  # the program that it had started, too
        async with visitor.page() as page:
            assert (await _began(page))["HOME"] == home
            assert serving_fake.pids(home) != before


async def test_a_program_that_breaks_tells_the_page_why() -> None:
    """In its own words."""
    async with serving_fake.running() as server, serving_fake.Visitor(server) as visitor:
        await visitor.enter()
        async with visitor.page() as page:
            await page.drawn()
            await page.key("!")
            assert await page.closed() is visit.Close.ENDED
        assert await visitor.get("/ending") == (200, '{"code": 3, "words": "k8stutor: it broke"}')


async def test_an_error_before_the_first_picture_reaches_the_page() -> None:
    """Without what would steer a terminal."""
    async with serving_fake.running("early") as server, serving_fake.Visitor(server) as visitor:
        await visitor.enter()
        async with visitor.page() as page:
            assert await page.closed() is visit.Close.ENDED
        async with visitor.client.get(server.origin + "/ending") as answer:
            assert await answer.json() == {"code": 2, "words": "k8stutor: 레슨이 없습니다 <b>\\x1b[31m"}


async def test_no_more_than_the_limit_come_in() -> None:
    """Who is there stays; who is too many reads so, and gets in once a place is free."""
    async with (
        serving_fake.running(most=1, keep_minutes=0.002) as server,
        serving_fake.Visitor(server) as one,
        serving_fake.Visitor(server) as other,
    ):
        await one.enter()
        await other.enter()
        async with one.page() as page:
            home = (await _began(page))["HOME"]
            status, text = await other.get("/")
            assert (status, "All 1 places are taken" in text) == (503, True)
            async with other.page() as refused:
                assert await refused.closed() is visit.Close.FULL
            assert (await one.get("/"))[0] == 200
            gone = serving_fake.pids(home)
        await _until_free(other)
        await serving_fake.until_dead(*gone)
        assert not Path(home).exists()
        assert len(server.labs) == 1
        async with other.page() as page:
            await _began(page)


async def test_a_short_absence_costs_nothing() -> None:
    """The time begins anew with each going."""
    async with serving_fake.running(keep_minutes=0.05) as server, serving_fake.Visitor(server) as visitor:
        await visitor.enter()
        homes = set()
        for _ in range(4):
            async with visitor.page() as page:
                await page.drawn()
                homes.add((await page.environment())["HOME"])
            await asyncio.sleep(1)  # a part of the 3 s, and more than that in all
        assert len(homes) == 1
        assert server.labs == []


async def test_the_server_s_end_is_everyone_s() -> None:
    """A program that will not hear of it, too; and what it has started."""
    async with serving_fake.running("deaf") as server, serving_fake.Visitor(server) as visitor:
        await visitor.enter()
        async with visitor.page() as page:
            found = await _began(page)
            gone = serving_fake.pids(found["HOME"])
    await serving_fake.until_dead(*gone, limit=5)
    assert server.labs == [found["K8STUTOR_LAB"]]
    assert serving_fake.folders() == []


async def test_what_is_no_message_changes_nothing() -> None:
    """Neither words that are no JSON, nor octets, nor JSON without bottom."""
    async with serving_fake.running() as server, serving_fake.Visitor(server) as visitor:
        await visitor.enter()
        async with visitor.page() as page:
            await page.drawn()
            for nonsense in (
                "",
                "{",
                '["stdin"]',
                "[" * 100_000,
                "NaN",
                '["resize", {"width": 1e999, "height": 2}]',
            ):
                await page.socket.send_str(nonsense)
            await page.socket.send_bytes(b"\xff\x00")
            await page.key("x")
            drawn = [await page.drawn()]
            if drawn[0].startswith("meta"):  # 1e999 is as small as can be
                drawn.append(await page.drawn())
            assert drawn[-1] == "key x"


async def test_a_console_belongs_to_the_server_s_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """It works on their class, and no lab is ended with it."""
    monkeypatch.setenv("HOME", "/somewhere")
    async with serving_fake.running(apart=False) as server, serving_fake.Visitor(server) as visitor:
        await visitor.enter()
        async with visitor.page() as page:
            found = await _began(page)
            assert found["HOME"] == "/somewhere"
            assert "K8STUTOR_LAB" not in found
    assert server.labs == []


async def test_who_must_agree_reads_what_to_first() -> None:
    """Nothing begins before; then the name is one word of the call, whatever it holds."""
    asks = served.Question({"en": "All <is> told.", "ko": "모두 수집합니다."})
    async with serving_fake.running(asks=asks) as server, serving_fake.Visitor(server) as visitor:
        await visitor.enter()
        assert "All &lt;is&gt; told." in (await visitor.get("/"))[1]
        assert "모두 수집합니다." in (await visitor.get("/", **{"Accept-Language": "ko"}))[1]
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            async with visitor.page():
                pass
        evil = {"name": " 홍길동 --yes; id\x1b[0m\n\0" + "x" * 100, "return": " k7q2m-9xwtb --name=x"}
        async with visitor.client.post(server.origin + "/enter", data=evil) as answer:
            assert answer.status == 403  # it did not come from our page
        told = {"Origin": server.origin}
        async with visitor.client.post(server.origin + "/enter", data=evil, headers=told) as answer:
            assert str(answer.url) == server.origin + "/"
            assert 'id="terminal"' in await answer.text()
        async with visitor.page() as page:
            began = await page.drawn()
        assert began.startswith("began 90x30 --lang en --yes --name=홍길동 --yes; id[0mxxx")
        assert began.endswith("x --return=k7q2m-9xwtb --name=x")  # one word, too
        assert len(began) < 145


async def test_what_was_answered_is_asked_again_where_nothing_could_begin_with_it() -> None:
    """A mistyped return code would else be refused for ever; who has begun once is not asked again."""
    asks = served.Question({"en": "All is told."})
    for words, again in (("early",), True), ((), False):
        async with serving_fake.running(*words, asks=asks) as server, serving_fake.Visitor(server) as visitor:
            await visitor.enter()
            enter, told = f"{server.origin}/enter", {"Origin": server.origin}
            async with visitor.client.post(enter, data={"return": "WRONG"}, headers=told) as answer:
                assert answer.status == 200
            async with visitor.page() as page:
                if not again:
                    await page.drawn()
                    await page.key("!")
                assert await page.closed() is visit.Close.ENDED
            assert ("All is told." in (await visitor.get("/"))[1]) is again


async def _began(page: serving_fake.Shown) -> dict[str, str]:
    assert (await page.drawn()).startswith("began")
    return await page.environment()


async def _until_free(visitor: serving_fake.Visitor) -> None:
    async with asyncio.timeout(15):
        while (await visitor.get("/"))[0] == 503:
            await asyncio.sleep(0.05)
