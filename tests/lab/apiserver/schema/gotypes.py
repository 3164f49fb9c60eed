"""Reads the types that a Go program was built with from its ELF file: struct fields with their tags.

The official kubectl holds every API type, with JSON names, protobuf numbers and patch strategies in the tags; so the
tables can be proved against it. The layout is Go's internal/abi (type.go) as of Go 1.21 to 1.26, little-endian 64 bit.
"""

import dataclasses
import functools
import struct
from pathlib import Path

STRUCT, POINTER, SLICE, MAP = 25, 22, 23, 21
_HEADER = 48
_UNCOMMON, _EXTRA_STAR, _NAMED = 1, 2, 4


@dataclasses.dataclass(frozen=True)
class GoField:
    """One field: its Go name, its tag, and the address of its type."""

    name: str
    tag: str
    embedded: bool
    type: int


class Program:
    """A Go program; addresses are virtual ones. Raises LookupError for a file that is not as expected."""

    def __init__(self, file: Path) -> None:
        self.data = file.read_bytes()
        sections = dict(self._sections())
        if self.data[:5] != b"\x7fELF\x02" or ".typelink" not in sections:
            raise LookupError(f"{file} is no 64-bit Go program")
        self.base, self.start, _ = sections[".rodata"]
        _, at, size = sections[".typelink"]
        self.links = struct.unpack_from(f"<{size // 4}i", self.data, at)

    def _sections(self) -> list[tuple[str, tuple[int, int, int]]]:
        table = struct.unpack_from("<Q", self.data, 0x28)[0]
        count, names = struct.unpack_from("<HH", self.data, 0x3C)
        rows = [struct.unpack_from("<IIQQQQ", self.data, table + 64 * index) for index in range(count)]
        text = rows[names][4]
        return [(self._c_string(text + row[0]), (row[3], row[4], row[5])) for row in rows]

    def _c_string(self, at: int) -> str:
        return self.data[at : self.data.index(b"\0", at)].decode()

    def at(self, address: int) -> int:
        """Where an address of the read-only data lies in the file."""
        return self.start + address - self.base

    def _length(self, at: int) -> tuple[int, int]:
        value = shift = 0
        while True:
            byte = self.data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value, at

    def name(self, address: int) -> tuple[str, str, bool]:
        """A name with its tag, and whether the field is embedded."""
        at = self.at(address)
        flags = self.data[at]
        length, at = self._length(at + 1)
        text, at = self.data[at : at + length].decode(), at + length
        if not flags & 2:
            return text, "", bool(flags & 8)
        length, at = self._length(at)
        return text, self.data[at : at + length].decode(), bool(flags & 8)

    @functools.cache  # noqa: B019 - a program lives as long as the test
    def header(self, address: int) -> tuple[int, int, str]:
        """Kind, flags and name of a type."""
        at = self.at(address)
        flags, kind = self.data[at + 20], self.data[at + 23] & 31
        text = self.name(self.base + struct.unpack_from("<i", self.data, at + 40)[0])[0]
        return kind, flags, text[1:] if flags & _EXTRA_STAR else text

    def element(self, address: int) -> int:
        """What a pointer, slice or map holds."""
        offset = 8 if self.header(address)[0] == MAP else 0
        found: int = struct.unpack_from("<Q", self.data, self.at(address) + _HEADER + offset)[0]
        return found

    def fields(self, address: int) -> list[GoField]:
        """The fields of a struct."""
        first, count = struct.unpack_from("<QQ", self.data, self.at(address) + _HEADER + 8)
        found = []
        for index in range(count):
            name, of, _ = struct.unpack_from("<QQQ", self.data, self.at(first) + 24 * index)
            text, tag, embedded = self.name(name)
            found.append(GoField(text, tag, embedded, of))
        return found

    def package(self, address: int) -> str:
        """The import path of a named struct."""
        path = struct.unpack_from("<i", self.data, self.at(address) + _HEADER + 32)[0]
        return self.name(self.base + path)[0] if path else ""

    def structs(self) -> dict[str, int]:
        """Named structs that a pointer in the program leads to, by `import/path.Name`."""
        found: dict[str, int] = {}
        for offset in self.links:
            kind, _, _ = self.header(self.base + offset)
            if kind != POINTER:
                continue
            address = self.element(self.base + offset)
            kind, flags, name = self.header(address)
            if kind == STRUCT and flags & _NAMED and flags & _UNCOMMON:
                found[f"{self.package(address)}.{name.rpartition('.')[2]}"] = address
        return found
