"""A list of objects as a `meta.k8s.io/v1` Table."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from tutor.lab.apiserver.tables import columns, custom, registry

Object = dict[str, Any]
IncludeObject = Literal["None", "Metadata", "Object"]


def table(
    resource: str,
    objects: Iterable[Object],
    now: datetime.datetime,
    *,
    include_object: str = "Metadata",
    columns_from_crd: Sequence[Object] | None = None,
    metadata: Object | None = None,
    with_columns: bool = True,
) -> Object:
    """The Table of `objects` at the time `now` (aware).

    `resource` is "pods" or "apps/deployments"; `columns_from_crd` a version's `additionalPrinterColumns`
    (an empty list for a custom resource that has none); `metadata` the list's own; a watch leaves the
    columns out (`with_columns`) after its first event. The objects must carry apiVersion and kind for
    `include_object` "Object".
    """
    printer = _printer(resource, columns_from_crd)
    rows = objects if printer.order is None else sorted(objects, key=printer.order)
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": metadata or {},
        "columnDefinitions": [_definition(column) for column in printer.columns] if with_columns else None,
        "rows": [_row(printer, obj, now, include_object) for obj in rows],
    }


def _printer(resource: str, declared: Sequence[Object] | None) -> columns.Printer:
    if declared is not None:
        return custom.printer(declared)
    return registry.PRINTERS.get(resource, registry.DEFAULT)


def _definition(column: columns.Column) -> Object:
    return {
        "name": column.name,
        "type": column.type,
        "format": column.format,
        "description": column.description,
        "priority": column.priority,
    }


def _row(printer: columns.Printer, obj: Object, now: datetime.datetime, include_object: str) -> Object:
    row: Object = {"cells": printer.cells(obj, now)}
    if conditions := printer.conditions(obj):
        row["conditions"] = conditions
    if include_object == "Object":
        row["object"] = obj
    elif include_object == "None":
        row["object"] = None
    else:
        row["object"] = {
            "kind": "PartialObjectMetadata",
            "apiVersion": "meta.k8s.io/v1",
            "metadata": obj.get("metadata", {}),
        }
    return row
