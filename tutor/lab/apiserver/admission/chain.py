"""The plugins in the order in which a write passes them."""

from typing import Any

from tutor.lab.apiserver import state
from tutor.lab.apiserver.admission import lifecycle
from tutor.lab.apiserver.kinds import kind

Object = dict[str, Any]


def namespace_lifecycle(call: state.Call, one: kind.Kind, meta: Object) -> None:
    """Refuse what has no namespace to live in. Raises errors.NotFound or errors.Forbidden."""
    lifecycle.check_create(call, one, meta)


def mutate(call: state.Call, one: kind.Kind, new: Object, old: Object | None) -> None:
    """Change an object that is about to be written; `old` is None for a new one."""


def validate(call: state.Call, one: kind.Kind, new: Object, old: Object | None) -> None:
    """Refuse an object that is otherwise sound. Raises errors.Forbidden."""


def validate_delete(call: state.Call, one: kind.Kind, obj: Object) -> None:
    """Refuse a deletion. Raises errors.Forbidden."""
    lifecycle.check_delete(one, obj)
