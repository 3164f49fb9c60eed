"""How Calico names the node's end of a pod's cable. Pure.

Projectcalico's CNI plugin: "cali" and the first 11 hex digits of the SHA-1 of "namespace.pod".
"""

import hashlib
import re

from tutor.checkapi import objects, shown

INTERFACE = re.compile(r"\bcali[0-9a-f]{11}\b")


def interface(namespace: str, pod: str) -> str:
    """The name of the interface on the pod's node."""
    digest = hashlib.sha1(f"{namespace}.{pod}".encode(), usedforsecurity=False).hexdigest()
    return "cali" + digest[:11]


def singled_out(text: str, name: str, pod: objects.Object) -> bool:
    """Whether the text shows that interface alone, or in a line that names the pod or its address."""
    if set(INTERFACE.findall(text)) == {name}:
        return True
    address = shown.field(pod, "status.podIP")
    return any(
        name in line
        and (shown.shows(line, pod["metadata"]["name"]) or (address and shown.shows(line, address)))
        for line in text.splitlines()
    )
