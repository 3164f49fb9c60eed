"""Reads resources from files: YAML or JSON, one document or several, single objects or lists."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import yaml

from tutor.base import goyaml
from tutor.lab.calico.calicoctl import catalogue, convert, fault, kubeconfig

Object = dict[str, Any]

_SUFFIXES = (".json", ".yaml", ".yml")


class BadFile(fault.Fault):
    """A file that cannot be read or understood."""


def load(filename: str, *, recursive: bool) -> list[Object]:
    """All resources of a file, of standard input ("-"), or of a folder's files. Raises BadFile."""
    return [obj for path in _files(filename, recursive=recursive) for obj in _objects(_read(path))]


def _files(filename: str, *, recursive: bool) -> Iterator[str]:
    if filename == "-" or not os.path.isdir(filename):
        yield filename
        return
    for folder, inner, names in os.walk(filename):
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(_SUFFIXES))
        inner[:] = sorted(inner) if recursive else []


def _read(path: str) -> str:
    try:
        if path == "-":
            return sys.stdin.read()
        with open(path) as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        words = str(getattr(error, "strerror", None) or error).lower()
        raise BadFile(f"open {path}: {words}") from error


def _objects(text: str) -> Iterator[Object]:
    try:
        documents = list(yaml.load_all(text, Loader=kubeconfig.LOADER))
    except yaml.YAMLError as error:
        raise BadFile(f"error converting YAML to JSON: {goyaml.why(text) or error}") from error
    for document in documents:
        if document is not None:
            yield from _unpacked(document)


def _unpacked(document: Any) -> Iterator[Object]:
    if isinstance(document, list):
        for one in document:
            yield from _unpacked(one)
        return
    if not isinstance(document, dict):
        raise BadFile("error unmarshaling JSON: json: cannot unmarshal a scalar into a resource")
    name, version = str(document.get("kind", "")), str(document.get("apiVersion", ""))
    inner = name.removesuffix("List")
    if version != convert.API_VERSION or inner not in catalogue.BY_KIND:
        raise BadFile(f"Unknown resource type ({name}) and/or version ({version})")
    if name != inner:
        for one in document.get("items") or []:
            yield from _unpacked({"kind": inner, "apiVersion": version, **one})
        return
    yield _object(document, catalogue.BY_KIND[inner])


def _object(document: Object, kind: catalogue.Kind) -> Object:
    meta, spec = document.get("metadata") or {}, document.get("spec") or {}
    if not isinstance(meta, dict) or not isinstance(spec, dict):
        raise BadFile("error unmarshaling JSON: json: metadata and spec of a resource are objects")
    fields = kind.stored.spec if kind.stored else {}
    for name in spec if fields else ():
        if name not in fields:
            raise BadFile(f'error unmarshaling JSON: while decoding JSON: json: unknown field "{name}"')
    return {**document, "metadata": _plain(meta), "spec": spec}


def _plain(meta: Object) -> Object:
    """Metadata with its times as text: YAML reads them as dates."""
    return {
        key: value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else value
        for key, value in meta.items()
    }
