"""Cron schedules: five fields, names of months and days, steps, `@hourly` and its like."""

import dataclasses
import datetime

_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_MONTHS = {
    name: n + 1
    for n, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    )
}
_DAYS = {name: n for n, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])}
_HORIZON = datetime.timedelta(days=366 * 5)


@dataclasses.dataclass(frozen=True)
class Schedule:
    """Minutes, hours, days of the month, months, days of the week; whether either kind of day is free."""

    fields: tuple[frozenset[int], ...]
    any_day: bool
    any_weekday: bool

    def _day(self, when: datetime.datetime) -> bool:
        of_month = when.day in self.fields[2]
        of_week = (when.weekday() + 1) % 7 in self.fields[4]
        return of_month and of_week if self.any_day or self.any_weekday else of_month or of_week

    def after(self, when: datetime.datetime) -> datetime.datetime | None:
        """The first time later than `when`, None if there is none in the next years."""
        at = when.replace(second=0, microsecond=0) + datetime.timedelta(minutes=1)
        end = when + _HORIZON
        while at < end:
            if at.month not in self.fields[3] or not self._day(at):
                at = at.replace(hour=0, minute=0) + datetime.timedelta(days=1)
            elif at.hour not in self.fields[1]:
                at = at.replace(minute=0) + datetime.timedelta(hours=1)
            elif at.minute not in self.fields[0]:
                at += datetime.timedelta(minutes=1)
            else:
                return at
        return None


def parse(text: str) -> Schedule:
    """Read a schedule. Raises ValueError for one that is none."""
    words = _MACROS.get(text.strip(), text).split()
    if len(words) != 5:
        raise ValueError(f"expected exactly 5 fields, found {len(words)}: [{' '.join(words)}]")
    names: tuple[dict[str, int], ...] = ({}, {}, {}, _MONTHS, _DAYS)
    fields = tuple(
        _field(word, bounds, named) for word, bounds, named in zip(words, _BOUNDS, names, strict=True)
    )
    return Schedule(fields, words[2][0] in "*?", words[4][0] in "*?")


def _field(word: str, bounds: tuple[int, int], names: dict[str, int]) -> frozenset[int]:
    return frozenset(number for part in word.split(",") for number in _range(part, bounds, names))


def _range(part: str, bounds: tuple[int, int], names: dict[str, int]) -> range:
    span, slash, step_text = part.partition("/")
    step = int(step_text) if slash else 1
    low, dash, high = span.partition("-")
    if low in ("*", "?"):
        start, end = bounds
    else:
        start = _number(low, names)
        end = _number(high, names) if dash else (bounds[1] if slash else start)
    if not bounds[0] <= start <= end <= bounds[1] or step < 1:
        raise ValueError(f"beyond the range of the field: {part}")
    return range(start, end + 1, step)


def _number(text: str, names: dict[str, int]) -> int:
    return names[text.lower()] if text.lower() in names else int(text)
