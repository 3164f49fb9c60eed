"""Rules of one node in the form of kube-proxy 1.28 and later.

Source: pkg/proxy/iptables/proxier.go, syncProxyRules.
"""

import functools
import ipaddress
from collections.abc import Iterable, Mapping, Sequence

from tutor.lab.proxy import base_rules, endpoints, fragments, names, ruleset, services
from tutor.lab.proxy import config as config_

MARK = "KUBE-MARK-MASQ"


def build(
    config: config_.Config,
    ports: Iterable[services.ServicePort],
    known: Mapping[services.Key, Sequence[services.Endpoint]],
    kept: fragments.Fragments | None = None,
) -> ruleset.RuleSet:
    """All KUBE- chains of filter and nat for these service ports and their endpoints.

    `kept` is what an earlier call for the same node has left; never change a list of endpoints in place then.
    """
    kept = kept or fragments.Fragments()
    out = ruleset.RuleSet()
    base_rules.write(out, config)
    comments = sum(map(len, known.values())) <= config.large_cluster_endpoints
    for port in ports:
        ends = known.get(port.key, ())
        write = functools.partial(_write, config, port, ends, comments)
        out.merge(kept.rules(port, ends, write, comments=comments))
    kept.sweep()
    _node_ports(out, config)
    return out


def _write(
    config: config_.Config,
    port: services.ServicePort,
    ends: Sequence[services.Endpoint],
    comments: bool,
    out: ruleset.RuleSet,
) -> None:
    choice = endpoints.choose(port, ends, config.node_name, config.zone)
    _Port(config, out, port, choice, comments=comments).write()


def match(port: services.ServicePort, address: str, number: int) -> tuple[str, ...]:
    """The packet's protocol, destination (none for "") and port."""
    target = ("-d", address) if address else ()
    return ("-m", port.protocol, "-p", port.protocol, *target, "--dport", str(number))


def comment(text: str) -> tuple[str, ...]:
    """A comment as arguments."""
    return ("-m", "comment", "--comment", text)


