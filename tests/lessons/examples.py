"""The worked examples of lessons/AUTHORING.md: read from its fenced blocks, and run against stand-in clusters."""

import dataclasses
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.checks import guestbook, routed, segment, shop, webworld, worlds
from tutor.checkapi import evidence, testing, verdict
from tutor.course import yamlfile

PAGE = Path(__file__).parents[2] / "lessons" / "AUTHORING.md"
BLOCK = re.compile(r"^```yaml example\n(.*?)^```$", re.MULTILINE | re.DOTALL)

WORLDS: Mapping[str, Callable[[], testing.World]] = {
    "": testing.World,
    "coredns": worlds.world,
    "shop": lambda: testing.World(objects=shop.objects(), names=shop.names()),
    "web": lambda: testing.World(objects=webworld.cluster()),
    "layer2": segment.world,
    "bgp": routed.world,
    "guestbook": guestbook.world,
}
"""The stand-in clusters of tests/checks, by the names that the page gives them."""


SIDES = ("pages", "statuses", "names", "programs", "logs", "stores")
"""What a world has by key, besides objects."""


@dataclasses.dataclass(frozen=True)
class Example:
    """A check as a lesson uses it, what the learner did in which world, and the verdict that they get."""

    line: int
    check: str
    args: Mapping[str, Any]
    host: str
    world: testing.World
    ran: tuple[evidence.CommandRecord, ...]
    answer: str | None
    says: Mapping[str, Any]
    """`passed`, a part of `seen`, and perhaps `credit`."""

    def judge(self, lang: str) -> verdict.Verdict:
        """What the check says of it."""
        seen = self.world.evidence(*self.ran, lang=lang, host=self.host, answer=self.answer)
        return worlds.check(self.check)(seen, **self.args)


def read() -> list[Example]:
    """Every example of the page; the cases under `but` are examples of their own."""
    text = PAGE.read_text(encoding="utf-8")
    found: list[Example] = []
    for block in BLOCK.finditer(text):
        line = text.count("\n", 0, block.start()) + 1
        whole = yamlfile.parse(block[1], PAGE).plain()
        cases = whole.pop("but", [])
        found += [_example(line, {**whole, **case}) for case in ({}, *cases)]
    return found


def _example(line: int, given: Mapping[str, Any]) -> Example:
    left = dict(given)
    world = WORLDS[left.pop("world", "")]()
    for side, value in left.pop("now", {}).items():
        _change(world, side, value)
    host = left.pop("host", "k8s-m")
    example = Example(
        line,
        left.pop("check"),
        left.pop("with", {}),
        host,
        world,
        tuple(_record(one, host) for one in left.pop("ran", [])),
        left.pop("answer", None),
        left.pop("verdict"),
    )
    assert not left, f"line {line}: no use for {', '.join(left)}"
    return example


def _record(given: Mapping[str, Any], host: str) -> evidence.CommandRecord:
    return testing.ran(
        given["run"], given.get("shows", ""), given.get("code", 0), host=given.get("host", host)
    )


def _change(world: testing.World, side: str, value: Any) -> None:
    """What an example says is so now takes the place of its like in the world."""
    if side == "gone":
        world.objects = [one for one in world.objects if _id(one) not in value]
        for name in SIDES:
            kept = {
                key: one for key, one in getattr(world, name).items() if f"{name} {_key(key)}" not in value
            }
            setattr(world, name, kept)
    elif side == "objects":
        ids = [_id(one) for one in value]
        world.objects = [*(one for one in world.objects if _id(one) not in ids), *value]
    elif side == "files":
        read = {f"sh -c {evidence.READ} sh {path}": _done(text) for path, text in value.items()}
        world.programs = {**world.programs, **read}
    elif side == "programs":
        world.programs = {**world.programs, **{line: _done(said) for line, said in value.items()}}
    elif side == "names":
        asked = {(key.split()[0], key.split()[1]): answers for key, answers in value.items()}
        world.names = {**world.names, **asked}
    else:
        setattr(world, side, {**getattr(world, side), **value})


def _key(key: Any) -> str:
    return key if isinstance(key, str) else " ".join(key)


def _id(item: Mapping[str, Any]) -> str:
    """Pod/default/web-1."""
    meta = item["metadata"]
    return f"{item['kind']}/{meta.get('namespace', '')}/{meta['name']}"


def _done(said: Any) -> evidence.Completed:
    """What a program printed, or `{code, shows}`; None where it failed without a word."""
    if isinstance(said, dict):
        return evidence.Completed(said["code"], said.get("shows", ""), "")
    return evidence.Completed(1, "", "failed") if said is None else evidence.Completed(0, str(said), "")
