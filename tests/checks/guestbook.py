"""A guestbook for the checks: a leader, two followers, two front end pods, and their Services."""

from typing import Any

from tests.checks import worlds
from tutor.checkapi import testing, verdict

LEADER = {"app": "redis", "role": "leader", "tier": "backend"}
FOLLOWER = {"app": "redis", "role": "follower", "tier": "backend"}
FRONTEND = {"app": "guestbook", "tier": "frontend"}
VALUE = ",one,hello 안녕"
HISTORY = "c1a03b3ae04f7feb4764e967e3351e023566ae98"
LEADS = f"# Replication\r\nrole:master\r\nconnected_slaves:2\r\nmaster_replid:{HISTORY}\r\n"
FOLLOWS = f"role:slave\r\nmaster_host:redis-leader\r\nmaster_link_status:up\r\nmaster_replid:{HISTORY}\r\n"
SET = (
    '172.16.158.0 - - [29/Nov/2026:23:45:29 +0000] "GET /guestbook.php?cmd=set&key=messages'
    '&value=%2cone%2chello+%ec%95%88%eb%85%95 HTTP/1.1" 200 22 "-" "curl/7.88.1"\n'
)
REASON = (
    "PHP Fatal error:  Uncaught Predis\\ConnectionException: Connection refused [tcp://redis-leader:6379]"
)
ROLES = {"leader": "app=redis,role=leader", "followers": "app=redis,role=follower"}


def pod(name: str, address: str, labels: dict[str, str], **more: Any) -> dict[str, Any]:
    """A running pod in the namespace `default`."""
    return {
        "kind": "Pod",
        "metadata": worlds.meta(name, "default", labels=labels, **more),
        "spec": {"containers": [{"name": "one"}]},
        "status": {"podIP": address},
    }


def service(name: str, address: str, selector: dict[str, str], **port: int) -> dict[str, Any]:
    """A Service with one port."""
    return {
        "kind": "Service",
        "metadata": worlds.meta(name, "default"),
        "spec": {"clusterIP": address, "selector": selector, "ports": [port]},
    }


def node(name: str, address: str) -> dict[str, Any]:
    """A node."""
    found = [{"type": "Hostname", "address": name}, {"type": "InternalIP", "address": address}]
    return {"kind": "Node", "metadata": {"name": name}, "status": {"addresses": found}}


LEADERS = [pod("redis-leader-5-a", "172.16.1.1", LEADER)]
FOLLOWERS = [
    pod("redis-follower-6-b", "172.16.1.2", FOLLOWER),
    pod("redis-follower-6-c", "172.16.2.2", FOLLOWER),
]
FRONTENDS = [pod("frontend-7-d", "172.16.1.3", FRONTEND), pod("frontend-7-e", "172.16.2.3", FRONTEND)]
SERVICES = [
    service("redis-leader", "10.96.1.1", LEADER, port=6379),
    service("redis-follower", "10.96.1.2", FOLLOWER, port=6379),
    service("frontend", "10.96.1.3", FRONTEND, port=80, nodePort=30279),
    service("kube-dns", "10.96.0.10", {"k8s-app": "kube-dns"}, port=53)
    | {"metadata": worlds.meta("kube-dns")},
]
NODES = [node("k8s-m", "192.168.10.10"), node("k8s-w1", "192.168.10.101")]
OBJECTS = [*LEADERS, *FOLLOWERS, *FRONTENDS, *SERVICES, *NODES]
STORES = {
    "172.16.1.1": {"INFO replication": LEADS, "GET messages": VALUE},
    "10.96.1.1": {"INFO replication": LEADS},
    "172.16.1.2": {"INFO replication": FOLLOWS, "GET messages": VALUE},
    "172.16.2.2": {"INFO replication": FOLLOWS, "GET messages": VALUE},
    "10.96.1.2": {"INFO replication": FOLLOWS},
}
PAGES = {f"http://{one}:30279/": "<h2>Guestbook</h2>" for one in ("192.168.10.10", "192.168.10.101")}


def world(**changes: Any) -> testing.World:
    """The guestbook, with some of its sides replaced."""
    sides: dict[str, Any] = {
        "objects": OBJECTS,
        "stores": STORES,
        "pages": PAGES,
        "logs": {"frontend-7-d": "starting\n", "frontend-7-e": SET},
        "names": {("redis-leader.default.svc.cluster.local", "A"): ["10.96.1.1"]},
    }
    return testing.World(**{**sides, **changes})


def verdicts(
    name: str, args: dict[str, Any], *commands: tuple[str, str] | tuple[str, str, int], **changes: Any
) -> verdict.Verdict:
    """What the check says in both languages of these commands in that guestbook."""
    return worlds.verdicts(name, args, *commands, **vars(world(**changes)))
