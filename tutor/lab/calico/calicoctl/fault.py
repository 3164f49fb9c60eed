"""What ends the command with its message on standard error and exit code 1."""


class Fault(Exception):  # noqa: N818 - as the program's user sees it
    """The message is the whole of what is printed."""


class Missing(Fault):
    """A resource does not exist."""


class Exists(Fault):
    """A resource exists already."""


class Conflict(Fault):
    """A resource was changed by another writer."""
