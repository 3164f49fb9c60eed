"""What a container's root shall be, as the kubelet tells it to the process that builds it."""

import dataclasses
import json
from typing import Any


@dataclasses.dataclass(frozen=True)
class Mount:
    """Bind `source` of the sandbox at `target` of the container."""

    source: str
    target: str
    read_only: bool = False


@dataclasses.dataclass(frozen=True)
class Plan:
    """What to build at `root`. `files` are written, path -> text; `replaces` is the last attempt's root, or ""."""

    root: str
    userland: bool
    files: dict[str, str]
    mounts: tuple[Mount, ...]
    workdir: str = "/"
    termination_log: str = "/dev/termination-log"
    read_only: bool = False
    replaces: str = ""

    def text(self) -> str:
        """As it travels to the process that builds."""
        return json.dumps(dataclasses.asdict(self))


def parse(text: str) -> Plan:
    """Read `Plan.text` back."""
    words: dict[str, Any] = json.loads(text)
    words["mounts"] = tuple(Mount(**entry) for entry in words["mounts"])
    return Plan(**words)
