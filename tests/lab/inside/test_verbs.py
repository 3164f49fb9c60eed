"""What can be asked on the control socket is a file a verb."""

from pathlib import Path

import pytest

from tutor.lab.inside import service, verbs


def test_every_file_is_a_verb_and_every_verb_a_file() -> None:
    """A verb that is written is listed, and one that is listed is there."""
    files = {file.stem for file in Path(verbs.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == set(verbs.AVAILABLE)


@pytest.mark.parametrize("name", verbs.AVAILABLE)
def test_a_verb_is_found_by_its_name(name: str) -> None:
    """Each has the one function that answers."""
    assert callable(service.verb(name))


@pytest.mark.parametrize("name", ["nope", "__init__", "..request"])
def test_nothing_else_is_a_verb(name: str) -> None:
    """A caller's word imports nothing that is not listed."""
    with pytest.raises(KeyError):
        service.verb(name)
