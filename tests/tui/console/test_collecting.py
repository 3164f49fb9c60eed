"""What a class has told is looked through for garbage once."""

import gc

from tutor.tui.console import collecting


def test_what_outlives_a_full_collection_is_not_looked_at_again() -> None:
    """Neither what was there before the console, nor what comes while it is open; it ends with the console."""
    before = list(gc.callbacks)
    with collecting.sparing():
        there = gc.get_freeze_count()
        assert there
        kept = [[at] for at in range(1000)]
        gc.collect()
        assert gc.get_freeze_count() > there + len(kept) // 2
        assert not any(one is kept for one in gc.get_objects())
    assert gc.callbacks == before
    assert gc.get_freeze_count() == 0
