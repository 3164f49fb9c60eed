"""A process's words survive their way to the host."""

import hypothesis
import hypothesis.strategies as st
import pytest

from tutor.lab.root import spec

WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@hypothesis.given(
    argv=st.lists(WORDS, min_size=1, max_size=5),
    env=st.dictionaries(WORDS, WORDS, max_size=5),
    fds=st.tuples(*[st.one_of(st.just(spec.NO_FD), st.integers(0, 50))] * 3),
    tty=st.booleans(),
)
def test_what_arrives_is_what_was_sent(
    argv: list[str], env: dict[str, str], fds: tuple[int, int, int], tty: bool
) -> None:
    """The receiver's descriptors stand where the sender's stood, and all else is equal."""
    sent = spec.ProcessSpec(argv=tuple(argv), env=env, fds=fds, tty=tty, pod="p", root="/r", cwd="/c")
    words, passed = sent.message()
    renumbered = [fd + 100 for fd in passed]
    found = spec.parse(words, renumbered)
    assert found.fds == tuple(fd if fd == spec.NO_FD else fd + 100 for fd in fds)
    assert (found.argv, found.env, found.tty, found.pod, found.root, found.cwd) == (
        sent.argv,
        sent.env,
        tty,
        "p",
        "/r",
        "/c",
    )


@pytest.mark.parametrize("words", [{}, {"argv": ("a",), "entry": "m:f"}])
def test_a_process_is_either_a_program_or_a_function(words: dict[str, object]) -> None:
    """Neither or both is a mistake of the caller."""
    with pytest.raises(ValueError, match="either argv or entry"):
        spec.ProcessSpec(**words)  # type: ignore[arg-type]
