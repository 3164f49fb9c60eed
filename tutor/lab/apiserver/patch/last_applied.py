"""The way over from client-side apply: kubectl's annotation, and what it excuses.

apimachinery, pkg/util/managedfields/internal: lastappliedmanager.go and lastappliedupdater.go.
"""

import json
from typing import Any

from tutor.lab.apiserver.patch import compare, errors, fields, managers
from tutor.lab.apiserver.schema import model

KUBECTL = "kubectl"
"""The one field manager for which the annotation counts."""
ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration"


def _annotation(obj: managers.Object) -> str:
    annotations = (obj.get("metadata") or {}).get("annotations") or {}
    return str(annotations.get(ANNOTATION, ""))


def excuses(conflict: errors.ConflictError, live: managers.Object, manager: str, of: model.Type) -> bool:
    """Whether all conflicts are over fields that kubectl applied before, and that still are as it left them."""
    text = _annotation(live)
    if manager != KUBECTL or not text:
        return False
    try:
        before: Any = json.loads(text)
    except ValueError:
        return False
    difference = compare.compare(before, live, of)
    still = compare.field_set(before, of) - difference.changed - difference.removed
    allowed = {fields.shown(path) for path in still}
    return all(found.field in allowed for found in conflict.conflicts)


def refreshed(obj: managers.Object, live: managers.Object, config: managers.Object) -> managers.Object:
    """The object with the annotation brought up to date, if the live one carries it."""
    if not _annotation(live):
        return obj
    bare = json.loads(json.dumps(config))
    annotations = bare.get("metadata", {}).get("annotations", {})
    annotations.pop(ANNOTATION, None)
    text = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    metadata = obj.get("metadata") or {}
    changed = {**metadata, "annotations": {**(metadata.get("annotations") or {}), ANNOTATION: text}}
    return {**obj, "metadata": changed}
