"""Rules for the options of a write, as its URL has them (apimachinery: pkg/apis/meta/v1/validation). Pure."""

from collections.abc import Mapping, Sequence

from tutor.lab.apiserver.validation import field

_KINDS = {
    "create": "CreateOptions",
    "update": "UpdateOptions",
    "patch": "PatchOptions",
    "delete": "DeleteOptions",
    "deletecollection": "DeleteOptions",
}
_LEVELS = ("Ignore", "Strict", "Warn")
_MANAGER_LIMIT = 128


def check(verb: str, query: Mapping[str, Sequence[str]]) -> None:
    """Raises errors.Invalid for what is said in a way that no write understands."""
    kind, found = _KINDS.get(verb), field.Errors()
    if kind is None:
        return
    dry = list(query.get("dryRun", ()))
    if kind != "DeleteOptions":
        _manager("".join(query.get("fieldManager", ())[:1]), found)
    if any(one != "All" for one in dry):
        found.unsupported("dryRun", dry, ("All",))
    level = "".join(query.get("fieldValidation", ())[:1])
    if level and kind != "DeleteOptions":
        found.one_of("fieldValidation", level, _LEVELS)
    found.raise_for("meta.k8s.io", kind, "")


def _manager(name: str, found: field.Errors) -> None:
    if len(name.encode()) > _MANAGER_LIMIT:
        found.too_long("fieldManager", _MANAGER_LIMIT)
    if not name.isprintable():
        found.invalid("fieldManager", name, "should only contain printable characters")
