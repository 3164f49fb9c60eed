"""metadata: accepted, and without effect here."""

from tutor.lab.dns import setup as setup_


def setup(controller: setup_.Controller) -> None:
    """metadata, with whatever arguments."""
    controller.once()
    controller.tokens.rest()
