"""What makes one kind differ from another, as data."""

import dataclasses
import datetime
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from tutor.lab.apiserver.schema import model
from tutor.lab.apiserver.validation import field

Object = dict[str, Any]

READ = ("get", "list")
ALL = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
CHANGE = ("get", "patch", "update")
CREATE = ("create",)
PROXY = ("create", "delete", "get", "patch", "update")


class Situation(Protocol):
    """What a strategy may ask of the server around it while it prepares or checks an object."""

    @property
    def now(self) -> datetime.datetime:
        """The time of the request."""

    @property
    def service_cidr(self) -> str:
        """Where cluster addresses come from."""

    @property
    def node_port_range(self) -> tuple[int, int]:
        """The first and the last port that a Service may take on nodes."""

    @property
    def subresource(self) -> str:
        """The subresource that is written, if it is one."""

    def objects(self, group: str, plural: str, namespace: str = "") -> Iterable[Object]:
        """What is stored now; never change it in place."""

    def warn(self, text: str) -> None:
        """Tell the caller by a Warning header."""


@dataclasses.dataclass(frozen=True)
class Subresource:
    """A path below an object; `gvk` names its own kind where it is not the parent's."""

    name: str
    verbs: tuple[str, ...] = CHANGE
    gvk: tuple[str, str, str] | None = None


STATUS = Subresource("status")
SCALE = Subresource("scale", CHANGE, ("autoscaling", "v1", "Scale"))


def _nothing(*_: Any) -> None:
    return None


@dataclasses.dataclass(frozen=True)
class Strategy:
    """The functions of a kind, called in this order; all change their first argument in place.

    `defaults(obj)`; `prepare_create(obj, situation)` or `prepare_update(new, old, situation)`;
    `validate(obj, errors)`; `validate_update(new, old, errors)`.
    """

    defaults: Callable[[Object], None] = _nothing
    prepare_create: Callable[[Object, Situation], None] = _nothing
    prepare_update: Callable[[Object, Object, Situation], None] = _nothing
    validate: Callable[[Object, field.Errors], None] = _nothing
    validate_update: Callable[[Object, Object, field.Errors], None] = _nothing
    validate_status: Callable[[Object, Object, field.Errors], None] = _nothing
    allocate: Callable[[Object, Object | None, Situation, field.Errors], None] = _nothing
    """Takes addresses or ports, after validation; told the old object on update."""
    grace: Callable[[Object, int | None], int] = lambda _obj, _asked: 0
    """Seconds between the wish to delete and the end, given what was asked for."""
    may_go: Callable[[Object], bool] = lambda _: True
    """Whether nothing but finalizers in metadata can hold a deletion up."""
    mark_deleted: Callable[[Object], None] = _nothing
    """Changes an object whose deletion begins."""
    parts: Mapping[str, Callable[[Object, Object], None]] = dataclasses.field(default_factory=dict)
    """Subresources that write a part of the object: (what becomes of the old object, what was sent)."""
    warnings: Callable[[Object], Sequence[str]] = lambda _: ()
    """What to warn of when an object is written."""


@dataclasses.dataclass(frozen=True)
class Conversion:
    """How another version of the same kind is made of the stored form, and back."""

    from_stored: Callable[[Object], Object]
    to_stored: Callable[[Object], Object]


@dataclasses.dataclass(frozen=True)
class ScalePaths:
    """Where a kind keeps its replicas and its selector."""

    spec: tuple[str, ...] = ("spec", "replicas")
    status: tuple[str, ...] = ("status", "replicas")
    selector: tuple[str, ...] = ("spec", "selector")


@dataclasses.dataclass(frozen=True)
class Kind:
    """One served kind in one version."""

    group: str
    version: str
    plural: str
    kind: str
    namespaced: bool = True
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ALL
    singular: str = ""
    subresources: tuple[Subresource, ...] = ()
    strategy: Strategy = Strategy()
    conversion: Conversion | None = None
    stored: tuple[str, str] | None = None
    """(group, plural) of the kind that holds the objects, where it is another."""
    stored_as: str = ""
    """The apiVersion that the objects are stored in, where it is not this one."""
    has_status: bool = False
    """Status is kept apart: writes to the object leave it, writes to /status change it alone."""
    status_at_birth: bool = False
    """A new object may bring a status along."""
    counts_generation: bool = False
    """metadata.generation goes up with each change outside metadata and status."""
    delete_returns_object: bool = False
    list_kind: str = ""
    name_rule: str = "subdomain"
    """subdomain, label, label1035 or path: which names are allowed."""
    custom: bool = False
    """Defined by a CustomResourceDefinition."""
    schema: Object | None = None
    """The openAPIV3Schema of a custom kind."""
    type: model.Type | None = None
    """The type of a custom kind; the others have theirs in `schema.types`."""
    field_labels: tuple[str, ...] = ()
    """What field selectors may name beside metadata.name and metadata.namespace."""
    columns: Sequence[Object] | None = None
    """additionalPrinterColumns of a custom kind; None for the others."""
    keep_seconds: int = 0
    """Objects are forgotten this long after they were last written; 0: never."""
    rows_by: Callable[[Object], Any] | None = None
    """The order of rows in a table, where it is not that of names."""
    warning: str = ""
    """Told to every caller."""
    scale: ScalePaths = ScalePaths()

    @functools.cached_property
    def api_version(self) -> str:
        """As objects write it."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @functools.cached_property
    def key(self) -> tuple[str, str]:
        """Under which the store keeps the objects."""
        return self.stored or (self.group, self.plural)

    @functools.cached_property
    def stored_api_version(self) -> str:
        """The apiVersion of what the store holds."""
        return self.stored_as or self.api_version

    @functools.cached_property
    def qualified(self) -> str:
        """`deployments.apps`: as error messages name the resource."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @functools.cached_property
    def list_name(self) -> str:
        """The kind of a list of these."""
        return self.list_kind or f"{self.kind}List"

    @functools.cached_property
    def singular_name(self) -> str:
        """What a user may type for one of these."""
        return self.singular or self.kind.lower()

    def subresource(self, name: str) -> Subresource | None:
        """The subresource called `name`, if it is served."""
        return next((found for found in self.subresources if found.name == name), None)
