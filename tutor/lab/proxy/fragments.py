"""Rules of single service ports, kept as long as neither the port nor its endpoints change. Pure."""

from collections.abc import Callable, Sequence

from tutor.lab.proxy import ruleset, services


class Fragments:
    """Belongs to one node and one form of the rules.

    Endpoints are compared as objects: never change a list in place.
    """

    def __init__(self) -> None:
        self._known: dict[services.Key, tuple[tuple[object, ...], ruleset.RuleSet]] = {}
        self._used: dict[services.Key, tuple[tuple[object, ...], ruleset.RuleSet]] = {}

    def rules(
        self,
        port: services.ServicePort,
        endpoints: Sequence[services.Endpoint],
        write: Callable[[ruleset.RuleSet], None],
        *,
        comments: bool = True,
    ) -> ruleset.RuleSet:
        """What `write` gave for these, now or before."""
        cause = (port, endpoints, comments)
        known = self._known.get(port.key)
        if known is None or not _same(known[0], cause):
            fresh = ruleset.RuleSet()
            write(fresh)
            known = (cause, fresh)
        self._used[port.key] = known
        return known[1]

    def sweep(self) -> None:
        """Forget those that were not asked for since the last sweep."""
        self._known, self._used = self._used, {}


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return all(mine is theirs for mine, theirs in zip(one, other, strict=True))
