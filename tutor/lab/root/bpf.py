"""Classic BPF programs as the kernel takes them (linux/filter.h: struct sock_filter and struct sock_fprog)."""

import ctypes
import struct
from collections.abc import Sequence

Instruction = tuple[int, int, int, int]
"""Code, how many instructions to skip where it is true and where it is false, constant."""

_INSTRUCTION = struct.Struct("=HBBI")
_PROGRAM = struct.Struct("@HP")


class Program:
    """Keeps the memory that `descriptor` points to."""

    def __init__(self, instructions: Sequence[Instruction]) -> None:
        octets = b"".join(_INSTRUCTION.pack(*one) for one in instructions)
        self._memory = ctypes.create_string_buffer(octets, len(octets))
        self.descriptor = _PROGRAM.pack(len(instructions), ctypes.addressof(self._memory))
