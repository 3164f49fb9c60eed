"""When gratuitous ARP is sent."""

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.metallb.layer2 import gratuitous

ONE, TWO = ipaddress.IPv4Address("192.0.2.1"), ipaddress.IPv4Address("192.0.2.2")


def test_an_address_is_told_of_at_once_and_for_five_seconds() -> None:
    """At the start and four times more, as the rounds go."""
    rounds = gratuitous.Rounds()
    assert rounds.begin(ONE, 100.0)
    told = [number for number in range(1, 8) if ONE in rounds.due(100.0 + number * gratuitous.EVERY_SECONDS)]
    assert told == [1, 2, 3, 4]
    assert not rounds


def test_setting_it_again_prolongs_without_another_at_once() -> None:
    """A service that changes is told of for five seconds more."""
    rounds = gratuitous.Rounds()
    assert rounds.begin(ONE, 0.0)
    assert not rounds.begin(ONE, 4.0)
    assert rounds.due(8.9) == [ONE]
    assert rounds.due(9.1) == []


def test_an_address_that_comes_back_is_told_of_at_once() -> None:
    """However shortly before it was lost."""
    rounds = gratuitous.Rounds()
    rounds.begin(ONE, 0.0)
    rounds.end(ONE)
    rounds.end(TWO)
    assert not rounds
    assert rounds.begin(ONE, 0.1)


@given(st.lists(st.tuples(st.sampled_from([ONE, TWO]), st.floats(0, 100)), max_size=20))
def test_all_end(begun: list[tuple[ipaddress.IPv4Address, float]]) -> None:
    """Nothing is repeated for ever."""
    rounds = gratuitous.Rounds()
    for address, when in sorted(begun, key=lambda one: one[1]):
        rounds.begin(address, when)
    assert rounds.due(100.0 + gratuitous.FOR_SECONDS + 0.01) == []
