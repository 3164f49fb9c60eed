"""The prose cache and its source."""

import json
import os
from pathlib import Path

import pytest

from tutor.lab.apiserver.schema import build, prose, sources

OLD_MODEL = r'''
class V1Thing(object):
    attribute_map = {
        'some_field': 'someField',
    }

    @property
    def some_field(self):
        """Gets the some_field of this V1Thing.  # noqa: E501

        What \"it\" is for.  * one  * two  # noqa: E501

        :return: The some_field of this V1Thing.  # noqa: E501
        """
'''


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that has been built once."""
    folder = tmp_path_factory.mktemp("cache")
    build.ensure(folder)
    return folder


def test_it_is_built_once(cache: Path) -> None:
    """A second call finds what the first one made, under a name with the package's version."""
    made = cache / build.folder_name()
    before = os.stat(made).st_ino
    assert build.ensure(cache) == made
    assert os.stat(made).st_ino == before
    assert sources.version() in made.name
    assert [path.name for path in cache.iterdir()] == [made.name]


def test_types_and_fields_are_described(cache: Path) -> None:
    """Prose comes from the installed package, by table and type."""
    said = prose.Library(cache).about("core.v1/ServicePort")
    assert "port" in said.fields["targetPort"].lower()
    assert said.fields.keys() >= {"nodePort", "port", "protocol"}
    assert prose.Library(cache).about("core.v1/Nothing") == prose.Said()


def test_a_cache_that_cannot_be_written_means_no_prose(tmp_path: Path) -> None:
    """Types do without prose rather than fail."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert prose.Library(blocked / "below").about("core.v1/Pod") == prose.Said()


def test_a_half_made_cache_is_never_seen(tmp_path: Path) -> None:
    """The folder appears under its name only when complete, each file readable JSON."""
    made = build.ensure(tmp_path)
    assert all(json.loads(file.read_text()) is not None for file in made.glob("*.json"))
    assert (made / "core.v1.json").stat().st_size > 50_000


def test_older_models_are_read_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The generation before pydantic keeps its prose in docstrings."""
    (tmp_path / "v1_thing.py").write_text(OLD_MODEL)
    monkeypatch.setattr(sources, "folder", lambda: tmp_path)
    (found,) = sources.read()
    assert found == sources.Prose("V1Thing", "", {"someField": 'What "it" is for.\n\n* one\n\n* two'})
