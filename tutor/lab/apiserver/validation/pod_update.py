"""What of a pod may change (kubernetes: ValidatePodUpdate in pkg/apis/core/validation/validation.go). Pure."""

import difflib
from typing import Any

from tutor.lab.apiserver.validation import field, go_form, pod

Object = dict[str, Any]

_FREE = (
    "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
    "`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)


def validate(new: Object, old: Object, errors: field.Errors) -> None:
    """A changed pod: images, deadline, more tolerations; nothing else of its spec."""
    before, after = old["spec"], new["spec"]
    _containers(after, before, errors)
    deadline_before, deadline = before.get("activeDeadlineSeconds"), after.get("activeDeadlineSeconds")
    if deadline_before is not None and deadline != deadline_before:
        if deadline is None:
            errors.invalid(
                "spec.activeDeadlineSeconds", None, "must not update from a positive integer to nil value"
            )
        elif deadline > deadline_before:
            words = f"must be less than or equal to previous value of {deadline_before}"
            errors.invalid("spec.activeDeadlineSeconds", deadline, words)
    if errors:
        return
    munged = _munged(after, before)
    if munged != before:
        errors.forbidden(
            "spec", f"pod updates may not change fields other than {_FREE}\n{_difference(before, munged)}"
        )


def _containers(after: Object, before: Object, errors: field.Errors) -> None:
    for key in ("containers", "initContainers"):
        if len(after.get(key) or ()) != len(before.get(key) or ()):
            errors.forbidden(f"spec.{key}", "pod updates may not add or remove containers")
            return
        for index, container in enumerate(after.get(key) or ()):
            if not container.get("image"):
                errors.required(f"spec.{key}[{index}].image")
    inner = field.Errors()
    pod.validate_spec(after, "spec", inner)
    if not errors:
        errors.causes += inner.causes


def _munged(after: Object, before: Object) -> Object:
    """The new spec with what may change set back to the old."""
    found = dict(after)
    for key in ("containers", "initContainers"):
        if key in found:
            pairs = zip(found[key], before.get(key) or (), strict=False)
            found[key] = [{**now, "image": was.get("image")} for now, was in pairs]
    _restore(found, before, "activeDeadlineSeconds")
    tolerations = before.get("tolerations") or []
    if all(one in (found.get("tolerations") or ()) for one in tolerations):
        _restore(found, before, "tolerations")
    if before.get("terminationGracePeriodSeconds", 0) < 0 and found.get("terminationGracePeriodSeconds") == 1:
        _restore(found, before, "terminationGracePeriodSeconds")
    if before.get("schedulingGates"):
        _restore(found, before, "schedulingGates")
        _restore(found, before, "nodeSelector")
    return found


def _restore(found: Object, before: Object, key: str) -> None:
    if key in before:
        found[key] = before[key]
    else:
        found.pop(key, None)


def _difference(before: Object, after: Object) -> str:
    """A unified diff of the two specs, as the message ends with one."""
    lines = list(difflib.unified_diff(go_form.dump(before), go_form.dump(after), n=3, lineterm=""))[2:]
    return "\n".join((*lines, ""))
