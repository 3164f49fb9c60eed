"""Rules for ConfigMaps and Secrets (kubernetes: pkg/apis/core/validation/validation.go). Pure."""

import base64
import binascii
import json
from typing import Any

from tutor.lab.apiserver.validation import field, names

Object = dict[str, Any]

LIMIT = 1024 * 1024
_DOCKER = {"kubernetes.io/dockercfg": ".dockercfg", "kubernetes.io/dockerconfigjson": ".dockerconfigjson"}
_NEEDED = {"kubernetes.io/tls": ("tls.crt", "tls.key"), "kubernetes.io/ssh-auth": ("ssh-privatekey",)}


def config_map(obj: Object, errors: field.Errors) -> None:
    """A ConfigMap: keys, no key twice, not too much."""
    texts, binary = obj.get("data") or {}, obj.get("binaryData") or {}
    total = 0
    for key, value in sorted(texts.items()):
        for words in names.config_key(key):
            errors.invalid(f"data[{key}]", key, words)
        if key in binary:
            errors.invalid(f"data[{key}]", key, "duplicate of key present in binaryData")
        total += len(value.encode())
    for key, value in sorted(binary.items()):
        for words in names.config_key(key):
            errors.invalid(f"binaryData[{key}]", key, words)
        total += len(value) * 3 // 4
    if total > LIMIT:
        errors.add("FieldValueTooLong", "", f"Too long: may not be more than {LIMIT} bytes")


def secret(obj: Object, errors: field.Errors) -> None:
    """A Secret: keys, size, and what its type demands."""
    data, sort = obj.get("data") or {}, obj.get("type", "")
    for key in sorted(data):
        for words in names.config_key(key):
            errors.invalid(f"data[{key}]", key, words)
    if sum(len(value or "") * 3 // 4 for value in data.values()) > LIMIT:
        errors.too_long("data", LIMIT)
    if sort in _DOCKER:
        _docker(data, _DOCKER[sort], errors)
    for key in _NEEDED.get(sort, ()):
        if key not in data:
            errors.required(f"data[{key}]")


def _docker(data: Object, key: str, errors: field.Errors) -> None:
    if key not in data:
        errors.required(f"data[{key}]")
        return
    try:
        json.loads(base64.b64decode(data[key]))
    except (ValueError, binascii.Error) as error:
        errors.invalid(f"data[{key}]", "<secret contents redacted>", str(error))


def fixed_data(new: Object, old: Object, key: str, errors: field.Errors) -> None:
    """Nothing of an immutable ConfigMap or Secret changes, and it stays immutable."""
    if not old.get("immutable"):
        return
    if key == "data" and not new.get("immutable"):
        errors.forbidden("immutable", "field is immutable when `immutable` is set")
    if (new.get(key) or {}) != (old.get(key) or {}):
        errors.forbidden(key, "field is immutable when `immutable` is set")
