"""One request a connection."""

import asyncio
from pathlib import Path

import pytest

from tutor.base import plainhttp


async def asked(place: Path, said: bytes, *, end: bool = False) -> bytes:
    """All that comes back to it; `end` tells that nothing more is said."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await plainhttp.serve(reader, writer, lambda method, path: f"{method}|{path}".encode())

    server = await asyncio.start_unix_server(serve, place / "s", limit=plainhttp.LONGEST_HEAD)
    async with server, asyncio.timeout(10):
        reader, writer = await asyncio.open_unix_connection(place / "s")
        writer.write(said)
        if end:
            writer.write_eof()
        found = await reader.read()
        writer.close()
        return found


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"GET /metrics?a=b HTTP/1.1\r\nHost: x\r\n\r\n", b"GET|/metrics"),
        (b"HEAD / HTTP/1.1\r\n\r\n", b"HEAD|/"),
        (b"nonsense\r\n\r\n", b"nonsense\r\n\r\n|"),
    ],
)
async def test_a_request_has_its_answer(tmp_path: Path, said: bytes, answer: bytes) -> None:
    """By its method and its path."""
    assert await asked(tmp_path, said) == answer


async def test_whoever_goes_away_or_says_too_much_or_nothing_gets_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the connection ends."""
    assert await asked(tmp_path, b"GET / HT", end=True) == b""
    assert await asked(tmp_path, b"GET / HTTP/1.1\r\n" + b"a" * 2 * plainhttp.LONGEST_HEAD) == b""
    monkeypatch.setattr(plainhttp, "IDLE_SECONDS", 0.01)
    assert await asked(tmp_path, b"GET / HT") == b""
