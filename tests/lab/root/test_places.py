"""Which folders of the machine the lab shows."""

from pathlib import PurePosixPath

import hypothesis
import hypothesis.strategies as st

from tutor.lab.root import places

PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))


@hypothesis.given(st.lists(PATHS, max_size=8))
def test_every_path_is_reached_by_exactly_one_shown_folder(paths: list[str]) -> None:
    """Nothing is left out, and no folder is mounted inside another one."""
    shown = [PurePosixPath(path) for path in places.outermost(paths)]
    for path in paths:
        assert sum(PurePosixPath(path).is_relative_to(folder) for folder in shown) == 1


def test_the_systems_own_folders_are_not_shown_twice() -> None:
    """/usr and its links come with the system; the root itself and relative entries are never shown."""
    assert places.outermost(["/usr/lib/python3", "/lib/python3", "/etc/x", "/", "", "relative"]) == []


def test_a_mount_point_hides_nothing_that_is_needed() -> None:
    """The tutor may lie below /mnt or /srv itself."""
    found = places.mount_point(["/mnt", "/srv", "/media"], ["/mnt/data/venv", "/srv"])
    assert list(found) == ["/media"]
