"""kubernetes: names of services and pods (plugin/kubernetes)."""

import dataclasses
import socket

import dns.flags
import dns.message
import dns.rcode

from tutor.lab.dns import (
    cluster,
    convert,
    dispenser,
    durations,
    index,
    log,
    names,
    query,
    records,
    resolvconf,
    selectors,
    targets,
)
from tutor.lab.dns import setup as setup_

PATIENCE_SECONDS = 5.0
REMINDER_SECONDS = 0.5
POD_MODES = ("disabled", "verified", "insecure")
_LOG = log.Log("kubernetes")


@dataclasses.dataclass
class Block:
    """What the Corefile says beside the resolver's own options."""

    options: dict[str, object] = dataclasses.field(default_factory=dict)
    fall: setup_.Fall = dataclasses.field(default_factory=setup_.Fall)
    labels: str = ""
    namespace_labels: str = ""
    endpoint: str = ""
    multicluster: list[str] | None = None
    endpoints: bool = True
    startup_seconds: float = PATIENCE_SECONDS


class Kubernetes:
    """Answers from an index that a connection keeps true."""

    def __init__(
        self,
        block: Block,
        options: targets.Options,
        connection: cluster.Connection,
        resolver: records.Resolver,
    ) -> None:
        self.block, self.options, self.connection, self.resolver = block, options, connection, resolver

    def ready(self) -> bool:
        """For the ready plugin."""
        return self.connection.synced

    def auto_path(self, asked: query.Query) -> list[str]:
        """The search path of the pod that asks, for autopath; empty when it is no pod.

        Source: plugin/kubernetes/autopath.go.
        """
        if self.options.pods != "verified":
            return []
        zone = names.best_zone(asked.name, self.options.zones)
        owners = self.resolver.index.pod_namespaces(index.canonical(asked.client[0]))
        if not zone or not owners:
            return []
        try:
            own = resolvconf.read("/etc/resolv.conf").search
        except OSError:
            own = ()
        below = "" if zone == "." else zone
        return [f"{owners[0]}.svc.{below}", f"svc.{below}", zone, *own, ""]

    async def start(self) -> None:
        """Connect, and hold the server back for a while until the first sync."""
        self.resolver.local_ips = tuple(_own_addresses())
        await self.connection.start()
        waited = 0.0
        while waited < self.block.startup_seconds:
            if await self.connection.wait(REMINDER_SECONDS):
                return
            waited += REMINDER_SECONDS
            _LOG.info("waiting for Kubernetes API before starting server")
        _LOG.warning("starting server with unsynced Kubernetes API")


def setup(controller: setup_.Controller) -> None:
    """kubernetes [ZONES...] { pods MODE; ttl N; fallthrough [ZONES...]; namespaces NS...; labels EXPR.

    ... }.
    """
    controller.once()
    arguments = controller.tokens.rest()
    zones = [zone for item in arguments for zone in setup_.normalize(item)] or controller.zones
    if all(names.is_reverse(zone) for zone in zones):
        raise dispenser.CorefileError("non-reverse zone name must be used")
    block = _block(controller.tokens)
    _several_clusters(controller, block, zones)
    options = targets.Options(zones=tuple(zones), **block.options)  # type: ignore[arg-type]
    access = cluster.Access(block.endpoint) if block.endpoint else cluster.in_cluster()
    known, imports = index.Index(), index.Index()
    wanted = cluster.Wanted(
        pods=options.pods == "verified",
        imports=bool(options.multicluster),
        endpoints=block.endpoints,
        labels=block.labels,
        namespace_labels=block.namespace_labels,
    )
    connection = cluster.Connection(access, known, imports, wanted)
    plugin = Kubernetes(block, options, connection, records.Resolver(options, known, imports=imports))
    controller.hooks.startup.append(plugin.start)
    controller.hooks.shutdown.append(connection.stop)
    controller.add("kubernetes", _middleware(plugin, controller), plugin)


def _several_clusters(controller: setup_.Controller, block: Block, zones: list[str]) -> None:
    """Zones of several clusters must be among the plugin's own; without a list they are all of the server block's."""
    if block.multicluster is None:
        return
    named = [zone for item in block.multicluster for zone in setup_.normalize(item)] or controller.zones
    for zone in named:
        if zone not in zones:
            raise dispenser.CorefileError(f"is not authoritative for the multicluster zone {zone}")
    block.options["multicluster"] = frozenset(named)


