"""How words on the command line are read."""

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.lab.calico.calicoctl import fault, options

GRAMMAR = options.grammar("output namespace", "all-namespaces", "o=output n=namespace A=all-namespaces")


@pytest.mark.parametrize(
    "words",
    [
        ["ippool", "-o", "wide", "-A"],
        ["-owide", "-A", "ippool"],
        ["--output=wide", "ippool", "--all-namespaces"],
        ["--out", "wide", "--all-n", "ippool"],
        ["-Ao", "wide", "--", "ippool"],
    ],
)
def test_one_meaning_has_many_spellings(words: list[str]) -> None:
    """Options stand anywhere, letters are joined, long names are cut."""
    found = GRAMMAR.read(words)
    assert (found.values, found.flags, found.words) == ({"output": "wide"}, {"all-namespaces"}, ["ippool"])


@pytest.mark.parametrize(
    "words", [["--bogus"], ["-x"], ["-o"], ["--output"], ["--all-namespaces=yes"], ["--a"]]
)
def test_what_makes_no_sense_is_refused(words: list[str]) -> None:
    """Unknown, without a value, with one too many, or unclear: --a may be --allow-… too."""
    with pytest.raises(fault.Fault):
        GRAMMAR.read(words)


def test_options_first() -> None:
    """Then all after the first bare word belongs to that word."""
    found = GRAMMAR.read(["-n", "x", "get", "-o", "yaml"], options_first=True)
    assert (found.values, found.words) == ({"namespace": "x"}, ["get", "-o", "yaml"])


@hypothesis.given(st.lists(st.text(max_size=12), max_size=6))
def test_any_words_are_read_or_refused(words: list[str]) -> None:
    """Nothing else happens."""
    try:
        GRAMMAR.read(words)
    except fault.Fault:
        pass
