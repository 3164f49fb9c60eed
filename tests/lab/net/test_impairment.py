"""What may be wrong with a link."""

import hypothesis
import hypothesis.strategies as st
import pytest

from tutor.base import errors
from tutor.lab.net import impairment

GOOD = impairment.Impairment()


@hypothesis.given(st.integers(0, 10_000))
def test_a_delay_is_in_milliseconds_with_or_without_the_unit(number: int) -> None:
    """As ip and tc take it."""
    assert impairment.delay(str(number)) == impairment.delay(f"{number}ms") == number


@hypothesis.given(st.integers(0, 100))
def test_a_loss_is_in_per_cent_with_or_without_the_sign(number: int) -> None:
    """As tc takes it."""
    assert impairment.loss(str(number)) == impairment.loss(f"{number}%") == number


@pytest.mark.parametrize("text", ["", "x", "-1", "1e3", "10001", "1s", "nan", "inf", "1 000"])
def test_another_delay_is_wrong_usage(text: str) -> None:
    """With the next step."""
    with pytest.raises(errors.UsageError, match="is no delay") as raised:
        impairment.delay(text)
    assert raised.value.todo


@pytest.mark.parametrize("text", ["", "x", "-1", "100.5", "101%", "nan"])
def test_another_loss_is_wrong_usage(text: str) -> None:
    """With the next step."""
    with pytest.raises(errors.UsageError, match="is no loss"):
        impairment.loss(text)


def test_faults_of_a_link_add_up_and_are_undone() -> None:
    """One by one, or all together."""
    one = impairment.changed(GOOD, "down", "")
    one = impairment.changed(one, "delay", "100")
    one = impairment.changed(one, "loss", "30%")
    assert one == impairment.Impairment(down=True, delay=100, loss=30)
    assert impairment.changed(one, "up", "") == impairment.Impairment(delay=100, loss=30)
    assert impairment.changed(one, "clear", "") == GOOD
    assert impairment.changed(impairment.changed(GOOD, "delay", "5"), "delay", "0") == GOOD


def test_tc_is_told_in_its_own_words() -> None:
    """Its netem queue replaces what the card has, and leaves with the last fault."""
    slow = impairment.Impairment(delay=100, loss=2.5)
    words = "tc qdisc replace dev enp0s8 root netem delay 100ms loss 2.5%"
    assert impairment.tc("enp0s8", slow) == tuple(words.split())
    assert impairment.tc("enp0s8", GOOD) == ("tc", "qdisc", "del", "dev", "enp0s8", "root")
