"""What differs between the controllers of v0.11 and v0.14 in rules and words."""

import dataclasses
from collections.abc import Sequence

from tutor.lab.metallb import model


@dataclasses.dataclass(frozen=True)
class Manner:
    """`modern` is >= 0.13: custom resources, lists of addresses, annotations that say where they came from."""

    modern: bool

    @property
    def version(self) -> str:
        """The release whose behaviour this is."""
        return "0.14.9" if self.modern else "0.11.0"

    @property
    def allocate(self) -> str:
        """The operation's name in the log."""
        return "allocateIPs" if self.modern else "allocateIP"

    @property
    def caller(self) -> str:
        """The log field of that name: v0.11's logger shows its own line for all of them."""
        return "service.go:150" if self.modern else "level.go:63"

    def logged(self, addresses: Sequence[model.Address]) -> str | list[str]:
        """Addresses as the log shows them."""
        return [str(one) for one in addresses] if self.modern else str(addresses[0])

    def told(self, addresses: Sequence[model.Address]) -> str:
        """Addresses as events tell them."""
        quoted = " ".join(f'"{one}"' for one in addresses)
        return f"[{quoted}]" if self.modern else quoted
