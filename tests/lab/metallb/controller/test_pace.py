"""How often a service may be written."""

from tutor.lab.metallb.controller import pace


def test_a_burst_and_then_one_a_second() -> None:
    """Each service has a budget of its own."""
    now = [0.0]
    paced = pace.Pace(lambda: now[0])
    for _ in range(int(pace.BURST)):
        assert paced.pause("a/a") == 0
        paced.spend("a/a")
    assert paced.pause("a/a") == 1
    assert paced.pause("a/b") == 0
    now[0] = 0.75
    assert paced.pause("a/a") == 0.25
    now[0] = 1.0
    assert paced.pause("a/a") == 0
    paced.spend("a/a")
    assert paced.pause("a/a") == 1
    now[0] = 1000.0
    for _ in range(int(pace.BURST)):
        paced.spend("a/a")
    assert paced.pause("a/a") == 1, "a long rest saves up no more than a burst"
