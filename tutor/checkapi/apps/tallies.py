"""How often each pod answered, as a learner's commands counted it. Text in, numbers out. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable

from tutor.checkapi import evidence, learner, shown

JSON = re.compile(r'.*"hostname":\s*"(?P<name>[\w.-]+)".*')
"""A page of whoami in one line."""
BETWEEN = r"[^\w\n]{1,4}"
"""What may stand between a name and its number: `webpod1=52`, `'webpod1': 52`."""


def tally(records: Iterable[evidence.CommandRecord], pods: Collection[str]) -> Counter[str]:
    """Answers by pod: a line that names one counts once, or as often as the number beside the name says."""
    found: Counter[str] = Counter()
    for record in records:
        for line in record.output.splitlines():
            if not _typed(record, line):
                found.update(counts(line, pods))
    return found


def _typed(record: evidence.CommandRecord, line: str) -> bool:
    """Whether the line that was printed was written out for echo, in one word or several."""
    plain = " ".join(line.split())
    return any(
        call.program in learner.PRINTERS and shown.shows(" ".join(" ".join(call.words).split()), plain)
        for call in learner.programs(record)
    )


def counts(line: str, pods: Collection[str]) -> dict[str, int]:
    """What a line says: `webpod1`, `52 Hostname: webpod1`, `webpod1: 52`, or of several `webpod1=52 webpod2=48`."""
    named = [name for name in pods if shown.shows(line, name)]
    if len(named) > 1:
        return _of_several(line, named)
    if not named:
        return {}
    if (page := JSON.fullmatch(line)) and page["name"] in pods:
        return {page["name"]: 1}
    rest = re.sub(rf"(Hostname:)?\s*{re.escape(named[0])}", " ", line)
    number = re.fullmatch(r"\W*(\d+)?\W*", rest)
    return {named[0]: int(number[1] or 1)} if number else {}


def _of_several(line: str, named: Collection[str]) -> dict[str, int]:
    """Each with the number behind it, or in front of it; nothing where one of them has none."""
    name = rf"(?P<name>{'|'.join(map(re.escape, named))})"
    for form in (rf"{name}{BETWEEN}(?P<number>\d+)\b", rf"\b(?P<number>\d+){BETWEEN}{name}"):
        found = {one["name"]: int(one["number"]) for one in re.finditer(form, line)}
        if len(found) == len(named):
            return found
    return {}
