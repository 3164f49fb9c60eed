"""Snapshots as their owner asks for them: the lab writes and reads, the files stay on the user's shelf."""

import os
from typing import Any

from tutor.lab.control import client
from tutor.lab.snapshots import shelf

Done = dict[str, Any]
"""`written`, `removed`, `begun`: how many objects, and pods that run anew; `failed`: files, `waiting`: pods."""


def take(kept: shelf.Shelf, name: str, *, about: str = "", mark: str | None = None) -> int:
    """Keep the running lab under a name; bytes. `mark` names the state that the lab is in. Raises TutorError."""
    words = {"do": "snapshot", "about": about} | ({} if mark is None else {"mark": mark})

    def fill(file: int) -> None:
        client.ask(words, [file])

    return kept.write(name, fill)


def restore(kept: shelf.Shelf, name: str, *, mark: str = "") -> Done:
    """Make the running lab what it was. Raises TutorError."""
    file = kept.open(name)
    try:
        answer, _ = client.ask({"do": "restore", "mark": mark}, [file])
    finally:
        os.close(file)
    done: Done = answer["done"]
    return done


def reset() -> Done:
    """Make the running lab what it was when it became ready. Raises TutorError."""
    done: Done = client.ask({"do": "reset"})[0]["done"]
    return done


def mark(new: str | None = None) -> str:
    """The name of the state that the lab is in, as whoever brought it there told; "" where nobody did."""
    words = {"do": "mark"} | ({} if new is None else {"mark": new})
    found: str = client.ask(words)[0]["mark"]
    return found