def _middleware(plugin: Kubernetes, controller: setup_.Controller) -> query.Middleware:
    def wrap(following: query.Handler) -> query.Handler:
        async def serve(asked: query.Query) -> dns.message.Message:
            if not names.best_zone(asked.name, plugin.options.zones):
                return await following(asked)
            found = plugin.resolver.answer(asked.qname, asked.type, synced=plugin.connection.synced)
            missing = found.rcode in (records.NXDOMAIN, records.SERVFAIL)
            if missing and plugin.block.fall.through(asked.name):
                return await following(asked)
            if found.rcode == records.REFUSED:
                raise query.Failure(dns.rcode.REFUSED)
            rest = await controller.lookup(asked, found.chase, asked.type) if found.chase else None
            if found.chase and rest is None:
                found = plugin.resolver.empty(records.NOERROR, plugin.resolver.zone_of(asked.qname))
            asked.answered_by = "kubernetes"
            reply = asked.reply()
            convert.fill(reply, found)
            if rest is not None:
                reply.answer += rest.answer
                reply.flags |= rest.flags & dns.flags.TC
            return reply

        return serve

    return wrap


def _block(tokens: dispenser.Dispenser) -> Block:
    block = Block()
    for word in tokens.block():
        values = tokens.rest()
        if word == "fallthrough":
            block.fall.set(values)
        elif word == "multicluster":
            block.multicluster = values
        elif word == "noendpoints" and not values:
            block.endpoints = False
        elif word in _EMPTY and not values:
            block.options[word] = True
        elif word in _EMPTY or (word in _WITH_VALUES and not values):
            raise tokens.argument_error()
        elif word in _WITH_VALUES:
            _set(tokens, block, word, values)
        else:
            raise tokens.error(f"unknown property '{word}'")
    if block.options.get("namespaces") and block.namespace_labels:
        raise tokens.error("namespaces and namespace_labels cannot both be set")
    return block


_EMPTY = ("endpoint_pod_names", "noendpoints")
_WITH_VALUES = (
    "pods",
    "ttl",
    "namespaces",
    "labels",
    "namespace_labels",
    "endpoint",
    "ignore",
    "kubeconfig",
    "tls",
    "startup_timeout",
    "apiserver_qps",
    "apiserver_burst",
    "apiserver_max_inflight",
)


def _set(tokens: dispenser.Dispenser, block: Block, word: str, values: list[str]) -> None:
    match word:
        case "pods":
            if values[0] not in POD_MODES:
                text = f"wrong value for pods: {values[0]},  must be one of: disabled, verified, insecure"
                raise dispenser.CorefileError(text)
            block.options["pods"] = values[0]
        case "ttl":
            block.options["ttl"] = _ttl(tokens, values[0])
        case "namespaces":
            block.options["namespaces"] = frozenset(values)
        case "labels":
            block.labels = _selector("label", " ".join(values))
        case "namespace_labels":
            block.namespace_labels = _selector("namespace_label", " ".join(values))
        case "endpoint":
            block.endpoint = values[0]
        case "ignore":
            if values[0] != "empty_service":
                raise dispenser.CorefileError(f"unable to parse ignore value: '{values[0]}'")
            block.options["ignore_empty_service"] = True
        case "startup_timeout":
            block.startup_seconds = _duration(values[0])
        case "apiserver_qps" | "apiserver_burst" | "apiserver_max_inflight":
            _positive(word, values[0])  # this client sends a list and a watch for each kind, and nothing else
        case _:
            raise tokens.error(f"property '{word}' is not part of the lab's CoreDNS")


def _duration(text: str) -> float:
    try:
        return durations.parse(text)
    except ValueError as error:
        raise dispenser.CorefileError(str(error)) from error


def _positive(word: str, text: str) -> None:
    try:
        value = float(text)
    except ValueError as error:
        raise dispenser.CorefileError(f'{word}: parsing "{text}": invalid syntax') from error
    if value < 0:
        raise dispenser.CorefileError(f"{word} can't be negative: {text}")


def _ttl(tokens: dispenser.Dispenser, text: str) -> int:
    if not text.lstrip("-").isdigit():
        raise dispenser.CorefileError(f'strconv.Atoi: parsing "{text}": invalid syntax')
    if not 0 <= int(text) <= 3600:
        raise tokens.error(f"ttl must be in range [0, 3600]: {text}")
    return int(text)


def _selector(what: str, text: str) -> str:
    if not selectors.valid(text):
        why = f'couldn\'t parse the selector string "{text}": unable to parse requirement'
        raise dispenser.CorefileError(f"unable to parse {what} selector value: '{text}': {why}")
    return text


def _own_addresses() -> list[str]:
    """Addresses that this server listens on: those of its interfaces, loopback left out."""
    found = []
    for family, target in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((target, 9))  # sends nothing: only asks which address would be used
                found.append(str(probe.getsockname()[0]))
            except OSError:
                continue
    return found
