"""What a selector that cannot be used raises."""


class SelectorError(ValueError):
    """The text is no selector; str() gives the API server's message."""
