"""A snapshot's file: gzip of two lines of JSON, a header that is read by itself and the content. Pure.

Plain data only; limits hold before anything is unpacked whole; what is not exactly of this form is refused.
"""

import dataclasses
import json
import zlib
from typing import Any

import tutor
from tutor.base import errors
from tutor.lab.snapshots import hostfiles, variables

FORMAT = 1
MOST_PACKED = 64 << 20
MOST = 256 << 20
LONGEST_HEADER = 4096

Object = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Header:
    """What can be told of a snapshot without reading all of it. `created` is RFC 3339."""

    created: str
    about: str = ""
    product: str = tutor.__version__
    format: int = FORMAT


@dataclasses.dataclass(frozen=True)
class Content:
    """All of it: the API's objects, each host's files and shell, the routers' running configuration."""

    objects: list[Object]
    files: dict[str, Object]
    shells: dict[str, Object]
    routers: dict[str, str]


def pack(header: Header, content: Content) -> bytes:
    """The file. Raises LabError where it would be too large to be read again."""
    head = json.dumps(dataclasses.asdict(header)).encode()
    # Not `asdict`: it would copy every object of the cluster, which takes longer than all the rest.
    body = json.dumps(vars(content), separators=(",", ":")).encode()
    packer = zlib.compressobj(1, wbits=31)
    packed = packer.compress(head + b"\n" + body) + packer.flush()
    if len(packed) > MOST_PACKED or len(body) > MOST:
        raise errors.LabError(
            "the snapshot is too large", todo="remove large files from the hosts and try again"
        )
    return packed


def header(packed: bytes) -> Header:
    """The header alone, of the first bytes of a file. Raises LabError where it is none of ours."""
    return _header(_unpacked(packed, LONGEST_HEADER, whole=False))


def unpack(packed: bytes) -> Content:
    """The content. Raises LabError where the file is broken, or of another version."""
    if len(packed) > MOST_PACKED:
        raise _broken("it is too large")
    text = _unpacked(packed, MOST, whole=True)
    _header(text[:LONGEST_HEADER])
    try:
        given = json.loads(text.partition(b"\n")[2])
        found = Content(**given)
    except (ValueError, TypeError, RecursionError) as error:
        raise _broken("its content is not what a snapshot holds") from error
    _pass_over(given)
    _check(given)
    return found


def _pass_over(given: Any) -> None:
    """Drop what the lab puts in its place itself, which snapshots held once: it is this lab's, whatever they say."""
    for files in given["files"].values() if isinstance(given["files"], dict) else ():
        if isinstance(files, dict) and isinstance(files.get("entries"), dict):
            for path in hostfiles.PLACED:
                files["entries"].pop(path, None)


def _unpacked(packed: bytes, most: int, *, whole: bool) -> bytes:
    reader = zlib.decompressobj(wbits=31)
    try:
        text = reader.decompress(packed, most)
    except zlib.error as error:
        raise _broken("it cannot be unpacked") from error
    if whole and (not reader.eof or reader.unused_data):
        raise _broken("it is cut off, or too large")
    return text


def _header(text: bytes) -> Header:
    try:
        found = Header(**{key: _plain(value) for key, value in json.loads(text.partition(b"\n")[0]).items()})
    except (ValueError, TypeError, AttributeError) as error:
        raise _broken("it has no header") from error
    if (found.format, found.product) != (FORMAT, tutor.__version__):
        raise errors.LabError(
            f"the snapshot was taken by another version of k8stutor: {found.product}",
            why=f"this is {tutor.__version__}",
            todo="take a new one, and delete the old one: k8stutor lab snapshot --delete NAME",
        )
    return found


def _plain(value: Any) -> Any:
    if not isinstance(value, str | int):
        raise TypeError("neither a text nor a number")
    return value


def _broken(why: str) -> errors.LabError:
    return errors.LabError("the snapshot cannot be used", why=why, todo="take a new one")


def _check(content: Any) -> None:
    """Raises LabError unless every part has its form; objects are looked at by the API server."""
    parts = ("files", "shells", "routers")
    good = isinstance(content["objects"], list) and all(isinstance(content[part], dict) for part in parts)
    if not good or not all(isinstance(text, str) for text in content["routers"].values()):
        raise _broken("its content is not what a snapshot holds")
    for files in content["files"].values():
        _check_files(files)
    try:
        for shell in content["shells"].values():
            variables.from_data(shell)
    except variables.MalformedError as error:
        raise _broken("its variables are not what a snapshot holds") from error


def _check_files(files: Any) -> None:
    parts = ("entries", "gone", "left_out")
    if (
        not isinstance(files, dict)
        or sorted(files) != sorted(parts)
        or not isinstance(files["entries"], dict)
    ):
        raise _broken("its files are not what a snapshot holds")
    named = [*files["entries"], *_list(files["gone"]), *_list(files["left_out"])]
    if not all(hostfiles.is_kept(path) for path in named):
        raise _broken("it names files that no snapshot holds")
    if not all(_is_entry(entry) for entry in files["entries"].values()):
        raise _broken("its files are not what a snapshot holds")


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _broken("its files are not what a snapshot holds")
    return value


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("mode"), int):
        return False
    owner = entry.get("owner")
    owned = isinstance(owner, list) and len(owner) == 2 and all(isinstance(one, int) for one in owner)
    more = {"dir": set(), "file": {"data"}, "link": {"target"}}.get(str(entry.get("kind")))
    if more is None or set(entry) != {"kind", "mode", "owner"} | more or not 0 <= entry["mode"] <= 0o7777:
        return False
    return owned and all(isinstance(entry[name], str) for name in more)
