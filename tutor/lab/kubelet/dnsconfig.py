"""A pod's resolv.conf from dnsPolicy, dnsConfig and the node's file (Kubernetes: pkg/kubelet/network/dns/dns.go)."""

import dataclasses
import ipaddress

from tutor.lab.client import resources

MAX_NAMESERVERS = 3
MAX_SEARCHES = 32
MAX_SEARCH_CHARACTERS = 2048
MAX_SEARCH_LENGTH = 253
"""An RFC 1123 subdomain's limit; a longer search is left out."""


@dataclasses.dataclass(frozen=True)
class Resolver:
    """The three lists of a resolv.conf."""

    nameservers: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Warned:
    """A resolver and the warning events (reason, message) that making it calls for."""

    resolver: Resolver
    events: tuple[tuple[str, str], ...] = ()


def parse(text: str) -> Resolver:
    """Read a resolv.conf as the kubelet does. Raises ValueError for `nameserver` without an address."""
    nameservers: list[str] = []
    searches: list[str] = []
    options: dict[str, str] = {}
    for line in text.splitlines():
        if line.strip().startswith("#"):
            continue
        match line.split():
            case ["nameserver"]:
                raise ValueError("nameserver list is empty")
            case ["nameserver", address, *_]:
                nameservers.append(address)
            case ["search", *names]:
                searches = [name.removesuffix(".") for name in names if name != "."]
            case ["options", *words]:
                options |= {word.partition(":")[0]: word for word in words}
    return Resolver(tuple(nameservers), tuple(searches), tuple(options.values()))


def render(resolver: Resolver) -> str:
    """The file's text, in the order that containerd writes: search, nameservers, options."""
    lines = [f"search {' '.join(resolver.searches)}"] if resolver.searches else []
    lines += [f"nameserver {address}" for address in resolver.nameservers]
    if resolver.options:
        lines.append(f"options {' '.join(resolver.options)}")
    return "".join(f"{line}\n" for line in lines)


def kind_of(policy: str, *, host_network: bool) -> str:
    """Whose settings a pod starts from: "cluster", "host" or "none". An unknown policy counts as ClusterFirst."""
    if policy == "None":
        return "none"
    if policy == "Default" or (policy == "ClusterFirst" and host_network):
        return "host"
    return "cluster"


def without_file(*node_ips: str) -> Resolver:
    """What a node without a resolv.conf gives: the node itself, by each family of its addresses, and no search."""
    loopbacks = ["::1" if ipaddress.ip_address(ip).version == 6 else "127.0.0.1" for ip in node_ips]
    return Resolver(tuple(loopbacks or ["127.0.0.1"]), (".",))


def merged(options: tuple[str, ...], added: list[resources.Object]) -> tuple[str, ...]:
    """Options with those of a dnsConfig laid over them, by name."""
    found = {option.partition(":")[0]: option for option in options}
    for option in added:
        value = option.get("value")
        found[option["name"]] = f"{option['name']}:{value}" if value else option["name"]
    return tuple(found.values())


def limited(resolver: Resolver) -> Warned:
    """Cut to what a resolver library reads, with an event for each limit that was met."""
    events: list[tuple[str, str]] = []
    servers = resolver.nameservers[:MAX_NAMESERVERS]
    if len(servers) < len(resolver.nameservers):
        applied = " ".join(servers)
        events.append(
            _forming("Nameserver limits were exceeded, some nameservers have been omitted", applied)
        )
    searches = _limited_searches(resolver.searches)
    if len(searches) < len(resolver.searches):
        applied = " ".join(searches)
        events.append(
            _forming("Search Line limits were exceeded, some search paths have been omitted", applied)
        )
    return Warned(dataclasses.replace(resolver, nameservers=servers, searches=searches), tuple(events))


def _forming(what: str, applied: str) -> tuple[str, str]:
    noun = "search line" if what.startswith("Search") else "nameserver line"
    return ("DNSConfigForming", f"{what}, the applied {noun} is: {applied}")


def _limited_searches(searches: tuple[str, ...]) -> tuple[str, ...]:
    # The count is limited first: a name that is too long takes one of the places.
    fitting = tuple(name for name in searches[:MAX_SEARCHES] if len(name) <= MAX_SEARCH_LENGTH)
    while len(" ".join(fitting)) > MAX_SEARCH_CHARACTERS:
        fitting = fitting[:-1]
    return fitting


def for_pod(
    pod: resources.Object, host: Resolver, *, cluster_dns: tuple[str, ...], cluster_domain: str
) -> Warned:
    """The resolver of a pod, from its spec, the node's resolver and the kubelet's clusterDNS and clusterDomain."""
    spec = pod["spec"]
    kind = kind_of(spec.get("dnsPolicy", "ClusterFirst"), host_network=spec.get("hostNetwork", False))
    events: tuple[tuple[str, str], ...] = ()
    if kind == "cluster" and not cluster_dns:
        kind, events = "host", (_missing_cluster_dns(pod),)
    base = host
    if kind == "none":
        base = Resolver()
    elif kind == "cluster":
        base = _cluster(pod["metadata"]["namespace"], host, cluster_dns, cluster_domain)
    config = spec.get("dnsConfig")
    result = limited(base if config is None else _configured(base, config))
    return Warned(result.resolver, events + result.events)


def _missing_cluster_dns(pod: resources.Object) -> tuple[str, str]:
    meta = pod["metadata"]
    message = (
        f"pod: {meta['name']}_{meta['namespace']}({meta.get('uid', '')}). "
        "kubelet does not have ClusterDNS IP configured "
        f'and cannot create Pod using "{pod["spec"].get("dnsPolicy", "ClusterFirst")}" policy. '
        'Falling back to "Default" policy.'
    )
    return ("MissingClusterDNS", message)


def _cluster(namespace: str, host: Resolver, servers: tuple[str, ...], domain: str) -> Resolver:
    own = (f"{namespace}.svc.{domain}", f"svc.{domain}", domain) if domain else ()
    return Resolver(servers, tuple(dict.fromkeys(own + host.searches)), ("ndots:5",))


def _configured(base: Resolver, config: resources.Object) -> Resolver:
    return Resolver(
        tuple(dict.fromkeys([*base.nameservers, *(config.get("nameservers") or [])])),
        tuple(dict.fromkeys([*base.searches, *(config.get("searches") or [])])),
        merged(base.options, config.get("options") or []),
    )
