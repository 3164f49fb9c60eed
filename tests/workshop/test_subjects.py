"""Who may use which subject."""

import fnmatch

import pytest

from tutor.workshop import subjects

CLASS = subjects.Subjects("net101")


@pytest.mark.parametrize("word", ["", "a.b", "*", ">", "a b", "-a", "a-", "A", "a" * 41, "a\n"])
def test_an_id_is_one_plain_token(word: str) -> None:
    """One that reached further would give away what is another's."""
    with pytest.raises(ValueError, match="no id"):
        CLASS.event(word)
    with pytest.raises(ValueError, match="no id"):
        subjects.Subjects(word)


def test_a_learner_has_nothing_of_another() -> None:
    """Neither to publish nor to read."""
    mine, theirs = CLASS.for_learner("ann"), CLASS.for_learner("bob")
    assert not set(mine.publish) & set(theirs.publish)
    assert set(mine.subscribe) & set(theirs.subscribe) == {CLASS.to_all}
    for pattern in mine.publish + mine.subscribe:
        assert not any(fnmatch.fnmatch(subject, pattern) for subject in theirs.publish)


def test_a_guest_may_only_ask_for_a_credential() -> None:
    """And hear the answer."""
    assert CLASS.for_guest() == (("class.join",), ("_INBOX_guest.>",))


def test_the_learner_is_in_the_subject() -> None:
    """It is the server that vouches for it, not what a message says."""
    assert subjects.learner_of(CLASS.event("ann")) == "ann"
