"""Who calls."""

import dataclasses
from collections.abc import Mapping

ALL_AUTHENTICATED, ALL_UNAUTHENTICATED = "system:authenticated", "system:unauthenticated"
MASTERS = "system:masters"


@dataclasses.dataclass(frozen=True)
class User:
    """A caller, as authorization and reviews see them."""

    name: str
    groups: tuple[str, ...] = ()
    uid: str = ""
    extra: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """A `UserInfo`."""
        found: dict[str, object] = {"username": self.name}
        if self.uid:
            found["uid"] = self.uid
        if self.groups:
            found["groups"] = list(self.groups)
        if self.extra:
            found["extra"] = {key: list(values) for key, values in self.extra.items()}
        return found


ANONYMOUS = User("system:anonymous", (ALL_UNAUTHENTICATED,))


def authenticated(name: str, groups: tuple[str, ...] = (), uid: str = "", **extra: tuple[str, ...]) -> User:
    """A known caller: everyone known is in system:authenticated."""
    every = groups if ALL_AUTHENTICATED in groups else (*groups, ALL_AUTHENTICATED)
    return User(name, every, uid, extra)
