"""A report as one page of HTML that needs nothing else: no script, no font, no picture, no network. Pure.

Its Content-Security-Policy says so to the browser as well; everything that comes from elsewhere is escaped, and names
stand in <bdi>, so that one written from right to left turns nothing around it.
"""

import datetime
import html
import itertools
import statistics
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from tutor.workshop.export import report, style, texts

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
SIGNS = {"passed": ("p", "✔"), "failed": ("f", "✘"), "skipped": ("s", "»"), "todo": ("t", "·")}


def render(made: report.Report, lang: str, zone: datetime.tzinfo) -> str:
    """The page in a language, its moments in a time zone."""
    parts = itertools.chain(
        _head(made, lang, zone),
        _figures(made, lang),
        _progress(made, lang),
        _steps(made, lang),
        _checks(made, lang),
        _polls(made, lang),
        _attendance(made, lang, zone),
    )
    foot = texts.said(lang, "made", at=_moment(made.made, zone))
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{safe(made.title)}</title>\n<style>{style.CSS}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + f'\n<p class="soft"><small>{safe(foot)}</small></p>\n</main>\n</body>\n</html>\n'
    )


def safe(text: str) -> str:
    """Others' words as text of a page: escaped, and without the characters that control something."""
    return html.escape("".join(" " if unicodedata.category(char) in ("Cc", "Cs") else char for char in text))


