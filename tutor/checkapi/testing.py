"""A stand-in for hosts and cluster, so that check authors can test a check without either.

world = testing.World(objects=[pod], pages={"http://172.16.0.2:8080/health": "OK"})
seen = world.evidence(testing.ran("curl 172.16.0.2:8080/health", "OK"))
assert my_check(seen, port=8080).passed
"""

import http
import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib import parse

from tutor.checkapi import evidence, objects, testwire
from tutor.checkapi.protocols import discoverydoc

KINDS = (
    ("", "v1", "pods", "Pod", True, ("po", "pod")),
    ("", "v1", "services", "Service", True, ("svc", "service")),
    ("", "v1", "configmaps", "ConfigMap", True, ("cm", "configmap")),
    ("", "v1", "nodes", "Node", False, ("no", "node")),
    ("", "v1", "namespaces", "Namespace", False, ("ns", "namespace")),
    ("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", True, ("endpointslice",)),
    ("crd.projectcalico.org", "v1", "ippools", "IPPool", False, ("ippool",)),
    ("crd.projectcalico.org", "v1", "ipamblocks", "IPAMBlock", False, ("ipamblock",)),
    ("apps", "v1", "deployments", "Deployment", True, ("deploy", "deployment")),
    ("apps", "v1", "daemonsets", "DaemonSet", True, ("ds", "daemonset")),
    ("apps", "v1", "statefulsets", "StatefulSet", True, ("sts", "statefulset")),
    ("apps", "v1", "replicasets", "ReplicaSet", True, ("rs", "replicaset")),
    ("metallb.io", "v1beta1", "ipaddresspools", "IPAddressPool", True, ("ipaddresspool",)),
    ("metallb.io", "v1beta1", "l2advertisements", "L2Advertisement", True, ("l2advertisement",)),
    ("metallb.io", "v1beta1", "bgpadvertisements", "BGPAdvertisement", True, ("bgpadvertisement",)),
)


def ran(
    text: str, output: str = "", exit_code: int | None = 0, *, host: str = "k8s-m"
) -> evidence.CommandRecord:
    """A command that the learner ran."""
    return evidence.CommandRecord(host, text, output, exit_code, 0.1)


@dataclass
class World:
    """What is true in a test: objects, pages by URL, DNS answers, programs' results, pods' logs.

    `statuses` holds a page's status code where that is not 200. `names` maps (name, type) to addresses; a name
    that is missing answers NXDOMAIN. `programs` maps the words of a command joined by spaces to its result. `logs`
    maps a pod's name to its log. `asked` collects the server of each DNS query.
    """

    objects: Sequence[Mapping[str, Any]] = ()
    pages: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    programs: Mapping[str, evidence.Completed] = field(default_factory=dict)
    logs: Mapping[str, str] = field(default_factory=dict)
    stores: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def evidence(
        self,
        *commands: evidence.CommandRecord,
        lang: str = "en",
        host: str = "k8s-m",
        answer: str | None = None,
        answered_after: int = 0,
    ) -> evidence.Evidence:
        """What a check gets to see of this world."""
        return evidence.Evidence(lang, host, _Reach(self), _Cluster(self), commands, answer, answered_after)


