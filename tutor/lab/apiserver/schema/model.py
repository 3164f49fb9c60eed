"""Types, fields and the shapes of values, as data."""

import dataclasses
import functools
from collections.abc import Callable, Mapping

SCALARS = frozenset(
    {"string", "bool", "int", "int32", "int64", "uint8", "float64", "bytes", "time", "microtime"}
    | {"intstr", "quantity", "raw", "fields", "any"}
)
"""Shapes that hold no further shape; `any` is JSON of any form."""
_GO_STRUCTS = frozenset({"struct", "time", "microtime", "quantity"})
"""What Go holds in a struct, and so writes even where `omitempty` stands."""
_WITH_ZERO = SCALARS - {"bytes", "intstr", "quantity", "raw", "fields", "any"}


@dataclasses.dataclass(frozen=True)
class Shape:
    """What a value looks like: a scalar, a `list` or `map` of `item`, or a `struct` of a type."""

    kind: str
    item: "Shape | None" = None
    ref: str = ""
    """The type of a struct, as `core.v1/PodSpec`."""
    named: str = ""
    """The Go name of a scalar that has one (`core.v1/Protocol`): decoding errors and enumerations go by it."""
    resolve: Callable[[], "Type"] | None = None

    @functools.cached_property
    def type(self) -> "Type":
        """The type of a struct. Raises LookupError for any other shape."""
        if self.resolve is None:
            raise LookupError(f"a {self.kind} has no type of its own")
        return self.resolve()


@dataclasses.dataclass(frozen=True)
class Field:
    """One field of a type.

    `number` is the protobuf field number, 0 where protobuf does not carry it. `pointer`, `omitempty` and `omitzero`
    decide, as in Go, when an empty value is written. `inline` fields are flattened into their parent in JSON.
    """

    name: str
    shape: Shape
    number: int = 0
    pointer: bool = False
    omitempty: bool = False
    omitzero: bool = False
    required: bool = False
    """Marked so in OpenAPI."""
    inline: bool = False
    strategies: frozenset[str] = frozenset()
    """Of a strategic merge patch: `merge`, `retainKeys`."""
    merge_key: str = ""
    list_type: str = "atomic"
    """Of server-side apply, for a list: `atomic`, `set` or `map`."""
    list_keys: tuple[str, ...] = ()
    atomic: bool = False
    """Of server-side apply: a map or struct that has one owner as a whole."""
    default: object = None
    """The value that stands for a missing one among list keys."""

    @functools.cached_property
    def always(self) -> bool:
        """Whether Go writes the field even where nothing was given: `status: {}`, `name: ""`."""
        if self.pointer or self.omitzero:
            return False
        return self.shape.kind in _GO_STRUCTS or (not self.omitempty and self.shape.kind in _WITH_ZERO)

    @functools.cached_property
    def nullable(self) -> bool:
        """Whether Go writes `null` for an empty list: `rules: null`. One that must be there is never empty."""
        omitted = self.pointer or self.omitempty or self.omitzero
        return self.shape.kind == "list" and not omitted and not self.required


@dataclasses.dataclass(frozen=True)
class Type:
    """A struct: `key` is `core.v1/PodSpec`, `name` its Go name; `fields` are as JSON shows them."""

    key: str
    name: str
    fields: Mapping[str, Field]
    wire: tuple[Field, ...] = ()
    """The fields as protobuf carries them, inlined ones unflattened."""
    atomic: bool = False
    open: bool = False
    """Unknown fields are kept (a custom resource that says so)."""
    extra: Shape | None = None
    """The shape of fields that are not named, where there is one."""
    required: frozenset[str] = frozenset()
    loose: bool = False
    """Values of a wrong form pass here, since a validator speaks of them (custom resources)."""

    def field(self, name: str) -> Field | None:
        """The field of that JSON name; under an `extra` shape, any name gives one."""
        found = self.fields.get(name)
        if found is None and self.extra is not None:
            return Field(name, self.extra)
        return found
