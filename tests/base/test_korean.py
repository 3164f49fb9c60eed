"""Everything that an error says exists in Korean, and the tables hold nothing else."""

import string
from types import ModuleType

import pytest

from tests.base import sentences
from tutor.base import errors, translation, wording
from tutor.base.korean import (
    authoring,
    calls,
    checking,
    classes,
    course,
    deploying,
    lab,
    machine,
    serving,
    snapshots,
    use,
    words,
    workshop,
)

TREE = sentences.modules()
FOUND = sentences.find(TREE)

OTHERS_WORDS = {
    "' '.join(str(error).split())": "what the kernel or the YAML parser said of a kubeconfig",
    "' '.join(why.split())": "what ip or iptables said",
    "_read(stderr).strip()": "what iptables said",
    "error.description": "what a NATS cluster said of a stream",
    "error.problem": "what the YAML parser said",
    "error.verify_message": "what OpenSSL said of a certificate",
    "os.strerror(errno)": "the kernel's words for an errno",
    "said[-1]": "what kubectl said of a pod, or nats-server of its start",
    "said[-1].partition('[FTL] ')[2]": "what nats-server said of its start",
    "str(error)": "what the kernel, SQLite or a library said",
    "str(error).splitlines()[0]": "what the YAML parser said",
    "type(error).__name__": "the name of a library's error that says nothing",
}
HANDED_ON = {
    "'; '.join((wording.said(one, seen.lang) for one in misfits))": "sentences of declare.Check.misfits",
    "error.what": "another error of ours, looked at where it is raised",
    "finding.mend": "a finding, which is looked at where it is made",
    "finding.what": "a finding, which is looked at where it is made",
    "message.get('todo', '')": "an error of the supervisor's process, looked at where it is raised",
    "message.get('why', '')": "an error of the supervisor's process, looked at where it is raised",
    "message['error']": "an error of another process of the lab, looked at where it is raised",
    "misfit": "a sentence of declare.Check.misfits, listed in ELSEWHERE",
    "self.todo": "a problem of a course that was kept, looked at where it is made",
    "self.what": "a problem of a course that was kept, looked at where it is made",
    "self.why": "a problem of a course that was kept, looked at where it is made",
    "news.get('todo', '')": "an error of the supervisor's process, looked at where it is raised",
    "news.get('why', '')": "an error of the supervisor's process, looked at where it is raised",
    "news['error']": "an error of the supervisor's process, looked at where it is raised",
}
ELSEWHERE = (
    ("workshop/deploy/plan.py", "NAME"),
    ("workshop/hosting.py", "_kept_up"),
    ("workshop/hosting.py", "_CLUSTER"),
    ("workshop/hosting.py", "_telling"),
    ("workshop/joining.py", "_REFUSED"),
    ("workshop/lock.py", "soon_alone"),
    ("workshop/server.py", "start"),
    ("workshop/server.py", "wait"),
    ("checkapi/declare.py", "misfits"),
    ("lab/inside/account.py", "EMULATED"),
    ("lab/inside/account.py", "REAL"),
    ("lab/root/userns.py", "SINGLE_ID"),
    ("lab/inside/service.py", "_answer"),
    ("lab/inside/service.py", "_fault"),
    ("lab/outside/start.py", "SAID"),
    ("lab/outside/start.py", "_missing_note"),
)
"""Sentences that reach a user other than as the words of an error: module, and function or name."""

BY_PATH = {module.path: module for module in TREE}
SAID = set(FOUND.sentences).union(*(sentences.literals(BY_PATH[path], name) for path, name in ELSEWHERE))
AREAS = (authoring, checking, classes, course, deploying, lab, machine, serving, snapshots, use, workshop)
KOREAN = {key: text for area in AREAS for key, text in area.SENTENCES.items()}


def test_every_sentence_has_a_translation() -> None:
    """An error that someone words tomorrow fails here until its Korean is written."""
    assert sorted(SAID - KOREAN.keys()) == []


def test_no_translation_is_left_over() -> None:
    """A sentence that nobody says any more leaves the tables."""
    assert sorted(KOREAN.keys() - SAID) == []


def test_what_cannot_be_followed_is_accounted_for() -> None:
    """Words that are not literals are another program's, or are looked at where they arise."""
    assert {one.expression for one in FOUND.unknown} == OTHERS_WORDS.keys() | HANDED_ON.keys()


@pytest.mark.parametrize("table", [*AREAS, calls, words], ids=lambda table: table.__name__)
def test_places_agree(table: ModuleType) -> None:
    """A translation has every value of its sentence, once, and is not the English."""
    for sentence, text in table.SENTENCES.items():
        places = [int(name) for _, name, _, _ in string.Formatter().parse(text) if name is not None]
        assert sorted(places) == list(range(sentence.count(translation.PLACE))), sentence
        assert text != sentence


def test_no_sentence_is_translated_twice() -> None:
    """Two tables do not compete for a sentence."""
    assert len(KOREAN | calls.SENTENCES | words.SENTENCES) == sum(
        len(table.SENTENCES) for table in (*AREAS, calls, words)
    )


@pytest.mark.parametrize("sentence", sorted(KOREAN))
def test_a_finished_sentence_is_found_again(sentence: str) -> None:
    """No other sentence is taken for it once its places are filled."""
    values = [f"<{number}>" for number in range(sentence.count(translation.PLACE))]
    finished = "".join(
        part + value for part, value in zip(sentence.split(translation.PLACE), [*values, ""], strict=True)
    )
    assert wording.said(finished, "ko") == KOREAN[sentence].format(*values)
    assert wording.said(finished, "en") == finished


def test_words_stand_in_the_source() -> None:
    """Words for places are words that the product says."""
    constants = set().union(*(sentences.texts(module.tree) for module in TREE))
    assert sorted(words.SENTENCES.keys() - constants) == []


def test_an_error_is_rendered_in_both_languages() -> None:
    """Labels and sentences change, another program's words and values stay."""
    error = errors.EnvironmentLacks(
        "kubectl can't be run here", why="ENOENT", todo="install kubectl and try again"
    )
    assert errors.render(error).splitlines() == [
        "k8stutor: kubectl can't be run here",
        "  why: ENOENT",
        "  do:  install kubectl and try again",
    ]
    assert errors.render(error, "ko").splitlines() == [
        "k8stutor: 여기서는 kubectl 명령을 실행할 수 없습니다",
        "  이유: ENOENT",
        "  할 일: kubectl 명령을 설치하고 다시 시도하세요",
    ]


def test_words_in_places_are_translated() -> None:
    """What is lacking and what lacks it are both the learner's language."""
    assert wording.said("the lesson has no 'steps'", "ko") == "레슨에 'steps' 키가 없습니다"
