"""What a lab says that it uses."""

import os

import hypothesis
import hypothesis.strategies as st

from tutor.lab.inside import account


@hypothesis.given(st.lists(st.integers(0, 30), max_size=30))
def test_a_tree_counts_its_root_and_all_below(choices: list[int]) -> None:
    """Whatever its shape: each process is the child of an earlier one."""
    parents = {1: 0} | {number + 2: choice % (number + 1) + 1 for number, choice in enumerate(choices)}
    assert account.below(1, parents) == len(parents)
    children = [pid for pid, parent in parents.items() if parent == 1]
    assert sum(account.below(child, parents) for child in children) == len(parents) - 1


def test_a_process_that_has_gone_counts_nothing() -> None:
    """Its children have another parent by then."""
    assert account.below(7, {1: 0, 2: 1}) == 0


def test_this_process_is_among_those_of_its_tree() -> None:
    """And its memory is part of the whole."""
    used = account.use({"me": os.getpid()})
    assert used.processes["me"] >= 1
    assert used.memory > 1 << 20
