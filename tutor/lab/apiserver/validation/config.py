"""Rules for ConfigMaps and Secrets (kubernetes: pkg/apis/core/validation/validation.go). Pure."""

import base64
from typing import Any

from tutor.lab.apiserver.decode import json_words
from tutor.lab.apiserver.validation import field, names

Object = dict[str, Any]

LIMIT = 1024 * 1024
_DOCKER = {"kubernetes.io/dockercfg": ".dockercfg", "kubernetes.io/dockerconfigjson": ".dockerconfigjson"}
_ACCOUNT = "kubernetes.io/service-account.name"
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
    if sort == "kubernetes.io/service-account-token":
        annotations = obj["metadata"].get("annotations") or {}
        if not annotations.get(_ACCOUNT):
            errors.required(f"metadata.annotations[{_ACCOUNT}]")
    if sort == "kubernetes.io/basic-auth" and not {"username", "password"} & set(data):
        errors.required("data[username]")
        errors.required("data[password]")
    for key in _NEEDED.get(sort, ()):
        if key not in data:
            errors.required(f"data[{key}]")


def _docker(data: Object, key: str, errors: field.Errors) -> None:
    if key not in data:
        errors.required(f"data[{key}]")
        return
    text = base64.b64decode(data[key] or "").decode(errors="replace")
    if why := json_words.why(text):
        errors.invalid(f"data[{key}]", "<secret contents redacted>", why)


def fixed_data(new: Object, old: Object, key: str, errors: field.Errors) -> None:
    """Nothing of an immutable ConfigMap or Secret changes, and it stays immutable."""
    if not old.get("immutable"):
        return
    if key == "data" and not new.get("immutable"):
        errors.forbidden("immutable", "field is immutable when `immutable` is set")
    if (new.get(key) or {}) != (old.get(key) or {}):
        errors.forbidden(key, "field is immutable when `immutable` is set")
