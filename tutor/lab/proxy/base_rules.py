"""Chains that exist before any Service does, and the jumps that lead into them."""

from tutor.lab.proxy import config as config_
from tutor.lab.proxy import ruleset

_NEW = ("-m", "conntrack", "--ctstate", "NEW")
_PORTALS = "kubernetes service portals"
_VISIBLE = "kubernetes externally-visible service portals"
_BALANCER = "kubernetes load balancer firewall"

JUMPS: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    ("filter", "INPUT", "KUBE-EXTERNAL-SERVICES", _NEW, _VISIBLE),
    ("filter", "FORWARD", "KUBE-EXTERNAL-SERVICES", _NEW, _VISIBLE),
    ("filter", "INPUT", "KUBE-NODEPORTS", (), "kubernetes health check service ports"),
    ("filter", "FORWARD", "KUBE-SERVICES", _NEW, _PORTALS),
    ("filter", "OUTPUT", "KUBE-SERVICES", _NEW, _PORTALS),
    ("filter", "FORWARD", "KUBE-FORWARD", (), "kubernetes forwarding rules"),
    ("filter", "INPUT", "KUBE-PROXY-FIREWALL", _NEW, _BALANCER),
    ("filter", "OUTPUT", "KUBE-PROXY-FIREWALL", _NEW, _BALANCER),
    ("filter", "FORWARD", "KUBE-PROXY-FIREWALL", _NEW, _BALANCER),
    ("nat", "OUTPUT", "KUBE-SERVICES", (), _PORTALS),
    ("nat", "PREROUTING", "KUBE-SERVICES", (), _PORTALS),
    ("nat", "POSTROUTING", "KUBE-POSTROUTING", (), "kubernetes postrouting rules"),
)
"""Table, built-in chain, target, match, comment; each is put in front of those before it."""

CANARY = "KUBE-PROXY-CANARY"
DROP_MARK = "0x8000"
KUBELET_CANARY, KUBELET_HINT = "KUBE-KUBELET-CANARY", "KUBE-IPTABLES-HINT"
"""The kubelet's own (pkg/kubelet/kubelet_network_linux.go); written here because the rules go out from here."""


def write(out: ruleset.RuleSet, config: config_.Config) -> None:
    """The fixed chains of the 1.28+ form, and their fixed rules."""
    names = {
        "filter": ("NODEPORTS", "SERVICES", "EXTERNAL-SERVICES", "FORWARD", "PROXY-FIREWALL"),
        "nat": ("NODEPORTS", "SERVICES", "POSTROUTING", "MARK-MASQ"),
    }
    for table, chains in names.items():
        for name in chains:
            out.chain(table, f"KUBE-{name}")
    if config.family == "IPv4" and config.localhost_node_ports:
        _localnet_firewall(out)
    if not config.tcp_liberal:
        out.add("filter", "KUBE-FORWARD", "-m", "conntrack", "--ctstate", "INVALID", "-j", "DROP")
    forward_marked(out, config)
    _forward_established(out, "kubernetes forwarding conntrack rule")
    masquerade(out, config)


def write_1_22(out: ruleset.RuleSet, config: config_.Config) -> None:
    """The fixed chains of the 1.22 form; KUBE-FIREWALL and KUBE-MARK-DROP are the kubelet's there."""
    names = {
        "filter": ("SERVICES", "EXTERNAL-SERVICES", "FORWARD", "NODEPORTS"),
        "nat": ("SERVICES", "NODEPORTS", "POSTROUTING", "MARK-MASQ"),
    }
    for table, chains in names.items():
        for name in chains:
            out.chain(table, f"KUBE-{name}")
    out.add("filter", "KUBE-FORWARD", "-m", "conntrack", "--ctstate", "INVALID", "-j", "DROP")
    forward_marked(out, config)
    _forward_established(out, "kubernetes forwarding conntrack pod source rule")
    _forward_established(out, "kubernetes forwarding conntrack pod destination rule")
    masquerade(out, config)


def forward_marked(out: ruleset.RuleSet, config: config_.Config) -> None:
    """Let through what the proxy itself has marked."""
    mark = f"{config.masquerade_mark}/{config.masquerade_mark}"
    text = ("-m", "comment", "--comment", "kubernetes forwarding rules")
    out.add("filter", "KUBE-FORWARD", *text, "-m", "mark", "--mark", mark, "-j", "ACCEPT")


def _forward_established(out: ruleset.RuleSet, text: str) -> None:
    state = ("-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "ACCEPT")
    out.add("filter", "KUBE-FORWARD", "-m", "comment", "--comment", text, *state)


def masquerade(out: ruleset.RuleSet, config: config_.Config) -> None:
    """Marked packets leave with the node's address, and without the mark."""
    mark = config.masquerade_mark
    out.add("nat", "KUBE-POSTROUTING", "-m", "mark", "!", "--mark", f"{mark}/{mark}", "-j", "RETURN")
    out.add("nat", "KUBE-POSTROUTING", "-j", "MARK", "--xor-mark", mark)
    text = ("-m", "comment", "--comment", "kubernetes service traffic requiring SNAT")
    fully = ("--random-fully",) if config.random_fully else ()
    out.add("nat", "KUBE-POSTROUTING", *text, "-j", "MASQUERADE", *fully)
    out.add("nat", "KUBE-MARK-MASQ", "-j", "MARK", "--or-mark", mark)


def _localnet_firewall(out: ruleset.RuleSet) -> None:
    """With route_localnet on, nobody outside may reach 127.0.0.0/8 (CVE-2020-8558)."""
    text = ("-m", "comment", "--comment", "block incoming localnet connections")
    where = ("-d", "127.0.0.0/8", "!", "-s", "127.0.0.0/8")
    state = ("-m", "conntrack", "!", "--ctstate", "RELATED,ESTABLISHED,DNAT", "-j", "DROP")
    out.add("filter", "KUBE-FIREWALL", *text, *where, *state)


def write_kubelet(out: ruleset.RuleSet, *, marks_drops: bool) -> None:
    """The kubelet's own chains; up to 1.22 and later until 1.25 it also made the means to drop marked packets."""
    for table in ruleset.TABLES:
        out.chain(table, CANARY)
        out.chain(table, KUBELET_CANARY)
    out.chain("mangle", KUBELET_HINT)
    if marks_drops:
        out.add("nat", "KUBE-MARK-DROP", "-j", "MARK", "--or-mark", DROP_MARK)
        text = ("-m", "comment", "--comment", "kubernetes firewall for dropping marked packets")
        match = ("-m", "mark", "--mark", f"{DROP_MARK}/{DROP_MARK}", "-j", "DROP")
        out.add("filter", "KUBE-FIREWALL", *text, *match)
        _localnet_firewall(out)


def jump_rules(wanted: ruleset.RuleSet) -> list[tuple[str, str, ruleset.Rule]]:
    """(table, built-in chain, rule) for the chains that are wanted, in the order in which each must be prepended."""
    rules: list[tuple[str, str, ruleset.Rule]] = [
        (table, chain, (*extra, "-m", "comment", "--comment", text, "-j", target))
        for table, chain, target, extra, text in JUMPS
        if target in wanted.tables[table]
    ]
    if "KUBE-FIREWALL" in wanted.tables["filter"]:
        rules += [("filter", chain, ("-j", "KUBE-FIREWALL")) for chain in ("OUTPUT", "INPUT")]
    return rules
