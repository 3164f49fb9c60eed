"""A lesson's pattern on whatever a command has shown."""

import signal
import time

from tutor.session import patterns

GAPS = r"([\d.]+):\d+ -> \S+:53[\s\S]*google\.com\.default\.[\s\S]*:53 -> \1:\d+"
ASKED = "172.16.0.1:4000 -> 10.96.0.10:53 #2\n google.com.default.\n"


def test_a_pattern_is_looked_for_line_by_line() -> None:
    """As the lessons write them."""
    assert patterns.found("^begin$", "first\nbegin\nlast")
    assert not patterns.found("^begin$", "begins")


def test_gaps_are_found() -> None:
    """Over as many lines as there are."""
    assert patterns.found(GAPS, ASKED * 50 + "10.96.0.10:53 -> 172.16.0.1:4000")


def test_what_would_take_minutes_is_given_up() -> None:
    """The screens go on, and whoever used that signal before has it again."""
    known = signal.getsignal(signal.SIGVTALRM)
    began = time.process_time()
    assert not patterns.found(GAPS, ASKED * 3000)
    assert time.process_time() - began < 20 * patterns.SECONDS
    assert signal.getsignal(signal.SIGVTALRM) is known
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
