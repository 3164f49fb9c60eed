"""Small decisions: back-off, probes, log lines, frames, references, quantities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lab.kubelet import backoff, channels, crilog, logread, probestate, quantity
from tutor.lab.kubelet.images import reference, registry


def test_restarts_wait_longer_each_time() -> None:
    """At once, then 10 s doubling to 5 min; ten minutes of running forgive all."""
    delays = backoff.Backoff()
    assert [delays.next() for _ in range(8)] == [0, 10, 20, 40, 80, 160, 300, 300]
    assert delays.next(ran_seconds=601) == 0


@pytest.mark.parametrize(
    ("seconds", "text"), [(10, "10s"), (40, "40s"), (80, "1m20s"), (300, "5m0s"), (3600, "1h0m0s")]
)
def test_durations_are_gos(seconds: float, text: str) -> None:
    """As messages show them."""
    assert backoff.go_duration(seconds) == text


def test_a_verdict_needs_its_threshold() -> None:
    """Three failures in a row make liveness fail; a success in between starts anew."""
    counter = probestate.Counter(probestate.Settings(), verdict=True)
    assert [counter.add(good) for good in (False, False, True, False, False, False)] == [False] * 5 + [True]
    assert counter.verdict is False
    assert counter.add(True)


def test_early_attempts_end_with_the_first_period() -> None:
    """And there are none when an initial delay is asked for."""
    settings = probestate.Settings(period=1)
    assert probestate.early_wait(0, 0.0, settings) == 0.02
    assert probestate.early_wait(99, 0.5, settings) == 0.4
    assert probestate.early_wait(99, 0.7, settings) is None
    assert probestate.early_wait(0, 0.0, probestate.Settings(initial_delay=5)) is None


def test_settings_have_the_apis_defaults() -> None:
    """Zero and absent mean the default."""
    assert probestate.Settings.of({"timeoutSeconds": 0}) == probestate.Settings(0, 10, 1, 1, 3)


@given(st.binary(max_size=50000).filter(lambda text: b"\n" not in text), st.booleans())
def test_log_lines_come_back(text: bytes, full: bool) -> None:
    """Whatever a program writes, in as many parts as it takes."""
    data = crilog.write(b"stdout", text, crilog.stamp_of(1_700_000_000_123_456_789), full=full)
    entries = [crilog.parse(line) for line in data.split(b"\n")[:-1]]
    assert b"".join(entry.text for entry in entries) == text
    assert b"".join(crilog.show(entries, timestamps=False)) == text + (b"\n" if full else b"")
    assert all(len(entry.text) <= crilog.LONGEST for entry in entries)


def test_stamps_are_rfc_3339() -> None:
    """With nanoseconds, and read back as seconds."""
    stamp = crilog.stamp_of(1_700_000_000_123_456_789)
    assert stamp == b"2023-11-14T22:13:20.123456789Z"
    assert crilog.seconds_of(stamp) == pytest.approx(1_700_000_000.123457, abs=1e-4)
    assert crilog.seconds_of(b"2023-11-14T23:13:20+01:00") == 1_700_000_000


def test_timestamps_stand_before_each_line_once() -> None:
    """Not before the later parts of a long line."""
    data = crilog.write(b"stdout", b"x" * (crilog.LONGEST + 1), b"2023-11-14T22:13:20.000000000Z", full=True)
    entries = [crilog.parse(line) for line in data.split(b"\n")[:-1]]
    shown = b"".join(crilog.show(entries, timestamps=True))
    assert shown.count(b"2023-11-14") == 1


@given(st.lists(st.binary(max_size=5).filter(lambda line: b"\n" not in line), max_size=8), st.integers(0, 10))
def test_the_tail_is_the_last_lines(lines: list[bytes], wanted: int) -> None:
    """And everything when there are fewer."""
    data = b"".join(line + b"\n" for line in lines)
    found = data[crilog.tail_start(data, wanted) :]
    assert found == b"".join(line + b"\n" for line in lines[max(0, len(lines) - wanted) :])


def test_log_options_are_read() -> None:
    """From the query of a request."""
    found = logread.options_of(
        {"follow": "true", "tailLines": "0", "sinceSeconds": "60", "limitBytes": "7"}, 1000.0
    )
    assert found == logread.Options(follow=True, since=940.0, tail=0, limit=7)
    with pytest.raises(ValueError, match="RFC 3339"):
        logread.options_of({"sinceTime": "yesterday"}, 0.0)


def test_frames() -> None:
    """Channel byte first; the status that ends a stream carries the exit code."""
    assert channels.parse(channels.frame(channels.STDOUT, b"hi")) == (1, b"hi")
    assert channels.size_of(b'{"Width":80,"Height":24}') == (24, 80)
    assert channels.size_of(b"nonsense") is None
    assert channels.status_of(0)["status"] == "Success"
    failed = channels.status_of(7)
    assert failed["reason"] == "NonZeroExitCode"
    assert failed["details"]["causes"] == [{"reason": "ExitCode", "message": "7"}]


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.27", "docker.io/library/nginx:1.27"),
        ("traefik/whoami", "docker.io/traefik/whoami:latest"),
        ("docker.io/redis:6.0.5", "docker.io/library/redis:6.0.5"),
        ("localhost:5000/a/b:c", "localhost:5000/a/b:c"),
        ("registry.k8s.io/pause:3.10", "registry.k8s.io/pause:3.10"),
        ("index.docker.io/library/nginx", "docker.io/library/nginx:latest"),
        ("nginx@sha256:ab", "docker.io/library/nginx@sha256:ab"),
    ],
)
def test_references_are_completed(text: str, full: str) -> None:
    """As distribution/reference does it."""
    assert reference.parse(text).text == full


@pytest.mark.parametrize("text", ["Nginx", "", "nginx:", "a//b"])
def test_what_is_no_reference_is_refused(text: str) -> None:
    """In the words of the real parser."""
    with pytest.raises(ValueError, match="couldn't parse image name"):
        reference.parse(text)


def test_images_are_found_whatever_their_tag() -> None:
    """And the unknown are not."""
    found = registry.find("traefik/whoami:v1.11")
    assert found is not None
    assert found.argv((), ("--port", "8080")) == ("/whoami", "--port", "8080")
    assert found.argv(("sh",), ()) == ("sh",)
    assert registry.find("nosuch/thing") is None
    assert "nginx" in registry.names()


@pytest.mark.parametrize(
    ("text", "divisor", "number"),
    [
        ("64Mi", "1Mi", 64),
        ("100m", "1", 1),
        ("1500m", "1m", 1500),
        ("2", "0", 2),
        ("1e3", "1k", 1),
        ("0", "1", 0),
    ],
)
def test_quantities_round_up(text: str, divisor: str, number: int) -> None:
    """In units of the divisor."""
    assert quantity.in_units(text, divisor) == number
