"""Many events become few."""

from typing import Any

from tutor.lab.client import correlate


def _event(message: str = "m", name: str = "e") -> dict[str, Any]:
    return {
        "metadata": {"name": name},
        "source": {"component": "c"},
        "involvedObject": {"kind": "Pod", "namespace": "x", "name": "p", "uid": "u"},
        "type": "Normal",
        "reason": "R",
        "message": message,
        "count": 1,
        "firstTimestamp": "t",
    }


def test_the_same_is_counted() -> None:
    """An event that was written is known by its object, reason and message."""
    correlator = correlate.Correlator()
    assert correlator.known(_event()) is None
    correlator.wrote(_event())
    assert correlator.known(_event()) == correlate.Seen("e", 1, "t")
    assert correlator.known(_event("other")) is None


def test_each_part_of_an_object_is_counted_for_itself() -> None:
    """What is said of one container of a pod is not said of the other."""
    correlator = correlate.Correlator()
    one, other = _event(), _event()
    one["involvedObject"]["fieldPath"], other["involvedObject"]["fieldPath"] = "spec.a", "spec.b"
    correlator.wrote(one)
    assert correlator.known(one) is not None
    assert correlator.known(other) is None


def test_the_similar_is_combined() -> None:
    """From the tenth message of one reason on they are told as one."""
    correlator = correlate.Correlator()
    told = [correlator.message(_event(str(number)), 0.0) for number in range(12)]
    assert told[8] == "8"
    assert told[9] == correlate.COMBINED + "9"
    assert correlator.message(_event("3"), 0.0) == "3"
    correlator.wrote(_event(told[9]))
    assert correlator.known(_event(told[10])) is not None
    assert correlator.message(_event("later"), 1000.0) == "later"


def test_spam_is_dropped() -> None:
    """After a burst one object is spoken of once in five minutes."""
    correlator = correlate.Correlator()
    allowed = [correlator.allowed(_event(), 0.0) for _ in range(correlate.BURST + 2)]
    assert allowed == [True] * correlate.BURST + [False] * 2
    assert correlator.allowed(_event(), 301.0)
