"""Prints resources: as tables, YAML, JSON, or the columns that were asked for. Pure but for the printing."""

import json
from collections.abc import Sequence
from typing import Any

import yaml

from tutor.lab.calico.calicoctl import catalogue, convert, fault, tables

Object = dict[str, Any]
_TEXT = "tag:yaml.org,2002:str"
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

Found = tuple[catalogue.Kind, list[Object], str | None]
"""A kind, objects of it, and the resourceVersion of the list that they are; None for a single object."""


def check(form: str) -> None:
    """Raises Fault for a form that there is not."""
    key, equals, value = form.partition("=")
    if key == "custom-columns" and not value:
        raise fault.Fault("need to specify at least one column")
    if key in ("go-template", "go-template-file"):
        raise fault.Fault("go templates are not part of the lab's calicoctl: use -o json and jq")
    if (equals and key != "custom-columns") or key not in (
        "yaml",
        "yml",
        "json",
        "ps",
        "wide",
        "custom-columns",
        "name",
    ):
        raise fault.Fault(f"unrecognized output format '{form}'")


def text(form: str, found: Sequence[Found], *, namespaces: bool) -> str:
    """All that is printed. Raises Fault for a column that there is not."""
    if form in ("yaml", "yml", "json"):
        values = [_value(*one) for one in found]
        return _data(form, values[0] if len(values) == 1 else values) if found else ""
    if form == "name":
        lines = [
            f"{kind.names[0]}/{obj['metadata']['name']}\n" for kind, objects, _ in found for obj in objects
        ]
        return "".join(lines)
    return "".join(_table(form, kind, objects, namespaces=namespaces) for kind, objects, _ in found)


def _value(kind: catalogue.Kind, objects: list[Object], version: str | None) -> Object:
    if version is None:
        return objects[0]
    head = {"kind": f"{kind.name}List", "apiVersion": convert.API_VERSION}
    return {**head, "metadata": {"resourceVersion": version}, "items": objects}


def _data(form: str, value: Any) -> str:
    if form == "json":
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    made: str = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=False, sort_keys=True, allow_unicode=True, width=2**20
    )
    return made


class _Dumper(DUMPER):  # type: ignore[misc,valid-type]
    """Writes YAML as Go does: what appears twice is written twice, and text that is quoted has double quotes."""

    def ignore_aliases(self, _: Any) -> bool:
        """Always."""
        return True

    def text(self, value: str) -> Any:
        """Text that would read as something else is quoted."""
        plain = self.resolve(yaml.ScalarNode, value, (True, False)) == _TEXT
        return self.represent_scalar(_TEXT, value, style=None if plain else '"')


_Dumper.add_representer(str, _Dumper.text)


def _table(form: str, kind: catalogue.Kind, objects: list[Object], *, namespaces: bool) -> str:
    headings = kind.wide if form == "wide" else kind.narrow
    if form.startswith("custom-columns="):
        headings = tuple(form.partition("=")[2].split(","))
    if namespaces and "NAMESPACE" in kind.cells and not form.startswith("custom"):
        headings = ("NAMESPACE", *headings)
    for heading in headings:
        if heading not in kind.cells:
            known = ", ".join(kind.cells)
            raise fault.Fault(f"Unknown heading {heading}, valid values are: {known}")
    return tables.columns(headings, [[kind.cells[heading](obj) for heading in headings] for obj in objects])
