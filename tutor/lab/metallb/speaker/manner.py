"""In which words a speaker logs and tells, by its generation (speaker/main.go of v0.11.0 and of >= 0.13). Pure."""

import typing
from typing import Any

from tutor.lab.metallb import log, model

ANNOUNCED, WITHDRAWN, REFUSED, INVALID = "main.go:429", "main.go:479", "main.go:553", "main.go:362"
"""Lines of MetalLB's speaker/main.go."""


class Words(typing.Protocol):
    """One generation's ways."""

    def protocols(self, pool: model.Pool, /) -> tuple[str, ...]:
        """The protocols to ask for a service of the pool."""

    def address(self, address: model.Address) -> dict[str, Any]:
        """The address in a line about a service."""

    def withdrawn(self, address: model.Address | None, /) -> dict[str, Any]:
        """The address in the line of the withdrawal."""

    def assigned(self, node: str, by: str, /) -> str:
        """The message of the event nodeAssigned; `by` is the protocol."""


class Selective:
    """From 0.13 on: a service is announced by every protocol that its pool is advertised with."""

    def protocols(self, _: model.Pool) -> tuple[str, ...]:
        """Both; each looks for its own advertisements."""
        return (model.BGP, model.LAYER2)

    def address(self, address: model.Address) -> dict[str, Any]:
        """See Words."""
        return {"ips": [str(address)]}

    def withdrawn(self, address: model.Address | None) -> dict[str, Any]:
        """See Words."""
        return {"ip": [str(address)] if address else []}

    def assigned(self, node: str, by: str) -> str:
        """See Words."""
        return f'announcing from node "{node}" with protocol "{by}"'


class Early:
    """Up to 0.12: a pool has one protocol."""

    def protocols(self, pool: model.Pool) -> tuple[str, ...]:
        """The pool's own."""
        return (model.LAYER2 if pool.l2 else model.BGP,)

    def address(self, address: model.Address) -> dict[str, Any]:
        """See Words."""
        return {"ip": str(address)}

    def withdrawn(self, _: model.Address | None) -> dict[str, Any]:
        """Its text is empty: v0.11 forgets the address just before it logs it."""
        return {"ip": ""}

    def assigned(self, node: str, _: str) -> str:
        """See Words."""
        return f'announcing from node "{node}"'


class EarlyLog(log.Log):
    """Up to 0.12 every line names the same caller, the logging library's own."""

    def having(self, **more: Any) -> log.Log:
        """See Log."""
        return EarlyLog(**{**self._always, **more})

    def _write(self, level: str, fields: dict[str, Any]) -> None:
        super()._write(level, {**fields, "caller": "level.go:63"})