def span(seconds: float | None) -> str:
    """A time as m:ss or h:mm:ss; "–" for none."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _moment(at: float, zone: datetime.tzinfo, form: str = "%Y-%m-%d %H:%M") -> str:
    return datetime.datetime.fromtimestamp(at, zone).strftime(form)


def _head(made: report.Report, lang: str, zone: datetime.tzinfo) -> Iterator[str]:
    yield f"<h1><bdi>{safe(made.title)}</bdi></h1>"
    if made.begin is None or made.end is None:
        yield f'<p class="soft">{safe(texts.said(lang, "nobody"))}</p>'
    else:
        when = texts.said(lang, "when", begin=_moment(made.begin, zone), end=_moment(made.end, zone))
        yield f'<p class="soft">{safe(when)}</p>'
    if made.anonymous:
        yield f'<p class="soft">{safe(texts.said(lang, "anonymous"))}</p>'
    if made.missing:
        yield f'<p class="soft">{safe(texts.said(lang, "missing", count=made.missing))}</p>'
    if any(made.unknown):
        yield f'<p class="soft">{safe(texts.said(lang, "unknown", **made.unknown._asdict()))}</p>'


def _figures(made: report.Report, lang: str) -> Iterator[str]:
    people = made.learners
    passed = sum(one.passed for one in people)
    worked = [one.worked for one in people]
    figures = (
        ("figure_learners", str(len(people))),
        ("figure_passed", str(passed)),
        ("figure_each", f"{passed / len(people):.1f}" if people else "–"),
        ("figure_time", span(statistics.median(worked) if worked else None)),
        ("figure_failed", str(sum(one.times for one in made.checks))),
    )
    cells = "".join(
        f'<div><b>{safe(value)}</b><span class="soft">{safe(texts.said(lang, key))}</span></div>'
        for key, value in figures
    )
    yield f'<section class="figures">{cells}</section>'


def _progress(made: report.Report, lang: str) -> Iterator[str]:
    yield f"<h2>{safe(texts.said(lang, 'progress'))}</h2>"
    yield f'<p class="soft legend">{safe(texts.said(lang, "legend"))}</p>'
    keys = [step.key for step in made.steps]
    titles = {step.key: step.title for step in made.steps}
    lessons = [(lesson, len(list(steps))) for lesson, steps in itertools.groupby(keys, lambda key: key[0])]
    firsts = {next(key for key in keys if key[0] == lesson) for lesson, _ in lessons}
    over = "".join(f'<th class="l" colspan="{wide}">{safe(lesson)}</th>' for lesson, wide in lessons)
    numbers = itertools.chain.from_iterable(range(1, wide + 1) for _, wide in lessons)
    under = "".join(
        f'<th class="c{" l" if key in firsts else ""}" title="{safe(titles[key])}">{number}</th>'
        for key, number in zip(keys, numbers, strict=True)
    )
    name, worked = (safe(texts.said(lang, key)) for key in ("name", "worked"))
    worked = f'<th rowspan="2" class="n">{worked}</th><th rowspan="2" class="n">✔</th>'
    yield '<div class="wide"><table class="grid"><thead>'
    yield f'<tr><th rowspan="2">{name}</th>{worked}{over}</tr><tr>{under}</tr>'
    yield "</thead><tbody>"
    marks = {
        status: f'<td class="c {look}" title="{safe(texts.said(lang, status))}">{sign}</td>'
        for status, (look, sign) in SIGNS.items()
    }
    for one in made.learners:
        cells = "".join(marks[step.status] if (step := one.steps.get(key)) else "<td></td>" for key in keys)
        total = f"<small>/{one.total}</small>" if one.total else ""
        yield (
            f"<tr><th><bdi>{safe(one.name)}</bdi></th>"
            f'<td class="n">{span(one.worked)}</td><td class="n">{one.passed}{total}</td>{cells}</tr>'
        )
    yield "</tbody></table></div>"


def _steps(made: report.Report, lang: str) -> Iterator[str]:
    yield f"<h2>{safe(texts.said(lang, 'steps'))}</h2>"
    yield f'<p class="soft">{safe(texts.said(lang, "steps_about"))}</p>'
    longest = max((one.slow for one in made.steps if one.slow is not None), default=0.0) or 1.0
    counted = ("came", "passed", "failed", "tries", "hinted", "median", "slow")
    heads = "".join(f'<th class="n">{safe(texts.said(lang, key))}</th>' for key in counted)
    yield f'<div class="wide"><table><thead><tr><th>{safe(texts.said(lang, "step"))}</th>{heads}<th></th></tr>'
    yield "</thead><tbody>"
    for one in made.steps:
        values = (
            str(one.came), str(one.passed), str(one.failed), f"{one.tries:.1f}", str(one.hinted),
            span(one.median), span(one.slow),
        )  # fmt: skip
        cells = "".join(f'<td class="n">{value}</td>' for value in values)
        bar = _bar((one.slow or 0.0) / longest, (one.median or 0.0) / longest)
        yield (
            f'<tr><td>{safe(one.title)}<br><small class="soft">{safe(one.key[0])}</small></td>'
            f"{cells}<td>{bar}</td></tr>"
        )
    yield "</tbody></table></div>"


def _bar(*parts: float) -> str:
    inner = "".join(f'<i style="width:{min(max(part, 0.0), 1.0):.1%}"></i>' for part in parts)
    return f'<span class="bar">{inner}</span>'


def _checks(made: report.Report, lang: str) -> Iterator[str]:
    yield f"<h2>{safe(texts.said(lang, 'checks'))}</h2>"
    if not made.checks:
        yield f'<p class="soft">{safe(texts.said(lang, "no_checks"))}</p>'
    titles = {step.key: step.title for step in made.steps}
    for one in made.checks:
        where = " · ".join((one.key[0], titles.get(one.key, one.key[1]), one.check))
        count = texts.said(lang, "checks_count", learners=one.learners, times=one.times)
        same = "".join(_difference(difference, lang) for difference in one.differences)
        yield (
            f'<section class="card"><h3>{safe(one.title or one.check)}</h3>'
            f'<p class="soft"><small>{safe(where)} — {safe(count)}</small></p>{same}</section>'
        )


def _difference(one: report.Difference, lang: str) -> str:
    rows: Sequence[tuple[str, str]] = (("expected", one.expected), ("seen", one.seen))
    if one.kind != "wrong":
        rows = ((one.kind, one.seen),)
    told = "".join(f"<dt>{safe(texts.said(lang, key))}</dt><dd>{safe(words)}</dd>" for key, words in rows)
    return f'<div class="same"><b>{one.learners}</b><dl>{told}</dl></div>'


def _polls(made: report.Report, lang: str) -> Iterable[str]:
    yield f"<h2>{safe(texts.said(lang, 'polls'))}</h2>"
    if not made.polls:
        yield f'<p class="soft">{safe(texts.said(lang, "no_polls"))}</p>'
    for one in made.polls:
        answered = sum(choice.votes for choice in one.choices)
        kind = texts.said(lang, "prediction" if one.at is None else "poll")
        where = " · ".join(filter(None, (kind, *one.key)))
        count = texts.said(lang, "answered", answered=answered, asked=one.asked)
        votes = "".join(_choice(choice, answered, lang) for choice in one.choices)
        yield (
            f'<section class="card"><h3>{safe(one.question)}</h3>'
            f'<p class="soft"><small>{safe(where)} — {safe(count)}</small></p>{votes}</section>'
        )


def _choice(one: report.Choice, answered: int, lang: str) -> str:
    share = one.votes / answered if answered else 0.0
    right = f" <b>✔&nbsp;{safe(texts.said(lang, 'right'))}</b>" if one.right else ""
    return (
        f'<div class="vote"><span>{safe(one.text)}{right}</span>{_bar(0.0, share)}'
        f'<span class="n">{one.votes} <small class="soft">{share:.0%}</small></span></div>'
    )


def _attendance(made: report.Report, lang: str, zone: datetime.tzinfo) -> Iterator[str]:
    yield f"<h2>{safe(texts.said(lang, 'attendance'))}</h2>"
    heads = "".join(
        f"<th{look}>{safe(texts.said(lang, key))}</th>"
        for key, look in (("name", ""), ("present", ' class="n"'), ("stays", ""))
    )
    yield f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>'
    for one in made.learners:
        stays = "".join(f"<span>{words}</span>" for words in _stays(one, zone))
        yield (
            f'<tr><th><bdi>{safe(one.name)}</bdi></th><td class="n">{span(one.present)}</td>'
            f'<td class="stays">{stays}</td></tr>'
        )
    yield "</tbody></table></div>"


def _stays(one: report.Attendee, zone: datetime.tzinfo) -> Iterator[str]:
    """Each stay; its day only where it is another one than the stay's before."""
    day = ""
    for stay in one.stays:
        now = _moment(stay.begin, zone, "%Y-%m-%d")
        words = f"{_moment(stay.begin, zone, '%H:%M')}–{_moment(stay.end, zone, '%H:%M')}"
        yield words if now == day else f"{now} {words}"
        day = now
