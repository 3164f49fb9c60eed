"""What a learner's lines ask the guestbook's front end, and what they were told. Pure.

The front end takes GET guestbook.php?cmd=set&key=…&value=… and cmd=get&key=…, and answers {"message": "Updated"} and
{"data": "…"} (kubernetes/examples, guestbook/php-redis).
"""

import re
from collections.abc import Sequence

from tutor.checkapi import evidence, learner, shown
from tutor.checkapi.apps import webcalls

EMPTY = re.compile(r'"data":\s*""|\(nil\)')
ANSWER = re.compile(r'\{"data":\s*"(?P<value>(?:[^"\\]|\\.)*)"\}')
"""A read's whole answer: it tells by itself where it came from, whatever function or script asked for it."""
FAILED = re.compile(r"(?<![\w.])500(?![\w.])")
DONE = re.compile(r"Updated|(?<![\w.])200(?![\w.])")


def entry(value: str) -> str:
    """The newest entry of a value: entries are joined by commas, with one in front."""
    return value.rpartition(",")[2].strip()


def calls(record: evidence.CommandRecord, command: str) -> list[webcalls.Call]:
    """The line's requests that may be of that command: those that say so, and those whose words are variables."""
    other = "get" if command == "set" else "set"
    return [
        call
        for call in webcalls.calls(record)
        if not _says(call.text, other) and (_says(call.text, command) or "$" in call.text or call.unknown())
    ]


def _says(text: str, command: str) -> bool:
    return re.search(rf"cmd\W{{1,5}}{command}\b", text) is not None


def wrote(record: evidence.CommandRecord, value: str) -> bool:
    """Whether the line wrote that value and was told that it is stored."""
    told = DONE.search(record.output) and not FAILED.search(record.output)
    newest = entry(value)
    return bool(told) and any(
        newest in call.text or re.search(r"value\W{1,3}\S*\$", call.text) for call in calls(record, "set")
    )


def shows(record: evidence.CommandRecord, value: str) -> bool:
    """Whether the line asked a front end and printed the newest entry of the value."""
    if not learner.ended_well(record) or not (calls(record, "get") or ANSWER.search(record.output)):
        return False
    # curl -v repeats the request, with what was to be written in it.
    output = "\n".join(line for line in record.output.splitlines() if not line.startswith(("> ", "* ")))
    newest = entry(value)
    ways = shown.spellings(newest)
    return any(shown.shows(output, way) for way in ways) and not learner.printed_by_hand(record, newest)


def nothing_left(record: evidence.CommandRecord, key: str) -> bool:
    """Whether the line asked a front end, or redis, for that key, and was told that it has no value."""
    if not learner.ended_well(record):
        return False
    if any(_about(call, key) for call in calls(record, "get")):
        return EMPTY.search(record.output) is not None or _filtered(record)
    if not calls(record, "get") and any(not found["value"] for found in ANSWER.finditer(record.output)):
        return not learner.printed_by_hand(record, "data")
    # Only to a terminal does redis-cli say (nil).
    asked = any(
        call.program == "redis-cli" and key in call.words and "get" in map(str.lower, call.words)
        for call in learner.programs(record)
    )
    # Typed into redis-cli's own prompt, the question stands in the output.
    typed = re.search(rf"> *get +\W?{re.escape(key)}\b", record.output, re.IGNORECASE)
    if typed and any(call.program == "redis-cli" for call in learner.programs(record)):
        return EMPTY.search(record.output) is not None
    return asked and (not record.output.strip() or EMPTY.search(record.output) is not None)


def _filtered(record: evidence.CommandRecord) -> bool:
    """Whether jq left of an answer its empty text alone."""
    picks = any(call.program == "jq" and ".data" in call.words for call in learner.programs(record))
    return picks and record.output != "" and record.output.strip() in ("", '""')


def _about(call: webcalls.Call, key: str) -> bool:
    """Whether a request is for that key, or for one that only the shell knows."""
    named = re.search(r"\bkey(\W{1,5})([\w-]+)", call.text)
    if named and "$" not in named[1]:
        return named[2] == key
    return named is not None or "$" in call.text or call.unknown()


def reads(record: evidence.CommandRecord) -> bool:
    """Whether the line may have read through a front end."""
    return bool(calls(record, "get"))


def same_host(records: Sequence[evidence.CommandRecord], seen: Sequence[evidence.CommandRecord]) -> bool:
    """Whether everything that was seen was read at the one address that was written to, as far as the lines tell."""
    written = {call.host for record in records for call in calls(record, "set") if _says(call.text, "set")}
    asked = [call for record in seen for call in calls(record, "get")]
    return (
        len(written) == 1
        and bool(asked)
        and all(call.host in written and not call.unknown() for call in asked)
    )


def refused(record: evidence.CommandRecord) -> bool:
    """Whether a write was answered with 500, as far as the learner was shown."""
    return bool(calls(record, "set")) and told_500(record)


def told_500(record: evidence.CommandRecord) -> bool:
    """Whether the line, which nobody may be able to read, showed that status and did not print it itself."""
    return bool(FAILED.search(record.output)) and not learner.printed_by_hand(record, 500)
