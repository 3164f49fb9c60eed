"""The notation of the tables: one field is `number type flags strategy`.

Type: a scalar (`string`, `int32`, `time`, …), `string:Protocol` for a named one, `[]T`, `{}T`, `Name` of the same
package or `meta.v1/Name` of another. Flags: p pointer, o omitempty, z omitzero, r required, - none. Strategy:
`merge:name`, `merge,retainKeys:name`, `merge`, `retainKeys`. A name that begins with + is a struct inlined in JSON.
"""

from collections.abc import Callable

from tutor.lab.apiserver.schema import model

Resolver = Callable[[str], model.Type]


def _qualified(name: str, home: str) -> str:
    return name if "/" in name else f"{home}/{name}"


def shape(text: str, home: str, resolve: Resolver) -> model.Shape:
    """Read a type's notation; `home` is the table's name, such as `core.v1`."""
    if text.startswith(("[]", "{}")):
        return model.Shape("list" if text[0] == "[" else "map", item=shape(text[2:], home, resolve))
    scalar, _, named = text.partition(":")
    if scalar in model.SCALARS:
        return model.Shape(scalar, named=_qualified(named, home) if named else "")
    ref = _qualified(text, home)
    return model.Shape("struct", ref=ref, resolve=lambda: resolve(ref))


def field(name: str, text: str, home: str, resolve: Resolver) -> model.Field:
    """Read one field of a table."""
    number, kind, *rest = text.split()
    flags = rest[0] if rest else ""
    strategies, _, key = (rest[1] if len(rest) > 1 else "").partition(":")
    return model.Field(
        name.removeprefix("+"),
        shape(kind, home, resolve),
        number=int(number),
        pointer="p" in flags,
        omitempty="o" in flags,
        omitzero="z" in flags,
        required="r" in flags,
        inline=name.startswith("+"),
        strategies=frozenset(strategies.split(",")) if strategies else frozenset(),
        merge_key=key,
    )
