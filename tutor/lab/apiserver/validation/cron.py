"""Whether a text is a cron schedule, in the words of the parser that Kubernetes uses (robfig/cron v3). Pure."""

import zoneinfo

_FIELDS = (
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day of month", 1, 31),
    ("month", 1, 12),
    ("day of week", 0, 6),
)
_NAMES: tuple[dict[str, int], ...] = (
    {},
    {},
    {},
    dict(
        zip(
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
            range(1, 13),
            strict=True,
        )
    ),
    dict(zip(["sun", "mon", "tue", "wed", "thu", "fri", "sat"], range(7), strict=True)),
)
_DESCRIPTORS = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")


class _ScheduleError(ValueError):
    """What is wrong, in words."""


def problem(schedule: str) -> str:
    """What is wrong with a schedule; empty if it is good."""
    if schedule.startswith("@"):
        if schedule in _DESCRIPTORS or schedule.startswith("@every "):
            return ""
        return f"unrecognized descriptor: {schedule}"
    fields = schedule.split()
    if len(fields) != len(_FIELDS):
        return f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]"
    try:
        for text, (_, least, most), known in zip(fields, _FIELDS, _NAMES, strict=True):
            for part in text.split(","):
                _part(part, least, most, known)
    except _ScheduleError as error:
        return str(error)
    return ""


def _part(text: str, least: int, most: int, known: dict[str, int]) -> None:
    base, slash, step = text.partition("/")
    if base not in ("*", "?"):
        first, dash, last = base.partition("-")
        start = _number(first, known)
        end = _number(last, known) if dash else start
        if start < least:
            raise _ScheduleError(f"beginning of range ({start}) below minimum ({least}): {text}")
        if end > most:
            raise _ScheduleError(f"end of range ({end}) above maximum ({most}): {text}")
        if start > end:
            raise _ScheduleError(f"beginning of range ({start}) beyond end of range ({end}): {text}")
    if slash and _number(step, {}) == 0:
        raise _ScheduleError(f"step of range should be a positive number: {text}")


def _number(text: str, known: dict[str, int]) -> int:
    if text.lower() in known:
        return known[text.lower()]
    if not text.isdigit():
        raise _ScheduleError(
            f'failed to parse int from {text}: strconv.Atoi: parsing "{text}": invalid syntax'
        )
    return int(text)


def known_zone(name: str) -> bool:
    """Whether there is a time zone of that name; any will do where the machine has no list of them."""
    return _is_zone(name) or not _is_zone("Europe/Berlin")


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
