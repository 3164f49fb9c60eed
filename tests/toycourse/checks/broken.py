"""A file of checks that cannot be loaded; the others can."""

raise RuntimeError("this file is broken on purpose")
