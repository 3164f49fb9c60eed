"""What bash remembers, through a snapshot and back; and what a changed snapshot may not smuggle in."""

import subprocess

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.lab.snapshots import variables

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
KEYS = st.text(st.sampled_from("abcXYZ019_.:/@ -"), min_size=1, max_size=8)


def printed(script: str) -> str:
    """What a bash writes of the variables and functions that the script names in `names`."""
    ending = "declare -p $names; printf '\\0'; declare -f; printf '\\0end\\n'"
    done = subprocess.run(["bash", "-c", f"{script}\n{ending}"], capture_output=True, check=True)
    return done.stdout.decode(errors="surrogateescape")


def remade(shell: variables.Shell, names: str) -> variables.Shell:
    """What a fresh bash has after reading the rendered text."""
    text = "__k8stutor_forget() { :; }\n" + variables.render(shell)
    return variables.parse(printed(f"{text}\nnames='{names}'"))


@hypothesis.settings(max_examples=25, deadline=None)
@hypothesis.given(TEXT, st.lists(TEXT, max_size=4), st.dictionaries(KEYS, TEXT, max_size=3))
def test_every_text_comes_back(text: str, items: list[str], pairs: dict[str, str]) -> None:
    """Quotes, newlines, dollar signs, control characters, Korean: as a value, in arrays of both kinds."""
    wanted = variables.Shell(
        (
            variables.Variable("A", "x", text),
            variables.Variable("B", "a", [(str(at), one) for at, one in enumerate(items)]),
            variables.Variable("C", "A", sorted(pairs.items())),
        )
    )
    found = {one.name: one for one in remade(wanted, "A B C").variables}
    assert found["A"].value == text
    assert found["A"].flags == "x"
    assert (found["B"].value or []) == wanted.variables[1].value
    assert sorted(found["C"].value or []) == wanted.variables[2].value


def test_functions_and_kinds_come_back() -> None:
    """Functions, integers, declared but empty variables; not the tutor's own, and nothing that can't be set."""
    script = (
        "f() { echo hi; }; __k8stutor_x() { :; }; declare -i N=7; declare E; readonly R=1; names='N E R PPID'"
    )
    shell = variables.parse(printed(script))
    assert [(one.name, one.flags, one.value) for one in shell.variables] == [("N", "i", "7"), ("E", "", None)]
    assert [text.split()[0] for text in shell.functions] == ["f"]
    again = variables.from_data(variables.as_data(shell))
    assert remade(again, "N E") == shell


def test_half_a_text_is_no_shell() -> None:
    """A shell may be writing while a snapshot is taken."""
    whole = printed("A=1; names=A")
    with pytest.raises(variables.MalformedError):
        variables.parse(whole[:-3])


@pytest.mark.parametrize(
    "variable",
    [
        ["A; touch smuggled", "", "x"],
        ["A", "x; touch smuggled", "x"],
        ["PROMPT_COMMAND", "", "touch smuggled"],
        ["__k8stutor_nonce", "", "x"],
        ["A", "", {"x": 1}],
        ["A", ""],
    ],
)
def test_what_is_no_variable_is_refused(variable: object) -> None:
    """Names, flags and values are looked at before any text is made of them."""
    with pytest.raises(variables.MalformedError):
        variables.from_data({"variables": [variable], "functions": []})


@pytest.mark.parametrize(
    "variable",
    [
        ["A", "", "$(touch smuggled)"],
        ["A", "i", "a[$(touch smuggled)]"],
        ["A", "a", [["$(touch smuggled)", "x"]]],
        ["A", "A", [["$(touch smuggled)", "x"], ["x]=y; touch smuggled", "z"]]],
        ["A", "a", [["0", "'; touch smuggled; '"]]],
        ["PWD", "", "$(touch smuggled)'; touch smuggled"],
    ],
)
def test_no_value_is_executed(variable: list[object], tmp_path: object) -> None:
    """Whatever a changed snapshot says, reading the rendered text runs nothing."""
    text = variables.render(variables.from_data({"variables": [variable], "functions": []}))
    subprocess.run(
        ["bash", "-c", f"__k8stutor_forget() {{ :; }}\n{text}"],
        cwd=str(tmp_path),
        check=False,
        capture_output=True,
    )
    listed = subprocess.run(["ls", str(tmp_path)], capture_output=True, check=True)
    assert listed.stdout == b""
