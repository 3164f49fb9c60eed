"""Rules of one node in the form of kube-proxy 1.22, the one that the tutorial's author saw.

Differences from `rules`: KUBE-XLB- instead of KUBE-EXT-/KUBE-SVL-, KUBE-FW- for every load balancer's
address, KUBE-MARK-DROP, and `/32` behind single addresses (pkg/proxy/iptables/proxier.go of 1.22).
"""

import functools
import ipaddress
from collections.abc import Iterable, Mapping, Sequence

from tutor.lab.proxy import base_rules, fragments, names, ruleset, services
from tutor.lab.proxy import config as config_

MARK, DROP = "KUBE-MARK-MASQ", "KUBE-MARK-DROP"
_LOCAL_SOURCE = ("-m", "addrtype", "--src-type", "LOCAL")


def build(
    config: config_.Config,
    ports: Iterable[services.ServicePort],
    known: Mapping[services.Key, Sequence[services.Endpoint]],
    kept: fragments.Fragments | None = None,
) -> ruleset.RuleSet:
    """All KUBE- chains of filter and nat; terminating endpoints are not used in this release.

    `kept` is what an earlier call for the same node has left; never change a list of endpoints in place then.
    """
    kept = kept or fragments.Fragments()
    out = ruleset.RuleSet()
    base_rules.write_1_22(out, config)
    for port in ports:
        ends = known.get(port.key, ())
        out.merge(kept.rules(port, ends, functools.partial(_write, config, port, ends)))
    kept.sweep()
    _node_ports(out, config)
    return out


def _write(
    config: config_.Config,
    port: services.ServicePort,
    ends: Sequence[services.Endpoint],
    out: ruleset.RuleSet,
) -> None:
    ready = [endpoint for endpoint in ends if endpoint.ready]
    if port.internal_local:
        ready = [endpoint for endpoint in ready if endpoint.local]
    _Port(config, out, port, ready).write()


def _comment(text: str) -> tuple[str, ...]:
    return ("-m", "comment", "--comment", text)


def _host(address: str) -> str:
    return f"{address}/128" if ":" in address else f"{address}/32"


