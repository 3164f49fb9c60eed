"""What is to be deployed: how many learners, which image, how large. Pure."""

import dataclasses
import re
from collections.abc import Mapping

from tutor.base import errors
from tutor.workshop import subjects

LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
"""A namespace's name: a DNS label, RFC 1123."""
QUANTITY = re.compile(r"[1-9][0-9]{0,9}(?:Mi|Gi|Ti)")
IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}")
MOST_LEARNERS = 1000
"""One Service and one pod each; a quota and a network have limits that nobody here has tried beyond."""
NATS_REPLICAS = (1, 3)
RESERVED = ("default", "kube-system", "kube-public", "kube-node-lease")
"""The quota and the closed network are for a namespace of the class's own."""


@dataclasses.dataclass(frozen=True)
class Size:
    """What a container asks for and may use at most: thousandths of a processor, and MiB."""

    cpu: int
    memory: int
    most_cpu: int
    most_memory: int


NATS = Size(250, 256, 2000, 1024)
HOST = Size(100, 192, 1000, 512)
LEARNER = Size(200, 384, 2000, 1024)
"""A lab at rest, the tutor and its bridge to the browser are some 300 MiB; pods and captures of lessons come on top."""


@dataclasses.dataclass(frozen=True)
class Plan:
    """A class in a namespace of its own. Raises UsageError for what no cluster would take."""

    class_id: str
    namespace: str
    image: str
    """With k8stutor and nats-server on its PATH; one for all pods."""
    learners: int
    replicas: int = 1
    """NATS servers; three go on when one is lost."""
    storage: str = "2Gi"
    """For the stream of each NATS server."""
    web_from: str = ""
    """The namespace (an ingress controller's) that may reach the learners' web terminals; "" for none."""

    def __post_init__(self) -> None:
        if not subjects.WORD.fullmatch(self.class_id):
            raise errors.UsageError(
                f"{self.class_id!r} is no name for a class", todo="use lower case letters, digits and hyphens"
            )
        for name in (self.namespace, self.web_from or "x"):
            if not LABEL.fullmatch(name):
                raise errors.UsageError(
                    f"{name!r} is no name for a namespace", todo="use lower case letters, digits and hyphens"
                )
        if self.namespace in RESERVED or self.namespace.startswith("kube-"):
            raise errors.UsageError(
                f"the namespace {self.namespace} is not the class's own",
                why="a quota and a closed network go with it",
                todo="name a new one",
            )
        if not IMAGE.fullmatch(self.image):
            raise errors.UsageError(
                f"{self.image!r} is no image", todo="for example registry.example/k8stutor:1"
            )
        self._check_numbers()

    def _check_numbers(self) -> None:
        if not 1 <= self.learners <= MOST_LEARNERS:
            raise errors.UsageError(
                f"a deployed class has from 1 to {MOST_LEARNERS} learners",
                todo="say --learners N, or take several classes",
            )
        if self.replicas not in NATS_REPLICAS:
            raise errors.UsageError(
                f"{self.replicas} NATS servers",
                why="a majority has to agree, so two are no safer than one",
                todo="take 1 or 3",
            )
        if not QUANTITY.fullmatch(self.storage):
            raise errors.UsageError(f"{self.storage!r} is no amount of storage", todo="for example 2Gi")

    @property
    def servers(self) -> tuple[str, ...]:
        """The NATS pods' names."""
        return tuple(f"nats-{number}" for number in range(self.replicas))

    @property
    def people(self) -> tuple[str, ...]:
        """The learners' pods' names."""
        return tuple(f"learner-{number}" for number in range(self.learners))


@dataclasses.dataclass(frozen=True)
class Material:
    """What only the class's own keys can make; all of it ends in Secrets."""

    server_files: Mapping[str, str]
    """`nats-0.conf` and so on, and what they refer to below CONFIG_FOLDER."""
    class_files: Mapping[str, str]
    """The class's folder, by which the host knows its keys."""
    code: str
    """By which the learners' pods join."""


CONFIG_FOLDER = "/etc/nats"
DATA_FOLDER = "/data"
CLIENT_PORT = 7422
ROUTE_PORT = 6222
WEB_PORT = 8080
