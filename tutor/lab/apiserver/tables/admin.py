"""Who may do what, and how the API server itself is set up."""

import datetime
from typing import Any

from tutor.lab.apiserver.tables import cells, columns, duration

Object = dict[str, Any]


def _binding(obj: Object, now: datetime.datetime) -> columns.Cells:
    role = obj.get("roleRef") or {}
    subjects = obj.get("subjects") or ()

    def named(kind: str) -> str:
        return ", ".join(one["name"] for one in subjects if one.get("kind") == kind)

    accounts = ", ".join(
        f"{one.get('namespace', '')}/{one['name']}" for one in subjects if one.get("kind") == "ServiceAccount"
    )
    return [
        cells.name(obj),
        f"{role.get('kind', '')}/{role.get('name', '')}",
        duration.age(obj, now),
        named("User"),
        named("Group"),
        accounts,
    ]


def _api_service(obj: Object, now: datetime.datetime) -> columns.Cells:
    service = obj.get("spec", {}).get("service") or {}
    where = f"{service.get('namespace', '')}/{service['name']}" if service.get("name") else "Local"
    available = cells.condition(obj, "Available")
    word = available.get("status", "Unknown")
    if word != "True" and available.get("reason"):
        word = f"{word} ({available['reason']})"
    return [cells.name(obj), where, word, duration.age(obj, now)]


def _flow_schema(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec = obj.get("spec", {})
    return [
        cells.name(obj),
        (spec.get("priorityLevelConfiguration") or {}).get("name", ""),
        spec.get("matchingPrecedence", 0),
        (spec.get("distinguisherMethod") or {}).get("type") or cells.NONE,
        duration.age(obj, now),
        cells.condition(obj, "Dangling").get("status") or "?",
    ]


def _priority_level(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec = obj.get("spec", {})
    limited = spec.get("limited") or {}
    queuing = (limited.get("limitResponse") or {}).get("queuing") or {}
    queues = [queuing.get(key, cells.NONE) for key in ("queues", "handSize", "queueLengthLimit")]
    shares = limited.get("nominalConcurrencyShares", cells.NONE)
    return [cells.name(obj), spec.get("type", ""), shares, *queues, duration.age(obj, now)]


def _signing_request(obj: Object, now: datetime.datetime) -> columns.Cells:
    spec, status = obj.get("spec", {}), obj.get("status", {})
    words = [one["type"] for one in status.get("conditions") or ()] or ["Pending"]
    if status.get("certificate"):
        words.append("Issued")
    seconds = spec.get("expirationSeconds")
    return [
        cells.name(obj),
        duration.age(obj, now),
        spec.get("signerName") or cells.NONE,
        spec.get("username", ""),
        cells.NONE if seconds is None else duration.human(seconds),
        ",".join(words),
    ]


def _webhooks(obj: Object, now: datetime.datetime) -> columns.Cells:
    return [cells.name(obj), len(obj.get("webhooks") or ()), duration.age(obj, now)]


BINDINGS = columns.printer(
    (columns.NAME, *columns.text("Role"), columns.AGE, *columns.wide("Users", "Groups", "ServiceAccounts")),
    _binding,
)
API_SERVICES = columns.printer(
    (columns.NAME, *columns.text("Service", "Available"), columns.AGE), _api_service
)
FLOW_SCHEMAS = columns.Printer(
    (
        columns.NAME,
        *columns.text("PriorityLevel"),
        columns.number("MatchingPrecedence"),
        *columns.text("DistinguisherMethod"),
        columns.AGE,
        *columns.text("MissingPL"),
    ),
    _flow_schema,
    order=lambda obj: (obj.get("spec", {}).get("matchingPrecedence", 0), cells.name(obj)),
)
PRIORITY_LEVELS = columns.printer(
    (
        columns.NAME,
        *columns.text("Type", "NominalConcurrencyShares", "Queues", "HandSize", "QueueLengthLimit"),
        columns.AGE,
    ),
    _priority_level,
)
SIGNING_REQUESTS = columns.printer(
    (columns.NAME, columns.AGE, *columns.text("SignerName", "Requestor", "RequestedDuration", "Condition")),
    _signing_request,
)
WEBHOOKS = columns.printer((columns.NAME, columns.number("Webhooks"), columns.AGE), _webhooks)
