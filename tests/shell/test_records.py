"""A command under way becomes a record."""

from tutor.shell import records


def test_a_record_has_what_was_shown_and_how_it_ended() -> None:
    """The time counts from the command's beginning to its end."""
    one = records.Running("ls")
    one.kept.add(b"a\r\n")
    record = one.ended("k8s-m", 2, timed_out=True)
    assert (record.host, record.text, record.output, record.exit_code) == ("k8s-m", "ls", "a\n", 2)
    assert record.timed_out
    assert 0 <= record.seconds < 60
    assert record.started.tzinfo is not None
