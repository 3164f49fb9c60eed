"""Where one id alone is mapped: let calls that become another user, or give a file to one, succeed and do nothing.

tcpdump, FRR's daemons and install(1) change to users of their own and give up where they cannot. With one id there is
nobody else to be: they may as well stay who they are. A seccomp filter that answers for the kernel is how builders of
images without privileges do the same (Charliecloud, ch-image(1), "--force=seccomp").
"""

import errno
import os
import struct

from tutor.lab.root import bpf, syscalls

PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
ALLOW = 0x7FFF0000
SUCCEED = 0x00050000
"""SECCOMP_RET_ERRNO with the number 0: the call is not made, and returns 0 (seccomp(2))."""

GENERIC = (54, 55, 143, 144, 145, 146, 147, 149, 151, 152, 159)
"""fchownat fchown setregid setgid setreuid setuid setresuid setresgid setfsuid setfsgid setgroups, as newer
architectures number them (asm-generic/unistd.h)."""

CALLS = {
    "x86_64": (0xC000003E, (92, 93, 94, 105, 106, 113, 114, 116, 117, 119, 122, 123, 260)),
    "aarch64": (0xC00000B7, GENERIC),
    "riscv64": (0xC00000F3, GENERIC),
}
"""Machine -> AUDIT_ARCH_* (linux/audit.h) and the numbers of the same calls there, with chown and lchown."""


def alone() -> bool:
    """Whether this process's user namespace has one id only."""
    with open("/proc/self/uid_map") as file:
        return [int(line.split()[2]) for line in file] == [1]


def pretend() -> None:
    """For this process and all that come of it, where there is one id only. Needs CAP_SYS_ADMIN in the namespace.

    Nothing where the kernel has no seccomp filters, or somebody above forbids them: the programs then say themselves
    what they lack. Raises OSError.
    """
    if not alone() or os.uname().machine not in CALLS:
        return
    program = bpf.Program(instructions(*CALLS[os.uname().machine]))
    try:
        syscalls.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program.descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOSYS, errno.EPERM, errno.EACCES):
            raise


def instructions(architecture: int, numbers: tuple[int, ...]) -> list[bpf.Instruction]:
    """The filter: `numbers` succeed, all else is the kernel's (struct seccomp_data: number, architecture, …).

    At most 250 numbers, since a jump is an octet.
    """
    count = len(numbers)
    return [
        (0x20, 0, 0, struct.calcsize("=I")),  # ld [4]: the architecture
        (0x15, 0, count + 1, architecture),  # a call of another one is let through
        (0x20, 0, 0, 0),  # ld [0]: the number
        *((0x15, count - at, 0, number) for at, number in enumerate(numbers)),
        (0x06, 0, 0, ALLOW),
        (0x06, 0, 0, SUCCEED),
    ]
