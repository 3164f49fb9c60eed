"""What keeps a learner from their class until somebody mends it."""

from tutor.base import errors


class Lasting(errors.EnvironmentLacks):
    """No other try goes better: the certificate, a clock or a limit stands against it."""
