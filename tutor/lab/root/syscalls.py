"""The system calls that the standard library lacks, by ctypes. All raise OSError with the kernel's errno."""

import ctypes
import os

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 0x1
MS_NOSUID = 0x2
MS_NODEV = 0x4
MS_NOEXEC = 0x8
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 1 << 18
MS_SLAVE = 1 << 19

MNT_DETACH = 2
AT_FDCWD = -100
AT_RECURSIVE = 0x8000
MOUNT_ATTR_RDONLY = 0x1
OPEN_TREE_CLONE = 0x1
MOVE_MOUNT_F_EMPTY_PATH = 0x4
PR_SET_NAME = 15
PR_SET_DUMPABLE = 4

# Numbers above 424 are the same on every architecture; pivot_root is older and differs (syscalls(2)).
_OPEN_TREE = 428
_MOVE_MOUNT = 429
_MOUNT_SETATTR = 442
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41, "riscv64": 41}

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, *about: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), *about[:1])
    return result


def unshare(flags: int) -> None:
    """unshare(2)."""
    _checked(_libc.unshare(flags))


def setns(fd: int, flags: int = 0) -> None:
    """setns(2): `fd` is a namespace, or a pidfd with the CLONE_NEW* flags of what to join."""
    _checked(_libc.setns(fd, flags))


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """mount(2)."""
    done = _libc.mount(
        source.encode(), target.encode(), kind.encode() or None, ctypes.c_ulong(flags), data.encode()
    )
    _checked(done, target)


def umount(target: str, flags: int = MNT_DETACH) -> None:
    """umount2(2)."""
    _checked(_libc.umount2(target.encode(), flags), target)


def bind(source: str, target: str, *, read_only: bool = False) -> None:
    """A recursive bind mount. Read-only needs mount_setattr(2), Linux 5.12."""
    mount(source, target, flags=MS_BIND | MS_REC)
    if read_only:
        _read_only(target, AT_RECURSIVE)


def bind_over(path: str) -> None:
    """Make `path` read-only by a mount over itself; what is mounted below it stays as it is."""
    mount(path, path, flags=MS_BIND | MS_REC)
    _read_only(path, 0)


def _read_only(path: str, flags: int) -> None:
    attributes = (ctypes.c_uint64 * 4)(MOUNT_ATTR_RDONLY, 0, 0, 0)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    number = ctypes.c_long(_MOUNT_SETATTR)
    _checked(_libc.syscall(number, AT_FDCWD, path.encode(), ctypes.c_uint(flags), attributes, size), path)


def pivot_root(new: str) -> None:
    """Make `new`, a mount point, the root, and let go of the old one (pivot_root(2), "pivot_root(".", ".")")."""
    os.chdir(new)
    number = ctypes.c_long(_PIVOT_ROOT[os.uname().machine])
    _checked(_libc.syscall(number, b".", b"."), new)
    umount(".")
    os.chdir("/")


def open_tree(path: str) -> int:
    """A detached copy of the mount at `path` and all below it (open_tree(2), Linux 5.2); the caller closes it."""
    flags = ctypes.c_uint(OPEN_TREE_CLONE | os.O_CLOEXEC | AT_RECURSIVE)
    return _checked(_libc.syscall(ctypes.c_long(_OPEN_TREE), AT_FDCWD, path.encode(), flags), path)


def move_mount(tree: int, target: str) -> None:
    """Attach a detached mount at `target` (move_mount(2))."""
    flags = ctypes.c_uint(MOVE_MOUNT_F_EMPTY_PATH)
    done = _libc.syscall(ctypes.c_long(_MOVE_MOUNT), tree, b"", AT_FDCWD, target.encode(), flags)
    _checked(done, target)


def disconnect(fd: int) -> None:
    """connect(2) with AF_UNSPEC: a TCP socket is as new, and can be connected again."""
    nowhere = ctypes.create_string_buffer(16)
    _checked(_libc.connect(fd, nowhere, 16))


def sethostname(name: str) -> None:
    """sethostname(2) in this uts namespace."""
    raw = name.encode()
    _checked(_libc.sethostname(raw, len(raw)))


def prctl(option: int, *values: bytes | int) -> None:
    """prctl(2) with one argument or two; octets are passed by their address."""
    arguments = [ctypes.c_char_p(one) if isinstance(one, bytes) else ctypes.c_ulong(one) for one in values]
    _checked(_libc.prctl(option, *arguments, *[ctypes.c_ulong(0)] * (4 - len(arguments))))


def rename_process(title: str) -> None:
    """What `ps` shows: the thread's name, and the memory of argv, which ends where the environment begins.

    A title longer than the memory of argv is cut (proc(5), /proc/pid/stat fields 48 and 49).
    """
    prctl(PR_SET_NAME, title.split()[0].rsplit("/", 1)[-1].encode()[:15])
    with open("/proc/self/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    start, end = int(fields[45]), int(fields[46])
    words = title.replace(" ", "\0").encode()[: end - start - 1]
    ctypes.memmove(start, words.ljust(end - start, b"\0"), end - start)
