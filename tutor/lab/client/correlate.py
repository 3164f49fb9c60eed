"""How many events become few (client-go: tools/record/events_cache.go). Pure."""

import collections
import dataclasses
from typing import Any

Object = dict[str, Any]

SIMILAR, WINDOW = 10, 600.0
"""More than so many different messages of one reason within so many seconds are told as one."""
BURST, REFILL = 25, 300.0
"""So many events about one object at once, and one more every so many seconds."""
COMBINED = "(combined from similar events): "
_REMEMBERED = 4096


@dataclasses.dataclass
class Seen:
    """An event that was written: its name, count and first time."""

    name: str
    count: int
    first: str


class Correlator:
    """Decides for each event whether it is dropped, told anew or counted up."""

    def __init__(self) -> None:
        self._messages: collections.OrderedDict[tuple[str, ...], tuple[float, set[str]]] = (
            collections.OrderedDict()
        )
        self._seen: collections.OrderedDict[tuple[str, ...], Seen] = collections.OrderedDict()
        self._spent: collections.OrderedDict[tuple[str, ...], tuple[float, float]] = collections.OrderedDict()

    def message(self, event: Object, when: float) -> str:
        """The event's message, or the one for all that are like it, at the time `when` (seconds)."""
        group = _group(event)
        since, told = self._messages.get(group, (when, set()))
        if when - since > WINDOW:
            told = set()
        message = str(event["message"])
        fresh = told | {message}
        # Of too many none is remembered anew, so that a message of before goes on being counted for itself.
        many = len(fresh) >= SIMILAR
        _keep(self._messages, group, (when, told if many else fresh))
        return COMBINED + message if many else message

    def known(self, event: Object) -> Seen | None:
        """What was written before for the same event (its message as `message` gave it)."""
        return self._seen.get(_same(event))

    def wrote(self, event: Object) -> None:
        """Remember that the event stands in the API with this name and count."""
        seen = Seen(event["metadata"]["name"], event["count"], event["firstTimestamp"])
        _keep(self._seen, _same(event), seen)

    def allowed(self, event: Object, when: float) -> bool:
        """Whether the object has not been spoken of too often lately."""
        about = event["involvedObject"]
        key = (
            event["source"]["component"],
            about["kind"],
            about.get("namespace", ""),
            about["name"],
            about["uid"],
        )
        left, last = self._spent.get(key, (float(BURST), when))
        left = min(float(BURST), left + (when - last) / REFILL)
        _keep(self._spent, key, (left - 1 if left >= 1 else left, when))
        return left >= 1


def _group(event: Object) -> tuple[str, ...]:
    about = event["involvedObject"]
    return (
        event["source"]["component"],
        about["kind"],
        about.get("namespace", ""),
        about["name"],
        about["uid"],
        event["type"],
        event["reason"],
    )


def _same(event: Object) -> tuple[str, ...]:
    message = event["message"]
    field = event["involvedObject"].get("fieldPath", "")
    return (*_group(event), field, COMBINED if message.startswith(COMBINED) else message)


def _keep(table: "collections.OrderedDict[tuple[str, ...], Any]", key: tuple[str, ...], value: Any) -> None:
    table[key] = value
    table.move_to_end(key)
    if len(table) > _REMEMBERED:
        table.popitem(last=False)
