"""bind: listen on these addresses only (plugin/bind)."""

from tutor.lab.dns import dispenser, names
from tutor.lab.dns import setup as setup_


def setup(controller: setup_.Controller) -> None:
    """bind ADDRESS...; interface names are not known here."""
    found: list[str] = []
    while controller.tokens.next():
        arguments = controller.tokens.rest()
        if not arguments:
            raise dispenser.CorefileError("at least one address or interface name is expected")
        for address in arguments:
            if not names.is_address(address):
                raise dispenser.CorefileError(f"not a valid IP address or interface name: {address}")
        found += arguments
    controller.config.hosts = found
