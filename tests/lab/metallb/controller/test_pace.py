"""How often a service may be written."""

from tutor.lab.metallb.controller import pace


def test_a_burst_and_then_one_a_second() -> None:
    """Each service has a budget of its own."""
    now = [0.0]
    paced = pace.Pace(lambda: now[0])
    for _ in range(int(pace.BURST)):
        assert paced.may("a/a")
        paced.spend("a/a")
    assert not paced.may("a/a")
    assert paced.may("a/b")
    now[0] = 1.0
    assert paced.may("a/a")
    paced.spend("a/a")
    assert not paced.may("a/a")
    now[0] = 1000.0
    for _ in range(int(pace.BURST)):
        paced.spend("a/a")
    assert not paced.may("a/a"), "a long rest saves up no more than a burst"
