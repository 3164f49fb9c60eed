"""What a lab is started with: decided outside by the launcher, carried to the supervisor as JSON."""

import dataclasses
import json

FORMS = ("1.28", "1.22")
"""Forms of kube-proxy's rules: the present one, since 1.28, and that of 1.22."""


@dataclasses.dataclass(frozen=True)
class Plan:
    """Descriptors are numbers inherited from the launcher; `certificates` maps a file's name to its PEM text.

    `outside_fd` is a UDP socket in the machine's own network, for its resolvers, which `resolv_conf` names.
    `web_fd` is a channel with TCP sockets of that network, for web servers; -1 where the lab has no way out.
    `name` is what the user calls the lab. `pid` is the supervisor's as the machine counts, and `folders` are what it
    needs to see of the machine: both are filled in by the supervisor. `package` is the folder above tutor.
    """

    api_fd: int = -1
    control_fd: int = -1
    report_fd: int = -1
    outside_fd: int = -1
    web_fd: int = -1
    offline: bool = False
    name: str = "default"
    port: int = 0
    pid: int = 0
    tools: str = ""
    kubectl: str = ""
    package: str = ""
    folders: tuple[str, ...] = ()
    certificates: dict[str, str] = dataclasses.field(default_factory=dict)
    notes: tuple[str, ...] = ()
    resolv_conf: str = ""
    proxy_form: str = FORMS[0]
    """Which release's rules kube-proxy writes."""

    def descriptors(self) -> tuple[int, ...]:
        """All of them."""
        return (self.api_fd, self.control_fd, self.report_fd, self.outside_fd, self.web_fd)

    def to_json(self) -> str:
        """As it travels."""
        return json.dumps(dataclasses.asdict(self))


def from_json(text: str) -> Plan:
    """Read `to_json` back."""
    words = json.loads(text)
    return Plan(**{**words, "folders": tuple(words["folders"]), "notes": tuple(words["notes"])})
