"""Where the API is and who asks, from a kubeconfig file."""

import base64
import dataclasses
import os
from collections.abc import Mapping
from typing import Any

import yaml

from tutor.lab.calico.calicoctl import fault

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C where PyYAML has it: ten times as fast."""

HOME_FILE = ".kube/config"
REFUSED = "Failed to create Calico API client: {}"


@dataclasses.dataclass(frozen=True)
class Access:
    """A cluster's address and CA, and a user's credentials; texts in PEM."""

    server: str
    authority: str = ""
    token: str = ""
    certificate: str = ""
    key: str = ""
    unchecked: bool = False


def load(context: str, environment: Mapping[str, str] = os.environ) -> Access:
    """By KUBECONFIG, or the file in the home folder. Raises Fault."""
    if environment.get("DATASTORE_TYPE", "kubernetes") not in ("kubernetes", "k8s", "kdd"):
        raise fault.Fault(REFUSED.format("this cluster keeps Calico's objects in the Kubernetes datastore"))
    home = os.path.join(environment.get("HOME") or "/root", HOME_FILE)
    path = (environment.get("KUBECONFIG") or home).split(os.pathsep)[0]
    try:
        with open(path) as file:
            document = yaml.load(file, Loader=LOADER)  # noqa: S506 - either loader is a safe one
        return access(document, context or environment.get("K8S_CURRENT_CONTEXT", ""))
    except OSError as error:
        words = f"stat {path}: {(error.strerror or '').lower()}"
        raise fault.Fault(REFUSED.format(words)) from error
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise fault.Fault(REFUSED.format(f"error loading config file {path!r}: {error}")) from error


def access(document: Any, context: str = "") -> Access:
    """What a parsed kubeconfig says of a context, or of the current one. Raises KeyError, TypeError, ValueError."""
    name = context or document["current-context"]
    chosen = _named(document["contexts"], name, "context")
    cluster = _named(document["clusters"], chosen["cluster"], "cluster")
    user = _named(document["users"], chosen["user"], "user")
    return Access(
        server=cluster["server"],
        authority=_text(cluster, "certificate-authority"),
        token=user.get("token") or _text(user, "tokenFile").strip(),
        certificate=_text(user, "client-certificate"),
        key=_text(user, "client-key"),
        unchecked=bool(cluster.get("insecure-skip-tls-verify")),
    )


def _named(entries: Any, name: str, inner: str) -> dict[str, Any]:
    for entry in entries:
        if entry["name"] == name:
            found: dict[str, Any] = entry[inner]
            return found
    raise ValueError(f"{inner} {name!r} does not exist")


def _text(entry: Mapping[str, Any], key: str) -> str:
    if data := entry.get(f"{key}-data"):
        return base64.b64decode(data).decode()
    if path := entry.get(key):
        with open(path) as file:
            return file.read()
    return ""
