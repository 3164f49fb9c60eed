"""Names and labels, in the words of the real server."""

import hypothesis
import pytest
from hypothesis import strategies as st

from tutor.lab.apiserver.validation import cron, names


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            names.subdomain("Bad_Name"),
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
            "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            r"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        ),
        (
            names.qualified("bad key"),
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
            "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
            "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        ),
        (
            names.label_value("has space"),
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
            "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
            "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        ),
    ],
)
def test_says_what_is_wrong(found: list[str], words: str) -> None:
    """Rule, examples and regular expression."""
    assert found == [words]


@hypothesis.given(st.from_regex(names.DNS_LABEL, fullmatch=True))
def test_accepts_labels(text: str) -> None:
    """What matches and is short enough is good, as label and as subdomain."""
    assert (names.label(text) == []) is (len(text) <= 63)
    assert (names.subdomain(text) == []) is (len(text) <= 253)


@pytest.mark.parametrize("schedule", ["*/5 * * * *", "@hourly", "0 9-17/2 1,15 jan-mar mon", "@every 1h"])
def test_accepts_schedules(schedule: str) -> None:
    """Ranges, steps, lists, names and descriptors."""
    assert cron.problem(schedule) == ""


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("bogus", "expected exactly 5 fields, found 1: [bogus]"),
        ("60 * * * *", "end of range (60) above maximum (59): 60"),
        ("x * * * *", 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'),
        ("*/0 * * * *", "step of range should be a positive number: */0"),
    ],
)
def test_refuses_schedules(schedule: str, words: str) -> None:
    """In the words of the cron library that the real server uses."""
    assert cron.problem(schedule) == words
