"""The words of a call: which language they ask for, and what is said of those that are off."""

import argparse
import re
from collections.abc import Iterator

import pytest

from tutor.base import cells, errors
from tutor.cli import main, options, parsing


def families(top: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """A parser and those of all verbs below it, each with the words that call it; all of their options are there."""
    if isinstance(top, parsing.Parser):
        top.complete()
    yield top.prog, top
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                yield from families(one)


@pytest.mark.parametrize(
    ("call", "lang"),
    [
        ("--lang ko walk", "ko"),
        ("walk --lang=en 1", "en"),
        ("--lang fr", None),
        ("--lang", None),
        ("lab exec k8s-m -- date --lang ko", None),
    ],
)
def test_the_language_is_known_before_the_call_is_understood(call: str, lang: str | None) -> None:
    """Help and complaints speak it; what is run on a host is no word of the call."""
    assert options.language(call.split()) == lang


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("--bogus", "알 수 없는 인자입니다: --bogus"),
        ("nope", "인자 명령: 'nope' 값은 쓸 수 없습니다"),
        ("lab", "필요한 인자가 없습니다: 명령"),
        ("lab shell nowhere", "인자 HOST: 'nowhere' 값은 쓸 수 없습니다"),
        ("walk --json=3", "인자 --json: 값을 받지 않는데 '3' 값이 주어졌습니다"),
        ("walk --course", "인자 --course: 값이 하나 필요합니다"),
        ("--lan ko --c x", "--c 옵션이 모호합니다"),
        ("course prove --all --sample 1 x", "인자 --sample: --all 인자와 함께 쓸 수 없습니다"),
    ],
)
def test_a_call_that_is_off_is_wrong_usage(call: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """argparse's own complaints are told as all errors are, in the learner's language."""
    assert main.main(["--lang", "ko", *call.split()]) == errors.WRONG_USAGE
    what, todo = capsys.readouterr().err.splitlines()
    assert what.startswith(f"k8stutor: {said}")
    assert todo.startswith("  할 일: k8stutor ")


def test_a_call_that_is_off_points_at_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    """The help that is named is the verb's."""
    assert main.main(["--lang", "en", "lab", "exec"]) == errors.WRONG_USAGE
    assert "k8stutor lab exec --help" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_help_of_every_verb_fits_the_terminal(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Korean letters take two cells; wider is only an option alone. No text upsets argparse, to which % is a sign."""
    monkeypatch.setenv("COLUMNS", "80")
    for call, one in families(options.parser(lang)):
        lines = one.format_help().splitlines()
        assert [line for line in lines if cells.width(line) > 80 and len(line.split()) > 2] == [], call


def test_help_is_in_the_language_of_the_user() -> None:
    """What argparse says of itself is, too; and every option says what it is for."""
    for call, one in families(options.parser("ko")):
        titles = re.findall(r"^(\S.*):$", one.format_help(), re.MULTILINE)
        assert {"옵션"} <= set(titles) <= {"인자", "옵션", "명령"}, call
        assert one.format_help().startswith(f"사용법: {call} ")
        actions = [action for action in one._actions if action.option_strings]
        assert [action.dest for action in actions if not re.search("[가-힣]", action.help or "")] == [], call


@pytest.mark.parametrize("call", ["lab node stop k8s-x", "lab node", "lab node halt k8s-m", "lab agent kill"])
def test_a_host_or_agent_that_is_not_named_well_is_wrong_usage(call: str) -> None:
    """Before any lab is asked."""
    assert main.main(call.split()) == errors.WRONG_USAGE
