"""What a line has an HTTP client ask for. Pure: works on records."""

import re

from tutor.checkapi import evidence, learner, webcalls

CLIENTS = webcalls.CLIENTS | webcalls.SCRIPTS | {"busybox", "lynx", "w3m"}


def urls(record: evidence.CommandRecord) -> list[str]:
    """The words of clients that may be URLs, without their scheme; variables stay as they are written."""
    return [
        re.sub(r"^https?://", "", word)
        for call in learner.programs(record)
        if call.program in CLIENTS
        for word in call.words
        if not word.startswith("-") and not word.startswith("/")
    ]


def asks(record: evidence.CommandRecord) -> bool:
    """Whether the line runs an HTTP client at all."""
    return any(call.program in CLIENTS for call in learner.programs(record))


def may_be(url: str, place: str) -> bool:
    """Whether a URL as it was typed can mean `host:port`: $X, ${X}, $(…) and braces stand for any text."""
    typed = url.split("/", 1)[0] if not url.startswith("$(") else url
    pattern = re.sub(r"(?:\\\$(?:\\\{[^}]*\\\}|\\\(.*\\\)|\w+)|\\\{[^}]*\\\}|`.*`)", ".+", re.escape(typed))
    return re.fullmatch(pattern, place) is not None or place == f"{typed}:80"