class _Port:
    """Writes the rules of one service port."""

    def __init__(
        self,
        config: config_.Config,
        out: ruleset.RuleSet,
        port: services.ServicePort,
        choice: endpoints.Choice,
        *,
        comments: bool,
    ) -> None:
        self.config, self.out, self.port, self.choice, self.comments = config, out, port, choice, comments
        suffix = port.suffix
        self.cluster_chain, self.local_chain = f"KUBE-SVC-{suffix}", f"KUBE-SVL-{suffix}"
        self.external_chain, self.firewall_chain = f"KUBE-EXT-{suffix}", f"KUBE-FW-{suffix}"
        self.has_internal = bool(choice.local) if port.internal_local and choice.any else choice.any
        self.has_external = bool(choice.local) if port.external_local and choice.any else choice.any
        self.uses_firewall = choice.any and bool(port.load_balancer_ips and port.source_ranges)

    def write(self) -> None:
        self._cluster_ip()
        self._external_addresses()
        self._node_port()
        if self.port.health_check_node_port:
            text = comment(f"{self.port.name} health check node port")
            accept = (
                "-m",
                "tcp",
                "-p",
                "tcp",
                "--dport",
                str(self.port.health_check_node_port),
                "-j",
                "ACCEPT",
            )
            self.out.add("filter", "KUBE-NODEPORTS", *text, *accept)
        if not self.choice.any:
            return
        self._internal_masquerade()
        if self.port.externally_accessible:
            self._external_chain()
        if self.uses_firewall:
            self._firewall_chain()
        if self.port.uses_cluster_endpoints and self.choice.cluster:
            self._balance(self.cluster_chain, self.choice.cluster)
        if self.port.uses_local_endpoints and self.choice.local:
            self._balance(self.local_chain, self.choice.local)
        for endpoint in self.choice.reachable:
            self._endpoint(endpoint)

    def _refuse(self, table_chain: str, arguments: tuple[str, ...]) -> None:
        """Filter what no endpoint can take: REJECT without any, DROP where only other nodes have some."""
        what, verdict = ("no local endpoints", "DROP") if self.choice.any else ("no endpoints", "REJECT")
        text = comment(f"{self.port.name} has {what}")
        self.out.add("filter", table_chain, *text, *arguments, "-j", verdict)

    def _cluster_ip(self) -> None:
        arguments = match(self.port, self.port.cluster_ip, self.port.port)
        if self.has_internal:
            text = comment(f"{self.port.name} cluster IP")
            self.out.add("nat", "KUBE-SERVICES", *text, *arguments, "-j", self._internal_chain())
        else:
            self._refuse("KUBE-SERVICES", arguments)

    def _internal_chain(self) -> str:
        return self.local_chain if self.port.internal_local else self.cluster_chain

    def _external_addresses(self) -> None:
        lead_in = self.firewall_chain if self.uses_firewall else self.external_chain
        kinds = (
            ("external IP", self.port.external_ips, self.external_chain),
            ("loadbalancer IP", self.port.load_balancer_ips, lead_in),
        )
        for kind, addresses, target in kinds:
            for address in addresses:
                arguments = match(self.port, address, self.port.port)
                if self.choice.any:
                    text = comment(f"{self.port.name} {kind}")
                    self.out.add("nat", "KUBE-SERVICES", *text, *arguments, "-j", target)
                if not self.has_external:
                    self._refuse("KUBE-EXTERNAL-SERVICES", arguments)
        if self.uses_firewall:
            self._proxy_firewall()

    def _proxy_firewall(self) -> None:
        text = comment(f"{self.port.name} traffic not accepted by {self.firewall_chain}")
        for address in self.port.load_balancer_ips:
            arguments = match(self.port, address, self.port.port)
            self.out.add("filter", "KUBE-PROXY-FIREWALL", *text, *arguments, "-j", "DROP")

    def _node_port(self) -> None:
        if not self.port.node_port:
            return
        arguments = match(self.port, "", self.port.node_port)
        if self.choice.any:
            text = comment(self.port.name)
            self.out.add("nat", "KUBE-NODEPORTS", *text, *arguments, "-j", self.external_chain)
        if not self.has_external:
            self._refuse("KUBE-EXTERNAL-SERVICES", ("-m", "addrtype", "--dst-type", "LOCAL", *arguments))

    def _internal_masquerade(self) -> None:
        """Mark traffic to the cluster IP that does not come from a pod, so that answers come back here."""
        if not self.has_internal:
            return
        text = comment(f"{self.port.name} cluster IP")
        arguments = (*text, *match(self.port, self.port.cluster_ip, self.port.port))
        if self.config.masquerade_all:
            self.out.add("nat", self._internal_chain(), *arguments, "-j", MARK)
        elif self.config.cluster_cidr:
            self.out.add(
                "nat", self._internal_chain(), *arguments, "!", "-s", self.config.cluster_cidr, "-j", MARK
            )

    def _external_chain(self) -> None:
        chain, target = self.external_chain, f"{self.port.name} external destinations"
        if not self.port.external_local:
            self.out.add("nat", chain, *comment(f"masquerade traffic for {target}"), "-j", MARK)
        else:
            if self.config.cluster_cidr:
                pods = comment(f"pod traffic for {target}")
                self.out.add("nat", chain, *pods, "-s", self.config.cluster_cidr, "-j", self.cluster_chain)
            local = ("-m", "addrtype", "--src-type", "LOCAL")
            self.out.add("nat", chain, *comment(f"masquerade LOCAL traffic for {target}"), *local, "-j", MARK)
            text = comment(f"route LOCAL traffic for {target}")
            self.out.add("nat", chain, *text, *local, "-j", self.cluster_chain)
        if self.has_external:
            self.out.add(
                "nat", chain, "-j", self.local_chain if self.port.external_local else self.cluster_chain
            )

    def _firewall_chain(self) -> None:
        text = comment(f"{self.port.name} loadbalancer IP")
        sources = list(self.port.source_ranges)
        node = ipaddress.ip_address(self.config.node_ip)
        if any(node in ipaddress.ip_network(cidr, strict=False) for cidr in sources):
            # The node reaches a load balancer's address from that address itself once it is bound locally.
            sources += self.port.load_balancer_ips
        for source in sources:
            self.out.add("nat", self.firewall_chain, *text, "-s", source, "-j", self.external_chain)
        rest = f"other traffic to {self.port.name} will be dropped by KUBE-PROXY-FIREWALL"
        self.out.add("nat", self.firewall_chain, *comment(rest))

    def _balance(self, chain: str, targets: Sequence[services.Endpoint]) -> None:
        affinity = self.port.affinity_seconds
        for endpoint in targets if affinity else ():
            sep = self._sep(endpoint)
            recent = ("-m", "recent", "--name", sep, "--rcheck", "--seconds", str(affinity), "--reap")
            self.out.add("nat", chain, *self._arrow(endpoint), *recent, "-j", sep)
        for index, endpoint in enumerate(targets):
            remaining = len(targets) - index
            chance: tuple[str, ...] = ()
            if remaining > 1:
                chance = (
                    "-m",
                    "statistic",
                    "--mode",
                    "random",
                    "--probability",
                    names.probability(remaining),
                )
            self.out.add("nat", chain, *self._arrow(endpoint), *chance, "-j", self._sep(endpoint))

    def _arrow(self, endpoint: services.Endpoint) -> tuple[str, ...]:
        return comment(f"{self.port.name} -> {endpoint.name}") if self.comments else ()

    def _sep(self, endpoint: services.Endpoint) -> str:
        return f"KUBE-SEP-{names.suffix(self.port.name, self.port.protocol, endpoint.name)}"

    def _endpoint(self, endpoint: services.Endpoint) -> None:
        chain, protocol = self._sep(endpoint), self.port.protocol
        text = comment(self.port.name) if self.comments else ()
        self.out.add("nat", chain, *text, "-s", endpoint.address, "-j", MARK)
        recent = ("-m", "recent", "--name", chain, "--set") if self.port.affinity_seconds else ()
        target = ("-m", protocol, "-p", protocol, "-j", "DNAT", "--to-destination", endpoint.name)
        self.out.add("nat", chain, *text, *recent, *target)


def _node_ports(out: ruleset.RuleSet, config: config_.Config) -> None:
    """The jump to KUBE-NODEPORTS, which must be the last rule of KUBE-SERVICES."""
    text = comment("kubernetes service nodeports; NOTE: this must be the last rule in this chain")
    if config.all_node_ports:
        local: tuple[str, ...] = ("-m", "addrtype", "--dst-type", "LOCAL")
        if config.family == "IPv6":
            local = (*local, "!", "-d", "::1/128")
        elif not config.localhost_node_ports:
            local = (*local, "!", "-d", "127.0.0.0/8")
        out.add("nat", "KUBE-SERVICES", *text, *local, "-j", "KUBE-NODEPORTS")
        return
    for address in config.node_port_targets():
        loopback = ipaddress.ip_address(address).is_loopback
        if loopback and (config.family == "IPv6" or not config.localhost_node_ports):
            continue
        out.add("nat", "KUBE-SERVICES", *text, "-d", address, "-j", "KUBE-NODEPORTS")
