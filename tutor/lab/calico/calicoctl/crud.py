"""get, apply, create, replace, delete and patch (calicoctl/calicoctl/commands, common/resources.go there)."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from tutor.lab.calico.calicoctl import api, catalogue, documents, fault, options, output, screen, store

Object = dict[str, Any]
Action = Callable[[store.Store, catalogue.Kind, Object], None]

SHORT = "f=filename R=recursive o=output c=config n=namespace A=all-namespaces a=all-namespaces"
GET = options.grammar(
    "filename output config namespace context", "recursive skip-empty all-namespaces export", SHORT
)
WRITE = options.grammar(
    "filename config namespace context",
    "recursive skip-empty skip-exists skip-not-exists",
    f"{SHORT} s=skip-not-exists",
)
PATCH = options.grammar("patch type config namespace context", "", f"{SHORT} p=patch t=type")

PAST = {"apply": "applied", "create": "created", "replace": "replaced", "delete": "deleted"}
_CLUSTER_SPECIFIC = ("namespace", "uid", "resourceVersion", "creationTimestamp")


@dataclasses.dataclass(frozen=True)
class Asked:
    """One resource to do something with: its kind, and an object of which the name may be empty (all)."""

    kind: catalogue.Kind
    obj: Object


def _asked(given: options.Options) -> list[Asked]:
    """The resources of a file, or of the command line. Raises Fault."""
    if filename := given.value("filename"):
        found = documents.load(filename, recursive="recursive" in given.flags)
        if not found and "skip-empty" not in given.flags:
            raise fault.Fault(f"No resources specified in file {filename}")
        return [Asked(catalogue.BY_KIND[obj["kind"]], obj) for obj in found]
    kind = catalogue.find(given.words[0])
    if kind is None:
        raise fault.Fault(f"resource type '{given.words[0]}' is not supported")
    return [Asked(kind, {"metadata": {"name": name}, "spec": {}}) for name in given.words[1:] or [""]]


def _in_namespace(one: Asked, given: options.Options) -> Asked:
    """The same with its namespace as the command line has it. Raises Fault where that makes no sense."""
    every, wanted = "all-namespaces" in given.flags, given.value("namespace")
    has = one.obj["metadata"].get("namespace", "")
    if not one.kind.namespaced:
        if has:
            words = "namespace should not be specified for a non-namespaced resource."
            raise fault.Fault(f"{words} {one.kind.name} is not a namespaced resource")
        if every or wanted:
            raise fault.Fault(f"{one.kind.name} is not namespaced")
        return one
    if every and wanted:
        raise fault.Fault("cannot use both --namespace and --all-namespaces flags at the same time")
    if has and wanted and has != wanted:
        raise fault.Fault(f"resource namespace does not match client namespace. {has} != {wanted}")
    namespace = "" if every else has or wanted or "default"
    return Asked(one.kind, {**one.obj, "metadata": {**one.obj["metadata"], "namespace": namespace}})


def get(given: options.Options, calico: Callable[[], store.Store]) -> None:
    """Print resources. Raises Fault."""
    form = given.value("output", "ps")
    output.check(form)
    try:
        asked = _asked(given)
    except documents.BadFile as error:
        raise fault.Fault(f"Failed to execute command: {error}") from error
    except fault.Fault as error:
        raise fault.Fault(f"Failed to get resources: {error}") from error
    found: list[output.Found] = []
    errors: list[str] = []
    opened = calico()
    for one in asked:
        try:
            found.append(_found(opened, _in_namespace(one, given), export="export" in given.flags))
        except fault.Fault as error:
            errors.append(str(error))
    namespaces = "all-namespaces" in given.flags or bool(given.value("namespace"))
    screen.block(output.text(form, found, namespaces=namespaces))
    if errors:
        raise fault.Fault("\n".join(errors))


def _found(opened: store.Store, one: Asked, *, export: bool) -> output.Found:
    meta = one.obj["metadata"]
    if not meta["name"]:
        objects, version = opened.every(one.kind, meta.get("namespace", ""))
        return one.kind, objects, version
    if one.kind.namespaced and not meta["namespace"]:
        raise fault.Fault("cannot use --all-namespace flag for getting a single resource")
    found = opened.get(one.kind, meta["name"], meta.get("namespace", ""))
    if export:
        kept = {key: value for key, value in found["metadata"].items() if key not in _CLUSTER_SPECIFIC}
        found = {**found, "metadata": kept}
    return one.kind, [found], None


def write(verb: str, given: options.Options, calico: Callable[[], store.Store]) -> None:
    """apply, create, replace or delete. Raises Fault."""
    try:
        asked = _asked(given)
    except documents.BadFile as error:
        raise fault.Fault(f"Failed to execute command: {error}") from error
    if not asked:
        screen.line("No resources specified")
        return
    single = asked[0].kind.name if len({one.kind for one in asked}) == 1 else ""
    done, errors, opened = 0, [], calico()
    for one in asked:
        try:
            _tolerant(_ACTIONS[verb], opened, _in_namespace(one, given), given.flags)
            done += 1
        except fault.Fault as error:
            errors.append(str(error))
            if verb == "replace":
                break
    _report(verb, single, done, len(asked), errors)


def _tolerant(action: Action, opened: store.Store, one: Asked, flags: set[str]) -> None:
    if not one.obj["metadata"].get("name"):
        raise fault.Fault("resource name may not be empty")
    try:
        action(opened, one.kind, one.obj)
    except fault.Exists:
        if "skip-exists" not in flags:
            raise
    except fault.Missing:
        if "skip-not-exists" not in flags:
            raise


def _report(verb: str, single: str, done: int, count: int, errors: list[str]) -> None:
    past, of_kind = PAST[verb], f" '{single}'" if single else ""
    if verb == "delete":
        if done:
            screen.line(f"Successfully deleted {done}{of_kind} resource(s)")
        if errors:
            raise fault.Fault("\n".join(f"Failed to delete{of_kind} resource: {error}" for error in errors))
        return
    if not errors:
        screen.line(f"Successfully {past} {done}{of_kind} resource(s)")
        return
    listed = errors[0] if verb == "replace" else f"[{' '.join(errors)}]"
    if not done:
        what = f"{of_kind} resource" if count == 1 else f" any{of_kind} resources"
        raise fault.Fault(f"Failed to {verb}{what}: {listed}")
    screen.line(f"Partial success: {past} the first {done} out of {count}{of_kind} resources:")
    raise fault.Fault(f"Hit error{'(s)' if verb == 'apply' else ''}: {listed}")


def _apply(opened: store.Store, kind: catalogue.Kind, obj: Object) -> None:
    if kind is catalogue.NODE:
        opened.replace(kind, obj)
        return
    try:
        opened.create(kind, obj)
    except fault.Exists:
        opened.replace(kind, obj)


def _create(opened: store.Store, kind: catalogue.Kind, obj: Object) -> None:
    opened.create(kind, obj)


def _replace(opened: store.Store, kind: catalogue.Kind, obj: Object) -> None:
    opened.replace(kind, obj)


def _delete(opened: store.Store, kind: catalogue.Kind, obj: Object) -> None:
    opened.delete(kind, obj["metadata"]["name"], obj["metadata"].get("namespace", ""))


_ACTIONS: dict[str, Action] = {
    "apply": _apply,
    "create": _create,
    "replace": _replace,
    "delete": _delete,
}


def patch(given: options.Options, calico: Callable[[], store.Store]) -> None:
    """Merge a piece of JSON into a resource. Raises Fault."""
    one = _in_namespace(_asked(given)[0], given)
    name, namespace = one.obj["metadata"]["name"], one.obj["metadata"].get("namespace", "")
    try:
        change = json.loads(given.value("patch"))
        if not isinstance(change, dict):
            raise ValueError("a patch is a JSON object")
    except ValueError as error:
        # apimachinery: pkg/util/mergepatch, ErrBadJSONDoc
        raise fault.Fault("Hit error: performing strategic merge patch: invalid JSON document") from error
    opened = calico()
    try:
        old = opened.get(one.kind, name, namespace)
        opened.replace(one.kind, api.merge(change, old))
    except fault.Fault as error:
        raise fault.Fault(f"Hit error: {error}") from error
    screen.line(f"Successfully patched 1 '{one.kind.name}' resource")
