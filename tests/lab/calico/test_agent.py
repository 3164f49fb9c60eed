"""Felix's chains as text, and netlink messages as bytes."""

from tutor.lab.calico import ipam, rtnetlink, rules

POOL = ipam.Pool("172.16.0.0/16")


def test_chains_and_jumps() -> None:
    """Jumps come with the first text only, and unknown hosts' VXLAN packets are dropped last."""
    first = rules.restore_text([POOL], ["192.168.10.101"], jumps=True)
    assert '-I POSTROUTING -m comment --comment "cali:O3lYWMrLQYEMJtB5" -j cali-POSTROUTING' in first
    assert "-A cali-nat-outgoing -s 172.16.0.0/16 ! -d 172.16.0.0/16 -j MASQUERADE --random-fully" in first
    assert "-I " not in rules.restore_text([POOL], [], jumps=False)
    accepted = [line for line in first.splitlines() if line.startswith("-A cali-INPUT")]
    assert [line.rpartition(" ")[2] for line in accepted] == ["ACCEPT", "DROP"]
    assert rules.has_jumps("-A POSTROUTING -j cali-POSTROUTING")


def test_pools_without_masquerade() -> None:
    """A pool without natOutgoing keeps its addresses; between pools nobody's address is changed."""
    plain = ipam.Pool("172.17.0.0/16", name="plain", nat_outgoing=False)
    assert "-s 172.17.0.0/16" not in rules.restore_text([plain], [], jumps=False)
    both = rules.restore_text([POOL, plain], [], jumps=False).splitlines()
    assert [line for line in both if line.startswith("-A cali-nat-outgoing")] == [
        "-A cali-nat-outgoing -d 172.16.0.0/16 -j RETURN",
        "-A cali-nat-outgoing -d 172.17.0.0/16 -j RETURN",
        "-A cali-nat-outgoing -s 172.16.0.0/16 -j MASQUERADE --random-fully",
    ]


def test_attributes_are_padded() -> None:
    """Netlink attributes start at multiples of four."""
    assert rtnetlink.attribute(3, b"lo\0") == b"\x07\x00\x03\x00lo\x00\x00"