class _Reach:
    """Sockets whose far end is a thread that answers from the world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def socket(self, host: str, family: int, type: int) -> socket.socket:  # noqa: A002, ARG002 - the Protocol's
        if type == socket.SOCK_DGRAM:
            return testwire.Wire(type, lambda to, data: dns_answer(self._world, to, data))
        return testwire.Wire(type, lambda to, data: stream_answer(self._world, to, data))

    def exec(self, host: str, argv: Sequence[str], timeout: float) -> evidence.Completed:  # noqa: ARG002
        line = " ".join(argv)
        if line in self._world.programs:
            return self._world.programs[line]
        if line == "cat /etc/resolv.conf":
            return evidence.Completed(0, "nameserver 10.96.0.10\n", "")
        raise OSError(f"{host} has no program for {line!r} in this test")

    def kubeconfig(self) -> str:
        raise OSError("a test's world has no kubeconfig: use its objects")


def stream_answer(world: World, to: tuple[str, int], data: bytes) -> bytes:
    """What a server of the world answers to a request by TCP."""
    return redis_answer(world, to, data) if data.startswith(b"*") else http_answer(world, to, data)


def redis_answer(world: World, to: tuple[str, int], data: bytes) -> bytes:
    """The store's answer to a command; nothing where the world has no such server."""
    store = world.stores.get(to[0])
    if store is None:
        return b""
    command = " ".join(word.decode() for word in data.split(b"\r\n")[2::2])
    if command not in store:
        return b"$-1\r\n"
    text = store[command].encode()
    return b"$%d\r\n%s\r\n" % (len(text), text)


def http_answer(world: World, to: tuple[str, int], data: bytes) -> bytes:
    """The page of the URL that was asked for, or 404; nothing listens where the world has no page of a port."""
    path = data.split(b" ", 2)[1].decode()
    base = f"http://{to[0]}:{to[1]}"
    if not any(url.startswith(base) for url in world.pages):
        return b""
    page = world.pages.get(base + path)
    code = 404 if page is None else world.statuses.get(base + path, 200)
    status = f"{code} {http.HTTPStatus(code).phrase}"
    body = (page or "").encode()
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def dns_answer(world: World, to: tuple[str, int], data: bytes) -> bytes:
    """The world's answer to a DNS message."""
    import dns.message
    import dns.rcode
    import dns.rdatatype
    import dns.rrset

    world.asked.append(to[0])
    query = dns.message.from_wire(data)
    question = query.question[0]
    name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
    answer = dns.message.make_response(query)
    if found := world.names.get((name, kind)):
        answer.answer.append(dns.rrset.from_text(question.name, 30, "IN", kind, *found))
    elif not any(known == name for known, _ in world.names):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer.to_wire()


class _Cluster(objects.Cluster):
    """The objects of a world by the API's paths."""

    def __init__(self, world: World) -> None:
        super().__init__(lambda: "")
        self._world = world
        self.__dict__["kinds"] = tuple(
            discoverydoc.Kind(group, version, plural, kind, spaced, frozenset({plural, *names}))
            for group, version, plural, kind, spaced, names in KINDS
        )

    def _discovered(self) -> tuple[discoverydoc.Kind, ...]:
        return self.kinds

    def text(self, path: str) -> str:
        """A pod's log."""
        name = parse.urlsplit(path).path.split("/")[-2]
        if name not in self._world.logs:
            raise objects.Missing(path)
        return self._world.logs[name]

    def get(self, path: str, *, accept: str = "application/json") -> Any:  # noqa: ARG002 - only JSON here
        """A list or an object of the world."""
        parts = parse.urlsplit(path)
        kind = next(
            kind
            for kind in self.kinds
            if parts.path.startswith(kind.path + "/") and kind.plural in parts.path.split("/")
        )
        words = parts.path.removeprefix(kind.path).strip("/").split("/")
        namespace = words[1] if words[0] == "namespaces" and kind.plural != "namespaces" else ""
        name = words[-1] if words[-1] != kind.plural else ""
        selector = parse.parse_qs(parts.query).get("labelSelector", [""])[0]
        found = [
            json.loads(json.dumps(item))
            for item in self._world.objects
            if item["kind"] == kind.kind
            and (not namespace or item["metadata"].get("namespace", "default") == namespace)
            and (not name or item["metadata"]["name"] == name)
            and matches(item, selector)
        ]
        if not name:
            return {"items": found}
        if not found:
            raise objects.Missing(path)
        return found[0]


def matches(item: Mapping[str, Any], selector: str) -> bool:
    """Equality selectors only: `a=b,c=d`."""
    labels = item["metadata"].get("labels", {})
    return all(labels.get(pair.split("=")[0]) == pair.split("=")[-1] for pair in selector.split(",") if pair)
