"""What the server holds, and what one request carries through the verbs."""

import dataclasses
import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tutor.base import clock
from tutor.lab.apiserver import request
from tutor.lab.apiserver.auth import tokens, user
from tutor.lab.apiserver.kinds import registry
from tutor.lab.apiserver.schema import model, types
from tutor.lab.apiserver.storage import store

if TYPE_CHECKING:
    from tutor.lab.apiserver.streaming import kubelets

Object = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Config:
    """What whoever starts a server may choose."""

    version: str = "v1.36.2"
    service_cidr: str = "10.96.0.0/12"
    node_port_range: tuple[int, int] = (30000, 32767)
    address: str = ""
    """host:port that the `kubernetes` endpoints and Status answers name."""
    issuer: str = "https://kubernetes.default.svc.cluster.local"
    now: Callable[[], datetime.datetime] = clock.now
    emulation: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class State:
    """The server's parts that verbs work on; the listeners are not among them."""

    config: Config
    store: store.Store
    registry: registry.Registry
    tokens: tokens.Tokens
    identify: Callable[[str], user.User | None]
    """Whose a bearer token is."""
    kubelet: "kubelets.Dial"
    """Reaches the kubelet of a node."""
    endings: set[Callable[[], None]] = dataclasses.field(default_factory=set)
    """Called when the server closes: the open watches' own ways to end."""

    def type_of(self, group: str, version: str, name: str) -> model.Type | None:
        """The schema of a kind, built in or custom; None where there is none."""
        found = types.of(group, version, name)
        if found is None and (one := self.registry.by_kind(group, version, name)) is not None:
            return one.type
        return found


class Call:
    """One request as the verbs see it; gathers warnings. It is the `kind.Situation` of strategies."""

    def __init__(self, state: State, info: request.RequestInfo, who: user.User) -> None:
        self.state = state
        self.info = info
        self.user = who
        self.now = state.config.now()
        self.warnings: list[str] = []
        self.body = b""
        self.content_type = ""
        self.user_agent = ""

    @property
    def service_cidr(self) -> str:
        """Where cluster addresses come from."""
        return self.state.config.service_cidr

    @property
    def node_port_range(self) -> tuple[int, int]:
        """The first and the last port that a Service may take on nodes."""
        return self.state.config.node_port_range

    @property
    def subresource(self) -> str:
        """The subresource that is written, if it is one."""
        return self.info.subresource

    def objects(self, group: str, plural: str, namespace: str = "") -> Iterable[Object]:
        """What is stored now; never change it in place."""
        return (found.object for found in self.state.store.entries((group, plural), namespace))

    def warn(self, text: str) -> None:
        """Tell the caller by a Warning header, once."""
        if text not in self.warnings:
            self.warnings.append(text)

    @property
    def dry_run(self) -> bool:
        """Whether everything is done but the writing."""
        return bool(self.info.query.get("dryRun"))

    @property
    def manager(self) -> str:
        """Who counts as the writer: fieldManager, else the User-Agent up to its slash."""
        asked = self.info.first("fieldManager")
        return asked or self.user_agent.partition("/")[0] or "unknown"
