"""The small kinds of the core group: namespaces, ConfigMaps, Secrets, ServiceAccounts, events."""

import datetime
from typing import Any

from tutor.lab.apiserver.tables import cells, columns, duration

Object = dict[str, Any]


def _namespace(obj: Object, now: datetime.datetime) -> columns.Cells:
    return [cells.name(obj), obj.get("status", {}).get("phase", ""), duration.age(obj, now)]


def _config_map(obj: Object, now: datetime.datetime) -> columns.Cells:
    keys = len(obj.get("data") or ()) + len(obj.get("binaryData") or ())
    return [cells.name(obj), keys, duration.age(obj, now)]


def _secret(obj: Object, now: datetime.datetime) -> columns.Cells:
    return [cells.name(obj), obj.get("type", ""), len(obj.get("data") or ()), duration.age(obj, now)]


def _service_account(obj: Object, now: datetime.datetime) -> columns.Cells:
    return [cells.name(obj), len(obj.get("secrets") or ()), duration.age(obj, now)]


def _event_object(obj: Object) -> str:
    about = obj.get("involvedObject") or obj.get("regarding") or {}
    kind = str(about.get("kind", "")).lower()
    return f"{kind}/{about['name']}" if about.get("name") else kind


def _event_source(obj: Object) -> str:
    source = obj.get("source") or {}
    component = source.get("component") or obj.get("reportingComponent") or ""
    host = source.get("host") or ("" if source.get("component") else obj.get("reportingInstance") or "")
    return f"{component}, {host}" if host else str(component)


def _event(obj: Object, now: datetime.datetime) -> columns.Cells:
    series = obj.get("series") or {}
    first = obj.get("firstTimestamp") or obj.get("eventTime")
    last = series.get("lastObservedTime") or obj.get("lastTimestamp") or first
    about = obj.get("involvedObject") or {}
    return [
        duration.since(last, now),
        obj.get("type", ""),
        obj.get("reason", ""),
        _event_object(obj),
        about.get("fieldPath", ""),
        _event_source(obj),
        str(obj.get("message", "")).strip(),
        duration.since(first, now),
        series.get("count") or obj.get("count") or 1,
        cells.name(obj),
    ]


NAMESPACES = columns.printer((columns.NAME, *columns.text("Status"), columns.AGE), _namespace)
CONFIG_MAPS = columns.printer((columns.NAME, *columns.text("Data"), columns.AGE), _config_map)
SECRETS = columns.printer((columns.NAME, *columns.text("Type", "Data"), columns.AGE), _secret)
SERVICE_ACCOUNTS = columns.printer((columns.NAME, *columns.text("Secrets"), columns.AGE), _service_account)
EVENTS = columns.printer(
    (
        *columns.text("Last Seen", "Type", "Reason", "Object"),
        *columns.wide("Subobject", "Source"),
        *columns.text("Message"),
        *columns.wide("First Seen", "Count"),
        columns.Column("Name", format="name", priority=1),
    ),
    _event,
)
