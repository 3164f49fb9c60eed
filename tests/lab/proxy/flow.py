"""A small evaluator: what becomes of one packet in a rule set.

As upstream's own tracer of 1.28, it does not look at the protocol: one recorded flow asks an SCTP port by
TCP.
"""

import dataclasses
import ipaddress
from collections.abc import Sequence

from tutor.lab.proxy import config, ruleset


@dataclasses.dataclass
class Packet:
    """The first packet of a connection."""

    src: str
    dst: str
    dport: int
    masquerade: bool = False
    endpoints: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Walk:
    """Walks chains; every branch of a random choice is followed."""

    settings: config.Config
    rules: ruleset.RuleSet

    def nat(self, packet: Packet) -> None:
        """Collect the DNAT targets and the masquerade mark."""
        self._chain("nat", "KUBE-SERVICES", packet)

    def filter(self, packet: Packet) -> str:
        """The first verdict, or an empty text."""
        for chain in ("KUBE-PROXY-FIREWALL", "KUBE-NODEPORTS", "KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES"):
            verdict = self._chain("filter", chain, packet)
            if verdict:
                return verdict
        return ""

    def _chain(self, table: str, chain: str, packet: Packet) -> str:
        for rule in self.rules.tables[table].get(chain, []):
            if not self._matches(rule, packet) or "-j" not in rule:
                continue
            target = rule[rule.index("-j") + 1]
            random = "statistic" in rule or "--rcheck" in rule
            if target == "KUBE-MARK-MASQ":
                packet.masquerade = True
            elif target == "DNAT":
                packet.endpoints.append(rule[rule.index("--to-destination") + 1])
                return "DNAT"
            elif target in ("REJECT", "DROP", "ACCEPT"):
                return target
            else:
                verdict = self._chain(table, target, packet)
                if verdict and not random:
                    return verdict
        return ""

    def _matches(self, rule: Sequence[str], packet: Packet) -> bool:
        negate = False
        for index, word in enumerate(rule):
            if word == "!":
                negate = True
                continue
            if word in ("-s", "-d", "--dport", "--src-type", "--dst-type"):
                if self._one(word, rule[index + 1], packet) == negate:
                    return False
                negate = False
        return True

    def _one(self, word: str, value: str, packet: Packet) -> bool:
        if word == "--dport":
            return packet.dport == int(value)
        address = packet.src if word in ("-s", "--src-type") else packet.dst
        if word in ("--src-type", "--dst-type"):
            return address in self.settings.local_addresses or address.startswith("127.")
        return ipaddress.ip_address(address) in ipaddress.ip_network(value, strict=False)
