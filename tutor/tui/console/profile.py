"""One learner in words: where they are, what they ran, what was graded, how the steps went. Pure."""

from collections.abc import Sequence

from textual import content

from tutor.tui.console import clean, ports, rows, signs, texts

Content = content.Content
DIM = "$foreground 60%"
_CONSENT = {"given": "$success", "refused": "$error", "ended": "$error", "lapsed": "$error"}
_CSS = {"dim": DIM, "": "$foreground"}


def _sign(one: signs.Sign) -> tuple[str, str]:
    colour = _CSS.get(one.colour, f"${one.colour}")
    return (one.text, f"bold $background on {colour}" if one.filled else f"bold {colour}")


def facts(found: ports.Detail, places: rows.Places, now: float, lang: str) -> Content:
    """State, place, time on it, progress; the words of a raised hand."""
    one = found.learner
    done = sum(status == "passed" for status in one.steps.values())
    parts: list[tuple[str, str]] = [
        _sign(signs.OF_STATE[one.state]),
        (f" {texts.text(lang, f'state.{one.state}')}", "bold"),
        (f"  {places.title(one.at, lang)}", "$primary"),
    ]
    spent = next((record.seconds for record in found.steps if record.key == one.at), None)
    if spent is None and one.since:
        spent = now - one.since
    if spent is not None:  # as among the steps below: the same thing is not counted in two ways
        parts.append((f"  {texts.text(lang, 'one.since', time=signs.clock(spent))}", DIM))
    parts.append((f"\n{texts.text(lang, 'one.progress', done=done, all=places.total)}", DIM))
    if found.lang:
        parts.append((f" · {clean.line(found.lang, 8)}", DIM))
    if one.hand is not None:
        words = clean.line(one.hand) or texts.text(lang, "hands.silent")
        parts.append((f"\n? {words}", "bold $warning"))
    return Content.assemble(*parts)


def steps(found: ports.Detail, places: rows.Places, lang: str) -> Content:
    """A line a step of the lesson where they are: sign, title, time, tries, hints."""
    records = {record.key: record for record in found.steps}
    lesson = found.learner.at[0]
    lines = []
    for step in places.steps(lesson):
        key = (lesson, step)
        record = records.get(key)
        parts = [_sign(signs.of_step(found.learner, key)), (f" {places.title(key, lang)}", "")]
        if record:
            parts.append((f"  {_record(record, lang)}", DIM))
        lines.append(Content.assemble(*parts))
    return _under(texts.text(lang, "one.steps"), lines, lang)


def _record(record: ports.StepRecord, lang: str) -> str:
    known = [signs.clock(record.seconds)]
    if record.tries:
        known.append(texts.text(lang, "one.tries", count=record.tries))
    if record.hints:
        known.append(texts.text(lang, "one.hints", count=record.hints))
    return " · ".join(known)


def verdicts(found: ports.Detail, lang: str) -> Content:
    """A line a check; under one that failed what was expected and seen."""
    lines = []
    for one in found.verdicts:
        status = "passed" if one.passed else "todo" if one.todo else "failed"
        lines.append(Content.assemble(_sign(signs.OF_STEP[status]), (f" {clean.line(one.title)}", "")))
        if status == "failed":
            for key, words, colour in (("expected", one.expected, "$success"), ("seen", one.seen, "$error")):
                if words:
                    label = f"   {texts.text(lang, key)}  "
                    lines.append(Content.assemble((label, DIM), (clean.line(words), colour)))
    return _under(texts.text(lang, "one.verdicts"), lines, lang)


def commands(found: ports.Detail, lang: str, most: int = 12) -> Content:
    """A line a command, the newest first: exit code, host, text, seconds."""
    lines = []
    for one in found.ran[:most]:
        code, colour = ("✔", "$success") if one.exit_code == 0 else (f"✘{one.exit_code}", "$error")
        if one.exit_code is None:
            code, colour = "…", DIM
        words = clean.line(one.text) if one.text else texts.text(lang, "one.hidden")
        lines.append(
            Content.assemble(
                (f"{code:<4}", f"bold {colour}"),
                (f"{one.seconds:>5.1f} s  ", DIM),
                (f"{clean.line(one.host, 24)}  ", "$accent"),
                (words, ""),
            )
        )
    return _under(texts.text(lang, "one.commands"), lines, lang)


def _under(title: str, lines: Sequence[Content], lang: str) -> Content:
    shown = lines or [Content.styled(texts.text(lang, "one.none"), DIM)]
    return Content("\n").join([Content.styled(title, "bold $secondary"), *shown])


def consent(found: ports.Detail, host: str, front: str, lang: str) -> Content:
    """How watching and typing stand, in one line; "" where neither was asked for.

    `host` is the one whose terminal is shown, `front` the one that the learner has in front; "" for none.
    """
    if found.watch == "none":
        return Content("")
    colour = _CONSENT.get(found.watch, "$warning")
    parts = [
        (
            f" {'◉' if found.watch == 'given' else '○'} {texts.text(lang, f'watch.{found.watch}')}",
            f"bold {colour}",
        )
    ]
    if host:
        parts.append((f"  {clean.line(host, 24)}", "$accent"))
        if host != front:
            parts.append((texts.text(lang, "watch.old", host=clean.line(front, 24)), "$warning"))
    if found.type != "none" and found.watch == "given":  # typing ends with watching
        colour = _CONSENT.get(found.type, "$warning")
        parts.append((f" · {texts.text(lang, f'type.{found.type}')}", colour))
    return Content.assemble(*parts)
