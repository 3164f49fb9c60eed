"""A shell is brought to a prompt at which nothing stands."""

import asyncio

import pytest

from tutor.shell import prompt


class Keys:
    """What was sent to the terminal, and waits for more of it."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self._news = asyncio.Event()

    def send(self, data: bytes) -> None:
        self.sent.append(data)
        self._news.set()

    async def come(self, count: int) -> None:
        """Wait until so many were sent."""
        async with asyncio.timeout(10):
            while len(self.sent) < count:
                self._news.clear()
                await self._news.wait()


@pytest.fixture
async def keys() -> Keys:
    return Keys()


@pytest.fixture
async def one(keys: Keys) -> prompt.Prompt:
    """Of a shell that has just started."""
    return prompt.Prompt(keys.send)


async def test_the_first_prompt_is_waited_for(keys: Keys, one: prompt.Prompt) -> None:
    """Nothing is typed into a shell that still reads its start-up files."""
    waiting = asyncio.create_task(one.empty())
    await asyncio.sleep(0)
    assert not one.shown
    one.show()
    await asyncio.wait_for(waiting, 10)
    assert (one.shown, keys.sent) == (True, [])


@pytest.mark.parametrize("typed", [b"ls\r", b"\x03", b"ls\x04"])
async def test_what_was_sent_off_does_not_stand_there(keys: Keys, one: prompt.Prompt, typed: bytes) -> None:
    """Enter, Ctrl-C and Ctrl-D leave nothing to give up."""
    one.typed(typed)
    one.show()
    await asyncio.wait_for(one.empty(), 10)
    assert keys.sent == []


async def test_half_a_line_is_interrupted_once(keys: Keys, one: prompt.Prompt) -> None:
    """The prompt before it does not count as the fresh one, and the line is given up only once."""
    one.show()
    one.typed(b"echo half")
    waiting = asyncio.create_task(one.empty())
    await keys.come(1)
    assert (one.shown, waiting.done()) == (False, False)
    one.show()
    await asyncio.wait_for(waiting, 10)
    await asyncio.wait_for(one.empty(), 10)
    assert keys.sent == [prompt.INTERRUPT]


async def test_an_interrupt_that_is_swallowed_is_sent_again(
    keys: Keys, one: prompt.Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line editor that is just starting obeys the second."""
    monkeypatch.setattr(prompt, "REPEAT", 0.01)
    waiting = asyncio.create_task(one.give_up_line())
    await keys.come(2)
    one.show()
    await asyncio.wait_for(waiting, 10)


async def test_a_command_takes_the_prompt_with_it(keys: Keys, one: prompt.Prompt) -> None:
    """Typed by hand or by key, the shell is busy from then on, and what stood there was the command."""
    one.show()
    one.leave()
    assert not one.shown
    one.typed(b"half of what became a command")
    one.begin()
    one.show()
    await asyncio.wait_for(one.empty(), 10)
    assert keys.sent == []
