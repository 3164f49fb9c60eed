"""What `course prove` shows of its rows: a table for people, and plain data. Pure."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from tutor.authoring import prove
from tutor.base import cells, i18n, wording

COLUMNS = (
    ("right", 6),
    ("rejected", 9),
    ("wrong", 6),
    ("accepted", 9),
    ("races", 6),
    ("lost", 5),
    ("faults", 7),
)
"""Each number's column and its width in cells."""

TEXTS: i18n.Table = {
    "check": {"en": "step / check", "ko": "단계 / 검사"},
    "right": {"en": "right", "ko": "정답"},
    "rejected": {"en": "rejected", "ko": "오거부"},
    "wrong": {"en": "wrong", "ko": "오답"},
    "accepted": {"en": "accepted", "ko": "오통과"},
    "races": {"en": "races", "ko": "경합"},
    "lost": {"en": "lost", "ko": "실패"},
    "faults": {"en": "faults", "ko": "결함"},
    "false_rejects": {"en": "    rejected though right: {about}", "ko": "    맞았는데 거부: {about}"},
    "false_accepts": {"en": "    accepted though wrong: {about}", "ko": "    틀렸는데 통과: {about}"},
    "lost_races": {"en": "    rejected in a race: {about}", "ko": "    경합에서 거부: {about}"},
    "sums": {
        "en": "{checks} checks, {trials} judgements: {false_accepts} false accepts, {false_rejects} false rejects, "
        "{faults} faults.",
        "ko": "검사 {checks}개, 판정 {trials}번: 오통과 {false_accepts}, 오거부 {false_rejects}, 결함 {faults}.",
    },
    "row_faults": {"en": "    fault of the check: {about}", "ko": "    검사의 결함: {about}"},
}


def render(rows: Sequence[prove.Row], lang: str = "en") -> str:
    """The numbers of every check, what each error was about, and the sums."""
    names = [name(row) for row in rows]
    first = i18n.text(TEXTS, lang, "check")
    width = max((len(one) for one in names), default=len(first))
    head = " ".join(_right(i18n.text(TEXTS, lang, column), room) for column, room in COLUMNS)
    lines = [f"{first}{' ' * (width - cells.width(first))} {head}"]
    for one, row in zip(names, rows, strict=True):
        lines.append(f"{one:{width}} {_numbers(row)}")
        for key in ("false_rejects", "false_accepts", "lost_races", "faults"):
            said = f"row_{key}" if key == "faults" else key
            lines += [
                i18n.text(TEXTS, lang, said, about=wording.said(about, lang)) for about in getattr(row, key)
            ]
    return "\n".join([*lines, i18n.text(TEXTS, lang, "sums", **totals(rows))])


def _right(word: str, room: int) -> str:
    return " " * (room - cells.width(word)) + word


def name(row: prove.Row) -> str:
    """Which check of which step, in which form."""
    form = f" [{row.form}]" if row.form else ""
    return f"{row.lesson}{form} {row.step} / {row.check}"


def _numbers(row: prove.Row) -> str:
    return (
        f"{row.right:>6} {len(row.false_rejects):>9} {row.wrong:>6} {len(row.false_accepts):>9} "
        f"{row.races:>6} {len(row.lost_races):>5} {len(row.faults):>7}"
    )


def totals(rows: Sequence[prove.Row]) -> dict[str, int]:
    """The sums; a race that was lost is a false reject."""
    return {
        "checks": len(rows),
        "trials": sum(row.trials for row in rows),
        "false_accepts": sum(len(row.false_accepts) for row in rows),
        "false_rejects": sum(len(row.false_rejects) + len(row.lost_races) for row in rows),
        "faults": sum(len(row.faults) for row in rows),
    }


def as_json(rows: Sequence[prove.Row], what: str) -> dict[str, Any]:
    """One object: `run` ("all" or "sample 3"), `totals`, and `checks[]` with the fields of a row."""
    return {"run": what, "totals": totals(rows), "checks": [dataclasses.asdict(row) for row in rows]}
