"""What a lab is started with: decided outside by the launcher, carried to the supervisor as JSON."""

import dataclasses
import json


@dataclasses.dataclass(frozen=True)
class Plan:
    """Descriptors are numbers inherited from the launcher; `certificates` maps a file's name to its PEM text.

    `outside_fd` is a UDP socket in the machine's own network, for its resolvers, which `resolv_conf` names.
    `pid` is the supervisor's as the machine counts, and `folders` are what it needs to see of the machine: both
    are filled in by the supervisor. `package` is the folder above tutor.
    """

    api_fd: int = -1
    control_fd: int = -1
    report_fd: int = -1
    outside_fd: int = -1
    port: int = 0
    pid: int = 0
    tools: str = ""
    kubectl: str = ""
    package: str = ""
    folders: tuple[str, ...] = ()
    certificates: dict[str, str] = dataclasses.field(default_factory=dict)
    notes: tuple[str, ...] = ()
    resolv_conf: str = ""

    def to_json(self) -> str:
        """As it travels."""
        return json.dumps(dataclasses.asdict(self))


def from_json(text: str) -> Plan:
    """Read `to_json` back."""
    words = json.loads(text)
    return Plan(**{**words, "folders": tuple(words["folders"]), "notes": tuple(words["notes"])})
