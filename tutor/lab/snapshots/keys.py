"""A snapshot's keys: the certificate authority and the administrator's token of the lab in which it was taken.

A lab of the same user has the same ones, until they are made anew. Then a snapshot's kubeconfigs, and the authority
that each namespace hands to its pods, must become those of the running lab, or nobody in it could reach its API server.
"""

import base64
import binascii
import dataclasses
import json
import re
from typing import NamedTuple

from tutor.lab.snapshots import archive

HOST, FILE = "k8s-m", "/etc/kubernetes/admin.conf"
"""Where a snapshot says which keys it has."""

_AUTHORITY = re.compile(r"^ *certificate-authority-data: ([A-Za-z0-9+/=]{64,})$", re.MULTILINE)
_TOKEN = re.compile(r"^ *token: ([-_A-Za-z0-9]{32,})$", re.MULTILINE)


class Keys(NamedTuple):
    """The authority's certificate as a kubeconfig holds it (base64 of PEM), and the administrator's token."""

    authority: str
    token: str

    @property
    def forms(self) -> tuple[str, str, str]:
        """The texts by which they appear in files and objects."""
        return (
            self.authority,
            base64.b64decode(self.authority).decode(errors="replace").rstrip("\n"),
            self.token,
        )


def of(kubeconfig: str) -> Keys | None:
    """The keys that a kubeconfig holds."""
    authority, token = _AUTHORITY.search(kubeconfig), _TOKEN.search(kubeconfig)
    return Keys(authority[1], token[1]) if authority and token else None


def renewed(content: archive.Content, kubeconfig: str) -> archive.Content:
    """The content with the keys of the lab whose kubeconfig this is, in place of its own."""
    entry = content.files.get(HOST, {}).get("entries", {}).get(FILE, {})
    try:
        old, new = of(base64.b64decode(entry.get("data", "")).decode(errors="replace")), of(kubeconfig)
        if old is None or new is None or old == new:
            return content
        pairs = list(zip(old.forms, new.forms, strict=True))
    except binascii.Error:
        return content  # a learner wrote something else there
    text = json.dumps(content.objects)
    for was, now in pairs:
        text = text.replace(json.dumps(was)[1:-1], json.dumps(now)[1:-1])
    return dataclasses.replace(
        content,
        objects=json.loads(text),
        files={host: _files(found, pairs) for host, found in content.files.items()},
    )


def _files(found: archive.Object, pairs: list[tuple[str, str]]) -> archive.Object:
    entries = found.get("entries", {})
    return {**found, "entries": {path: _entry(entry, pairs) for path, entry in entries.items()}}


def _entry(entry: archive.Object, pairs: list[tuple[str, str]]) -> archive.Object:
    if not entry.get("data"):
        return entry
    before = data = base64.b64decode(entry["data"])
    for was, now in pairs:
        data = data.replace(was.encode(), now.encode())
    return entry if data == before else {**entry, "data": base64.b64encode(data).decode()}