class _Port:
    """Writes the rules of one service port."""

    def __init__(
        self,
        config: config_.Config,
        out: ruleset.RuleSet,
        port: services.ServicePort,
        ready: Sequence[services.Endpoint],
    ) -> None:
        self.config, self.out, self.port, self.ready = config, out, port, ready
        self.chain = f"KUBE-SVC-{port.suffix}"
        self.local_chain = f"KUBE-XLB-{port.suffix}"

    @property
    def _outer_chain(self) -> str:
        return self.local_chain if self.port.external_local else self.chain

    def write(self) -> None:
        if self.port.health_check_node_port:
            text = _comment(f"{self.port.name} health check node port")
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
        if self.port.external_local:
            self.out.chain("nat", self.local_chain)
        if not self.ready:
            self._refuse()
            return
        self._cluster_ip()
        for address in self.port.external_ips:
            self._external_ip(address)
        for address in self.port.load_balancer_ips:
            self._load_balancer(address)
        if self.port.node_port:
            self._node_port()
        self._balance(self.chain, self.ready, "{name}")
        for endpoint in self.ready:
            self._endpoint(endpoint)
        if self.port.external_local:
            self._local()

    def _to(self, address: str, number: int) -> tuple[str, ...]:
        protocol = self.port.protocol
        target = ("-d", _host(address)) if address else ()
        return ("-m", protocol, "-p", protocol, *target, "--dport", str(number))

    def _refuse(self) -> None:
        text = _comment(f"{self.port.name} has no endpoints")
        to_cluster = self._to(self.port.cluster_ip, self.port.port)
        self.out.add("filter", "KUBE-SERVICES", *text, *to_cluster, "-j", "REJECT")
        for address in (*self.port.external_ips, *self.port.load_balancer_ips):
            arguments = self._to(address, self.port.port)
            self.out.add("filter", "KUBE-EXTERNAL-SERVICES", *text, *arguments, "-j", "REJECT")
        if self.port.node_port:
            local = ("-m", "addrtype", "--dst-type", "LOCAL", *self._to("", self.port.node_port))
            self.out.add("filter", "KUBE-EXTERNAL-SERVICES", *text, *local, "-j", "REJECT")

    def _cluster_ip(self) -> None:
        arguments = (
            *_comment(f"{self.port.name} cluster IP"),
            *self._to(self.port.cluster_ip, self.port.port),
        )
        if self.config.masquerade_all:
            self.out.add("nat", self.chain, *arguments, "-j", MARK)
        elif self.config.cluster_cidr:
            self.out.add("nat", self.chain, *arguments, "!", "-s", self.config.cluster_cidr, "-j", MARK)
        self.out.add("nat", "KUBE-SERVICES", *arguments, "-j", self.chain)

    def _external_ip(self, address: str) -> None:
        arguments = (*_comment(f"{self.port.name} external IP"), *self._to(address, self.port.port))
        if not self.port.external_local:
            outside = ("!", "-s", self.config.cluster_cidr) if self.config.cluster_cidr else ()
            self.out.add("nat", self.chain, *arguments, *outside, "-j", MARK)
        self.out.add("nat", "KUBE-SERVICES", *arguments, "-j", self._outer_chain)

    def _load_balancer(self, address: str) -> None:
        firewall, text = f"KUBE-FW-{self.port.suffix}", _comment(f"{self.port.name} loadbalancer IP")
        arguments = self._to(address, self.port.port)
        self.out.add("nat", "KUBE-SERVICES", *text, *arguments, "-j", firewall)
        if not self.port.external_local:
            self.out.add("nat", firewall, *text, "-j", MARK)
        if not self.port.source_ranges:
            self.out.add("nat", firewall, *text, "-j", self._outer_chain)
        sources = list(self.port.source_ranges)
        node = ipaddress.ip_address(self.config.node_ip)
        if any(node in ipaddress.ip_network(cidr, strict=False) for cidr in sources):
            sources.append(_host(address))
        for source in sources:
            self.out.add("nat", firewall, *text, "-s", source, "-j", self._outer_chain)
        self.out.add("nat", firewall, *text, "-j", DROP)

    def _node_port(self) -> None:
        arguments = (*_comment(self.port.name), *self._to("", self.port.node_port))
        if self.port.external_local:
            loopback = "::1/128" if self.config.family == "IPv6" else "127.0.0.0/8"
            self.out.add("nat", "KUBE-NODEPORTS", *arguments, "-s", loopback, "-j", MARK)
        else:
            self.out.add("nat", self.chain, *arguments, "-j", MARK)
        self.out.add("nat", "KUBE-NODEPORTS", *arguments, "-j", self._outer_chain)

    def _balance(self, chain: str, targets: Sequence[services.Endpoint], wording: str) -> None:
        affinity = self.port.affinity_seconds
        for endpoint in targets if affinity else ():
            sep = self._sep(endpoint)
            recent = ("-m", "recent", "--name", sep, "--rcheck", "--seconds", str(affinity), "--reap")
            self.out.add("nat", chain, *_comment(self.port.name), *recent, "-j", sep)
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
            text = _comment(wording.format(name=self.port.name, index=index))
            self.out.add("nat", chain, *text, *chance, "-j", self._sep(endpoint))

    def _sep(self, endpoint: services.Endpoint) -> str:
        return f"KUBE-SEP-{names.suffix(self.port.name, self.port.protocol, endpoint.name)}"

    def _endpoint(self, endpoint: services.Endpoint) -> None:
        chain, text, protocol = self._sep(endpoint), _comment(self.port.name), self.port.protocol
        self.out.add("nat", chain, *text, "-s", _host(endpoint.address), "-j", MARK)
        recent = ("-m", "recent", "--name", chain, "--set") if self.port.affinity_seconds else ()
        target = ("-m", protocol, "-p", protocol, "-j", "DNAT", "--to-destination", endpoint.name)
        self.out.add("nat", chain, *text, *recent, *target)

    def _local(self) -> None:
        name, chain = self.port.name, self.local_chain
        if self.config.cluster_cidr:
            text = _comment("Redirect pods trying to reach external loadbalancer VIP to clusterIP")
            self.out.add("nat", chain, *text, "-s", self.config.cluster_cidr, "-j", self.chain)
        masquerade = _comment(f"masquerade LOCAL traffic for {name} LB IP")
        self.out.add("nat", chain, *masquerade, *_LOCAL_SOURCE, "-j", MARK)
        route = _comment(f"route LOCAL traffic for {name} LB IP to service chain")
        self.out.add("nat", chain, *route, *_LOCAL_SOURCE, "-j", self.chain)
        here = [endpoint for endpoint in self.ready if endpoint.local]
        if here:
            self._balance(chain, here, "Balancing rule {index} for {name}")
        else:
            self.out.add("nat", chain, *_comment(f"{name} has no local endpoints"), "-j", DROP)


def _node_ports(out: ruleset.RuleSet, config: config_.Config) -> None:
    text = _comment("kubernetes service nodeports; NOTE: this must be the last rule in this chain")
    if config.all_node_ports:
        out.add(
            "nat", "KUBE-SERVICES", *text, "-m", "addrtype", "--dst-type", "LOCAL", "-j", "KUBE-NODEPORTS"
        )
        return
    for address in config.node_port_targets():
        out.add("nat", "KUBE-SERVICES", *text, "-d", address, "-j", "KUBE-NODEPORTS")
