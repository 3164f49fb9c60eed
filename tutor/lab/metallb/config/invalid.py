"""What is wrong with a configuration."""


class Invalid(Exception):  # noqa: N818 - reads as what it says
    """The configuration cannot be used; the message is what MetalLB logs as its error."""


class Transient(Invalid):
    """It refers to what may yet come: an unknown BFD profile or community, a missing secret.

    MetalLB's webhooks accept such objects (internal/config, TransientError).
    """
