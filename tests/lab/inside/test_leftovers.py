"""What comes and goes in the lab leaves nothing at work in the supervisor."""

import collections
import contextlib
import re
from collections.abc import Iterator

import pytest

from tests.lab import onhosts, running
from tutor.lab import launch
from tutor.lab.control import client

pytestmark = pytest.mark.lab

ROUNDS = 3
SPARE_DESCRIPTORS = 20
"""Connections that are kept for a while, and logs."""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[launch.LabHandle]:
    """A lab that nobody else changes."""
    with running.lab(tmp_path_factory.mktemp("runtime")) as handle:
        onhosts.until(steady, bool)
        # The last segment whose way out is opened, which no pod waits for.
        onhosts.until(lambda: str(tasks().get("way out of k8s-pc", 0)), lambda text: text == "2")
        yield handle


def tasks() -> dict[str, int]:
    """How many tasks there are of each name; those without a name count as one."""
    answer, _ = client.ask({"do": "tasks"})
    names = (name for name in answer["tasks"] if not name.startswith("control caller"))
    return dict(collections.Counter(re.sub(r"Task-\d+", "Task", name) for name in names))


def descriptors() -> int:
    """Open files of the supervisor."""
    answer, _ = client.ask({"do": "tasks"})
    found: int = answer["descriptors"]
    return found


def steady() -> str:
    """Something when every pod is ready."""
    text = onhosts.said("k8s-m", "kubectl get pods -A --no-headers")
    return "" if re.search(r" 0/1 |Terminating|Pending", text) else text


@contextlib.contextmanager
def unchanged() -> Iterator[None]:
    """After the block the tasks are soon those of before, and hardly more files are open."""
    before, opened = tasks(), descriptors()
    yield
    onhosts.until(steady, bool)
    onhosts.until(lambda: repr(_more(before)), lambda text: text == "{}")
    onhosts.until(lambda: str(descriptors()), lambda text: int(text) <= opened + SPARE_DESCRIPTORS)


def _more(before: dict[str, int]) -> dict[str, int]:
    """The tasks that there are too many of."""
    return {name: count for name, count in tasks().items() if count > before.get(name, 0)}


def test_pods(own: launch.LabHandle) -> None:
    """Made, and deleted."""
    with unchanged():
        for _ in range(ROUNDS):
            onhosts.said("k8s-m", "kubectl create deployment web --image=nginx --replicas=3")
            onhosts.said("k8s-m", "kubectl rollout status deployment/web --timeout=60s")
            onhosts.said("k8s-m", "kubectl delete deployment web; kubectl delete pods --all --now")


def test_nodes(own: launch.LabHandle) -> None:
    """Switched off and on, with pods whose probes run."""
    with unchanged():
        for _ in range(ROUNDS):
            client.ask({"do": "node", "host": "k8s-w2", "action": "stop"})
            client.ask({"do": "node", "host": "k8s-w2", "action": "start"})
            onhosts.until(steady, bool)


def test_agents(own: launch.LabHandle) -> None:
    """Killed, and started anew by their kubelet."""
    with unchanged():
        for name in ("calico-node/k8s-w1", "kube-proxy/k8s-w1", "controller-manager", "scheduler"):
            client.ask({"do": "agent", "kill": name})
        onhosts.until(
            lambda: str(len(client.ask({"do": "agent"})[0]["agents"])), lambda text: int(text) == 12
        )
