"""Felix's iptables chains, as far as pods' traffic needs them (felix/rules/static.go). Pure.

Addresses of pools and hosts stand in the rules themselves, where Felix matches them by ipsets. Comments are
Felix's own rule hashes where the rule is Felix's own, letter by letter.
"""

from collections.abc import Iterator, Sequence

from tutor.lab.calico import ipam, naming

_JUMPS = (
    ("nat", "PREROUTING", "cali-PREROUTING", "cali:6gwbT8clXdHdC1b1"),
    ("nat", "OUTPUT", "cali-OUTPUT", "cali:tVnHkvAo15HuiPy0"),
    ("nat", "POSTROUTING", "cali-POSTROUTING", "cali:O3lYWMrLQYEMJtB5"),
    ("filter", "INPUT", "cali-INPUT", "cali:Cz_u1IQiXIMmKD4c"),
)


def restore_text(pools: Sequence[ipam.Pool], hosts: Sequence[str], *, jumps: bool) -> str:
    """For iptables-restore --noflush: chains written anew, and jumps into them when they are not there yet.

    `pools` are all that pods have addresses of, `hosts` are the addresses that may send VXLAN packets.
    """
    return _table("nat", _nat(pools), jumps=jumps) + _table("filter", _filter(hosts), jumps=jumps)


def has_jumps(saved: str) -> bool:
    """Whether iptables-save shows the jumps already."""
    return "-j cali-POSTROUTING" in saved


def _table(name: str, chains: dict[str, list[str]], *, jumps: bool) -> str:
    lines = [f"*{name}", *(f":{chain} - [0:0]" for chain in chains)]
    lines += [f"-A {chain} {rule}" for chain, rules in chains.items() for rule in rules]
    if jumps:
        wanted = [(chain, target, text) for table, chain, target, text in _JUMPS if table == name]
        lines += [f'-I {chain} -m comment --comment "{text}" -j {target}' for chain, target, text in wanted]
    return "\n".join([*lines, "COMMIT", ""])


def _nat(pools: Sequence[ipam.Pool]) -> dict[str, list[str]]:
    outside = "-m addrtype ! --src-type LOCAL --limit-iface-out -m addrtype --src-type LOCAL"
    return {
        "cali-PREROUTING": ['-m comment --comment "cali:r6XmIziWUJsdOK6Z" -j cali-fip-dnat'],
        "cali-OUTPUT": ['-m comment --comment "cali:GBTAv2p5CwevEyJm" -j cali-fip-dnat'],
        "cali-POSTROUTING": [
            '-m comment --comment "cali:Z-c7XtVd2Bq7s_hA" -j cali-fip-snat',
            '-m comment --comment "cali:nYKhEzDlr11Jccal" -j cali-nat-outgoing',
            f'-o {naming.TUNNEL_DEVICE} -m comment --comment "cali:e9dnSgSVNmIcpVhP" {outside} '
            "-j MASQUERADE --random-fully",
        ],
        "cali-fip-dnat": [],
        "cali-fip-snat": [],
        "cali-nat-outgoing": list(_outgoing(pools)),
    }


def _outgoing(pools: Sequence[ipam.Pool]) -> Iterator[str]:
    """What leaves a pool with natOutgoing for an address outside all pools is masqueraded."""
    masked = [pool.cidr for pool in pools if pool.nat_outgoing]
    if len(pools) == 1:
        yield from (f"-s {cidr} ! -d {cidr} -j MASQUERADE --random-fully" for cidr in masked)
    elif masked:
        yield from (f"-d {pool.cidr} -j RETURN" for pool in pools)
        yield from (f"-s {cidr} -j MASQUERADE --random-fully" for cidr in masked)


def _filter(hosts: Sequence[str]) -> dict[str, list[str]]:
    vxlan = f"-p udp -m udp --dport {naming.VXLAN_PORT}"
    allow = '-m comment --comment "Allow IPv4 VXLAN packets from allowed hosts" -m addrtype --dst-type LOCAL -j ACCEPT'
    drop = '-m comment --comment "Drop IPv4 VXLAN packets from non-allowed hosts" -m addrtype --dst-type LOCAL -j DROP'
    return {"cali-INPUT": [*(f"-s {host} {vxlan} {allow}" for host in hosts), f"{vxlan} {drop}"]}
